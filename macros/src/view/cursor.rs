//! The tokens of a view, and where the parser stands in them.
//!
//! Not syn's `ParseStream`: the end of an unquoted text or of an attribute's value is found by looking at any number of
//! tokens in both directions, and after an error the parser goes on from any of them.

use std::ops::Range;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::source::SourceText;
use crate::diagnostic::SourceRange;

pub struct Cursor {
    tokens: Vec<TokenTree>,
    at: usize,
    /// The source of the tokens, where it is known.
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

    /// The number of tokens before the next one.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Goes to where [`Cursor::position`] was `position`.
    pub fn go_to(&mut self, position: usize) {
        self.at = position;
    }

    pub fn is_empty(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The next token, or the one `ahead` tokens after it.
    pub fn peek(&self, ahead: usize) -> Option<&TokenTree> {
        self.token(self.at + ahead)
    }

    /// The token at an absolute position.
    pub fn token(&self, position: usize) -> Option<&TokenTree> {
        self.tokens.get(position)
    }

    /// The token before the next one.
    pub fn last(&self) -> Option<&TokenTree> {
        self.token(self.at.checked_sub(1)?)
    }

    /// Takes the next token.
    pub fn bump(&mut self) -> Option<TokenTree> {
        let token = self.peek(0)?.clone();
        self.at += 1;
        Some(token)
    }

    /// Whether the next tokens are these characters of punctuation.
    pub fn is(&self, punctuation: &str) -> bool {
        self.is_at(self.at, punctuation)
    }

    /// Whether the tokens at an absolute position are these characters of punctuation.
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

    /// The character at an absolute position, if it is punctuation.
    pub fn punctuation(&self, position: usize) -> Option<char> {
        match self.token(position)? {
            TokenTree::Punct(punct) => Some(punct.as_char()),
            _ => None,
        }
    }

    /// Whether the token at an absolute position is punctuation that touches the punctuation after it.
    pub fn is_joint(&self, position: usize) -> bool {
        matches!(self.token(position), Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint)
    }

    /// Whether a single `:` is next, not `::`.
    pub fn is_single_colon(&self, position: usize) -> bool {
        self.is_at(position, ":") && !self.is_path_separator(position)
    }

    /// Whether `::` stands at an absolute position.
    pub fn is_path_separator(&self, position: usize) -> bool {
        self.is_at(position, "::") && self.is_joint(position)
    }

    pub fn slice(&self, range: Range<usize>) -> TokenStream {
        self.tokens[range].iter().cloned().collect()
    }

    /// The place of the next token, or of the last one at the end.
    pub fn place_here(&self) -> SourceRange {
        SourceRange::of(self.peek(0).or(self.last()))
    }

    /// The place of the tokens of a range that is not empty.
    pub fn place(&self, range: Range<usize>) -> SourceRange {
        SourceRange::of(self.slice(range))
    }
}

/// A token that came from another macro's `$text` is wrapped in an invisible group.
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

/// Whether `token` is a `{…}`.
pub fn is_braced(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}
