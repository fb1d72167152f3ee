//! Every mistake the compiler can name: code, sentence, help. A new one is a new row in the table below.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};

/// The source that a message points at, from its first to its last token.
///
/// Stable Rust cannot join two spans, so both ends are kept.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub start: Span,
    pub end: Span,
}

impl Place {
    /// The place of all tokens of `part`.
    pub fn of(part: impl ToTokens) -> Place {
        let mut tokens = part.into_token_stream().into_iter();
        let start = tokens
            .next()
            .map_or_else(Span::call_site, |token| token.span());
        let end = tokens.last().map_or(start, |token| token.span());
        Place { start, end }
    }

    /// From the start of this place to the end of `last`.
    pub fn to(self, last: Place) -> Place {
        Place {
            start: self.start,
            end: last.end,
        }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Place {
        Place {
            start: span,
            end: span,
        }
    }
}

/// Collects problems, so that all of them are reported and not only the first.
#[derive(Default)]
pub struct Diagnostics {
    found: Vec<Found>,
}

struct Found {
    place: Place,
    message: String,
}

impl Diagnostics {
    /// Notes `problem` at `place`.
    pub fn report(&mut self, place: impl Into<Place>, problem: Problem) {
        self.found.push(Found {
            place: place.into(),
            message: problem.message(),
        });
    }

    /// Notes what syn could not parse, in its words.
    pub fn report_syntax(&mut self, error: syn::Error) {
        for error in error {
            let reason = error.to_string();
            self.report(error.span(), Problem::Syntax { reason });
        }
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The messages in the order in which they were reported.
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        self.found.iter().map(|found| found.message.as_str())
    }

    /// One `compile_error!` item for each problem.
    pub fn into_compile_errors(self) -> TokenStream {
        self.found.into_iter().map(Found::into_tokens).collect()
    }
}

impl Found {
    /// rustc underlines from the first to the last token of a macro call, so these carry the two ends of the place.
    fn into_tokens(self) -> TokenStream {
        let Found { place, message } = self;
        let mut call = quote_spanned!(place.start=> ::core::compile_error!);
        call.extend(quote_spanned!(place.end=> { #message }));
        call
    }
}

/// Turns the table into [`Problem`]; sentences and helps may use the fields of their row.
macro_rules! problems {
    ($($code:literal $name:ident { $($field:ident),* } $sentence:literal help $help:literal)*) => {
        /// One mistake, with the words of the user's source that its message needs.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Problem { $($name { $($field: String),* }),* }

        impl Problem {
            /// The number under which the book explains it.
            pub fn code(&self) -> &'static str {
                match self { $(Problem::$name { .. } => $code),* }
            }

            /// What is wrong.
            pub fn sentence(&self) -> String {
                match self { $(Problem::$name { $($field),* } => format!($sentence)),* }
            }

            /// What to write instead.
            pub fn help(&self) -> String {
                match self { $(Problem::$name { $($field),* } => format!($help)),* }
            }
        }
    };
}

impl Problem {
    /// The whole message: sentence, code, and help on a line of its own.
    pub fn message(&self) -> String {
        format!("{} [{}]\nhelp: {}", self.sentence(), self.code(), self.help())
    }
}

problems! {
    // The syntax of `view!`.
    "W001" Syntax { reason }
        "this is not Rust: {reason}"
        help "correct the expression; `{{ }}` around it shows where it ends"
}
