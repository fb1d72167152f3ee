//! Expands components for an editor, which runs the macros for its own analysis and never compiles the result.
//!
//! An editor needs each token of the user's once, in a place where it has its type, in the order of the source, and even
//! if the code around it is incomplete. What the compiler emits has tokens several times (for both halves, and for the
//! checks that they agree), and nothing at all if there is a mistake. So rust-analyzer gets an expansion of its own:
//!
//! * the body of a component stays as it is written, with its `view!`s, which are expanded on their own ([`view()`]);
//! * its props are the fields of a struct ([`component`]), which tags name;
//! * elements, attributes, events and modifiers are types ([`names()`]), which tags name too;
//! * errors come behind it. While one completes a name, rust-analyzer compares the expansion with and without the name
//!   by position, so nothing that a mistake changes may be before it.
//!
//! All of it is well-typed, because rust-analyzer reports types that do not agree. The errors of a build are shown too: they
//! come from rustc, which runs the macros as ever. `cli/tests/cli/editor` asks a real rust-analyzer.

mod code;
mod component;
mod names;
mod view;

pub use component::{component, composable};
pub use names::names;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
pub use view::view;

/// Returns whether an editor runs the macros.
pub fn is_asking() -> bool {
    std::env::var_os("RUST_ANALYZER_INTERNALS_DO_NOT_USE").is_some()
}

/// Returns the same tokens without their places in the source, so that the editor finds only the first copy there.
fn placeless(tokens: TokenStream) -> TokenStream {
    let without = |token| match token {
        TokenTree::Group(group) => {
            let inner = placeless(group.stream());
            TokenTree::Group(Group::new(group.delimiter(), inner))
        }
        mut token => {
            token.set_span(Span::call_site());
            token
        }
    };
    tokens.into_iter().map(without).collect()
}

/// Returns the name of the function of a component that returns the witness of a prop's type.
fn chooser(prop: &Ident) -> Ident {
    let name = prop.to_string();
    Ident::new(
        &format!("of_{}", name.trim_start_matches("r#")),
        Span::call_site(),
    )
}
