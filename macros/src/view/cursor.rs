//! A position in the tokens of a view.
//!
//! This is not syn's `ParseStream`, because the end of an unquoted text or of an attribute's value is found by looking
//! at any number of tokens in both directions, and because after an error the parser continues from any of them.

use std::ops::Range;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::source::SourceText;
use crate::diagnostic::SourceRange;

pub struct Cursor {
    tokens: Vec<TokenTree>,
    at: usize,
    /// The source text of the tokens, if it is known.
    pub source: Option<SourceText>,
}

impl Cursor {
    pub fn new(tokens: TokenStream, source: Option<SourceText>) -> Cursor {
        Cursor {
            tokens: tokens.into_iter().map(without_invisible_group).collect(),
            at: 0,
            source,
        }
    }

    /// Returns the number of tokens before the next one.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Goes to a position that [`Cursor::position`] returned.
    pub fn go_to(&mut self, position: usize) {
        self.at = position;
    }

    pub fn is_empty(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Returns the token that is `ahead` tokens after the next one.
    pub fn peek(&self, ahead: usize) -> Option<&TokenTree> {
        self.token(self.at + ahead)
    }

    /// Returns the token at an absolute position.
    pub fn token(&self, position: usize) -> Option<&TokenTree> {
        self.tokens.get(position)
    }

    /// Returns the token before the next one.
    pub fn last(&self) -> Option<&TokenTree> {
        self.token(self.at.checked_sub(1)?)
    }

    /// Takes the next token.
    pub fn bump(&mut self) -> Option<TokenTree> {
        let token = self.peek(0)?.clone();
        self.at += 1;
        Some(token)
    }

    /// Returns whether the next tokens are these characters of punctuation.
    pub fn is(&self, punctuation: &str) -> bool {
        self.is_at(self.at, punctuation)
    }

    /// Returns whether the tokens at an absolute position are these characters of punctuation.
    pub fn is_at(&self, position: usize, punctuation: &str) -> bool {
        punctuation
            .chars()
            .enumerate()
            .all(|(offset, expected)| self.punctuation(position + offset) == Some(expected))
    }

    /// Takes these characters of punctuation, if they are next.
    pub fn take(&mut self, punctuation: &str) -> bool {
        let found = self.is(punctuation);
        if found {
            self.at += punctuation.len();
        }
        found
    }

    /// Returns the character at an absolute position, if it is punctuation.
    pub fn punctuation(&self, position: usize) -> Option<char> {
        match self.token(position)? {
            TokenTree::Punct(punct) => Some(punct.as_char()),
            _ => None,
        }
    }

    /// Returns whether the token at an absolute position is punctuation that touches the punctuation after it.
    pub fn is_joint(&self, position: usize) -> bool {
        matches!(self.token(position), Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint)
    }

    /// Returns whether a single `:` is at an absolute position, not `::`.
    pub fn is_single_colon(&self, position: usize) -> bool {
        self.is_at(position, ":") && !self.is_path_separator(position)
    }

    /// Returns whether `::` is at an absolute position.
    pub fn is_path_separator(&self, position: usize) -> bool {
        self.is_at(position, "::") && self.is_joint(position)
    }

    pub fn slice(&self, range: Range<usize>) -> TokenStream {
        self.tokens[range].iter().cloned().collect()
    }

    /// Returns the source range of the next token, or of the last one at the end.
    pub fn place_here(&self) -> SourceRange {
        SourceRange::of(self.peek(0).or(self.last()))
    }

    /// Returns the source range of the tokens of a range that is not empty.
    pub fn place(&self, range: Range<usize>) -> SourceRange {
        SourceRange::of(self.slice(range))
    }
}

/// Unwraps a token from the invisible group that it has if it came from another macro's `$text`.
fn without_invisible_group(token: TokenTree) -> TokenTree {
    let TokenTree::Group(group) = &token else {
        return token;
    };
    let mut inner = group.stream().into_iter();
    match (group.delimiter(), inner.next(), inner.next()) {
        (Delimiter::None, Some(only), None) => without_invisible_group(only),
        _ => token,
    }
}

/// Returns whether `token` is a `{…}`.
pub fn is_braced(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}
