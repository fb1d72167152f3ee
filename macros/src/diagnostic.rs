//! Collects the mistakes that the compiler finds, and reports them as errors.

mod table;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
pub use table::Problem;

/// The part of the source that a message points at, from its first to its last token.
///
/// Stable Rust cannot join two spans, so both ends are kept.
#[derive(Clone, Copy, Debug)]
pub struct SourceRange {
    pub start: Span,
    pub end: Span,
}

impl SourceRange {
    /// Returns the range of all tokens of `part`.
    pub fn of(part: impl ToTokens) -> SourceRange {
        let mut tokens = part.into_token_stream().into_iter();
        let start = tokens
            .next()
            .map_or_else(Span::call_site, |token| token.span());
        let end = tokens.last().map_or(start, |token| token.span());
        SourceRange { start, end }
    }

    /// Extends this range to the end of `last`.
    pub fn to(self, last: SourceRange) -> SourceRange {
        SourceRange {
            start: self.start,
            end: last.end,
        }
    }
}

impl From<Span> for SourceRange {
    fn from(span: Span) -> SourceRange {
        SourceRange {
            start: span,
            end: span,
        }
    }
}

/// Collects problems, so that all of them are reported and not only the first.
#[derive(Default)]
pub struct Diagnostics {
    found: Vec<Message>,
    /// What may be meant as it is written.
    warnings: Vec<(Span, Problem)>,
    /// True if there is a mistake that another macro reports.
    reported_elsewhere: bool,
}

struct Message {
    place: SourceRange,
    text: String,
}

impl Diagnostics {
    /// Records `problem` at `place`, unless it is known.
    pub fn report(&mut self, place: impl Into<SourceRange>, problem: Problem) {
        let (place, text) = (place.into(), problem.message());
        // Code that several client functions contain is checked for each of them, and a part of a mistake is not
        // reported again.
        let is_known = |found: &Message| {
            let starts_alike = found.place.start.start() == place.start.start();
            let ends_alike = found.place.end.end() == place.end.end();
            starts_alike && (found.text == text || !ends_alike)
        };
        if !self.found.iter().any(is_known) {
            self.found.push(Message { place, text });
        }
    }

    /// Records something that may be meant as it is written.
    pub fn warn(&mut self, place: Span, problem: Problem) {
        self.warnings.push((place, problem));
    }

    /// Returns one warning of the compiler for each that was recorded. A macro cannot warn, so these are uses of a
    /// deprecated constant, whose note is the message.
    pub fn into_warnings(self) -> TokenStream {
        let warning = |(place, problem): (Span, Problem)| {
            let name = Ident::new(problem.code(), place);
            let text = problem.message();
            quote_spanned! {place=>
                #[cfg(not(target_arch = "wasm32"))]
                const _: () = {
                    #[deprecated(note = #text)]
                    const #name: () = ();
                    #name
                };
            }
        };
        self.warnings.into_iter().map(warning).collect()
    }

    /// Records an error of syn.
    pub fn report_syntax(&mut self, error: syn::Error) {
        for error in error {
            let reason = error.to_string();
            self.report(error.span(), Problem::Syntax { reason });
        }
    }

    /// Notes a mistake that another macro reports.
    pub fn reported_elsewhere(&mut self) {
        self.reported_elsewhere = true;
    }

    /// Returns whether there is no mistake.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && !self.reported_elsewhere
    }

    /// Returns the messages in the order in which they were reported.
    #[cfg(test)]
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        self.found.iter().map(|found| found.text.as_str())
    }

    /// Returns one `compile_error!` for each problem, in the order of the source.
    pub fn into_compile_errors(mut self) -> TokenStream {
        self.found.sort_by_key(|found| found.place.start.start());
        self.found.into_iter().map(Message::into_tokens).collect()
    }
}

impl Message {
    /// Returns the `compile_error!`. rustc underlines from the first to the last token of a macro call, so these get
    /// the two ends of the range.
    fn into_tokens(self) -> TokenStream {
        let Message { place, text } = self;
        let mut call = quote_spanned!(place.start=> ::core::compile_error!);
        call.extend(quote_spanned!(place.end=> { #text }));
        call
    }
}

impl Problem {
    /// Returns the whole message: the sentence with the code, and the help on a line of its own.
    pub fn message(&self) -> String {
        let (sentence, help) = self.words();
        format!("{sentence} [{}]\nhelp: {help}", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        assert!(table::CODES.is_sorted_by(|first, second| first < second));
    }

    #[test]
    fn every_problem_becomes_an_error() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.report(Span::call_site(), Problem::UnclosedComment {});
        diagnostics.report_syntax(syn::Error::new(Span::call_site(), "unexpected token"));
        let errors = diagnostics.into_compile_errors().to_string();
        assert_eq!(errors.matches(":: core :: compile_error !").count(), 2);
        assert!(
            errors.contains("this comment does not end [W010]\\nhelp: end it with `-->`"),
            "{errors}"
        );
        assert!(
            errors.contains("this is not Rust: unexpected token [W001]"),
            "{errors}"
        );
    }
}
