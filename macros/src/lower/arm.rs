//! The numbers by which a page knows the arms of a `match` or an `if`. They are hashes of patterns and conditions, so an arm
//! keeps its number when others are inserted in front of it, and none gets the number of another.

use std::collections::HashMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

use super::model::Local;
use super::names::{Symbol, hash};
use super::table::{LocalId, Table};

/// Numbers the arms of one choice.
pub struct ArmNumbers<'c> {
    locals: &'c Table<LocalId, Local>,
    /// The number of arms with each pattern.
    counts: HashMap<String, u32>,
}

impl<'c> ArmNumbers<'c> {
    /// Begins with the first arm.
    pub fn new(locals: &'c Table<LocalId, Local>) -> Self {
        Self {
            locals,
            counts: HashMap::new(),
        }
    }

    /// Returns the number of an arm with this pattern or condition.
    pub fn of(&mut self, pattern: &impl ToTokens) -> u32 {
        let mut text = String::new();
        self.write(pattern.to_token_stream(), &mut text);
        let count = self.counts.entry(text.clone()).or_default();
        if *count > 0 {
            text.push_str(&count.to_string());
        }
        *count += 1;
        // Small enough to be one of several parts of a name.
        hash(&text) >> 2
    }

    /// Returns the number of the arm for everything else.
    pub fn otherwise(&mut self) -> u32 {
        self.of(&TokenStream::new())
    }

    /// Writes tokens as the user wrote them, apart from the space between them.
    fn write(&self, tokens: TokenStream, text: &mut String) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::None => ("", ""),
                    };
                    text.push_str(open);
                    self.write(group.stream(), text);
                    text.push_str(close);
                }
                TokenTree::Ident(ident) => match Symbol::of(&ident) {
                    Some(Symbol::Local(local)) => {
                        text.push_str(&self.locals[local].ident.to_string());
                    }
                    _ => text.push_str(&ident.to_string()),
                },
                other => text.push_str(&other.to_string()),
            }
            text.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn numbers(patterns: &[TokenStream]) -> Vec<u32> {
        let locals = Table::default();
        let mut numbers = ArmNumbers::new(&locals);
        patterns.iter().map(|pattern| numbers.of(pattern)).collect()
    }

    #[test]
    fn an_arm_keeps_its_number_when_others_are_put_in_front_of_it() {
        let before = numbers(&[quote!(Tab::First), quote!(_)]);
        let after = numbers(&[quote!(Tab::New), quote!(Tab::First), quote!(_)]);
        assert_eq!(before, after[1..]);
        assert!(!before.contains(&after[0]));
    }

    #[test]
    fn arms_with_one_pattern_differ() {
        let same = numbers(&[quote!(Some(x)), quote!(Some(x)), quote!(Some(y))]);
        assert!(same[0] != same[1] && same[1] != same[2] && same[0] != same[2]);
    }
}
