//! The compiler of Watershed.
//!
//! `pipeline` is the table of contents.

#![allow(clippy::large_enum_variant, reason = "trees of one component are few and short-lived")]

mod analyze;
mod cross;
mod diagnostic;
mod emit;
#[cfg(test)]
mod goldens;
mod html;
mod lower;
mod pipeline;
mod split;
mod view;

use proc_macro::TokenStream;
use syn::parse::Nothing;
use syn::{DeriveInput, ItemFn, parse_macro_input};

/// Makes a component of a function: it runs on the server, and what of it a click can change runs in the browser.
#[proc_macro_attribute]
pub fn component(arguments: TokenStream, item: TokenStream) -> TokenStream {
    parse_macro_input!(arguments as Nothing);
    let item = parse_macro_input!(item as ItemFn);
    // An editor asks for types after every key, and the check of the slice says nothing that it shows.
    let is_editor = std::env::var_os("RUST_ANALYZER_INTERNALS_DO_NOT_USE").is_some();
    pipeline::expand(&item, !is_editor).into()
}

/// Lets values of a type cross between the server and the browser.
///
/// All fields must cross too. `#[cross(skip)]` on a field leaves it out: the other side has its `Default`.
/// `#[cross(recursive)]` is for a field that contains the type itself by way of another type.
///
/// ```ignore
/// #[derive(Clone, PartialEq, Cross)]
/// struct Row {
///     id: u32,
///     label: String,
/// }
/// ```
#[proc_macro_derive(Cross, attributes(cross))]
pub fn derive_cross(input: TokenStream) -> TokenStream {
    cross::derive(parse_macro_input!(input as DeriveInput)).into()
}
