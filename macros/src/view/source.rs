//! Finds the comments between the tokens of a view, which Rust's lexer drops.

use proc_macro2::{LineColumn, TokenTree};
use syn::MacroDelimiter;

/// The source text of a `view!`, including its delimiters.
pub struct SourceText {
    lines: Vec<Vec<char>>,
    start: LineColumn,
}

impl SourceText {
    /// Returns the text; `None` if the compiler does not provide it, as in an editor.
    pub fn of(delimiter: &MacroDelimiter) -> Option<SourceText> {
        let span = delimiter.span().join();
        let lines = span.source_text()?;
        Some(SourceText {
            lines: lines
                .split('\n')
                .map(|line| line.chars().collect())
                .collect(),
            start: span.start(),
        })
    }

    /// Returns the first comment between two tokens, and whether it begins on the line on which the first token ends.
    pub fn comment(&self, first: &TokenTree, next: &TokenTree) -> Option<(String, bool)> {
        let (end, start) = (first.span().end(), next.span().start());
        self.comment_between(end, start)
    }

    pub fn comment_between(&self, end: LineColumn, start: LineColumn) -> Option<(String, bool)> {
        let mut at = end;
        while (at.line, at.column) < (start.line, start.column) {
            match self.char_at(at) {
                None => {
                    at = LineColumn {
                        line: at.line + 1,
                        column: 0,
                    }
                }
                Some(space) if space.is_whitespace() => at.column += 1,
                Some('/') => return Some((self.rest_of_line(at, start), at.line == end.line)),
                // The tokens were written by another macro.
                Some(_) => return None,
            }
        }
        None
    }

    fn char_at(&self, at: LineColumn) -> Option<char> {
        let line = at.line.checked_sub(self.start.line)?;
        let column = match line {
            0 => at.column.checked_sub(self.start.column)?,
            _ => at.column,
        };
        self.lines.get(line)?.get(column).copied()
    }

    fn rest_of_line(&self, mut at: LineColumn, end: LineColumn) -> String {
        let mut text = String::new();
        while (at.line, at.column) < (end.line, end.column)
            && let Some(char) = self.char_at(at)
        {
            text.push(char);
            at.column += 1;
        }
        text.trim_end().to_owned()
    }
}
