//! The compiler of Watershed.
//!
//! [`pipeline`] is the table of contents.

mod analyze;
mod diagnostic;
mod emit;
#[cfg(test)]
mod goldens;
mod html;
mod lower;
mod pipeline;
mod split;
mod view;

/// Makes a component of a function: it runs on the server, and what of it a click can change runs in the browser.
#[proc_macro_attribute]
pub fn component(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    let _ = syn::parse_macro_input!(arguments as syn::parse::Nothing);
    let item = syn::parse_macro_input!(item as syn::ItemFn);
    // An editor asks for types after every key; the check of the slice says nothing that it shows.
    let is_editor = std::env::var_os("RUST_ANALYZER_INTERNALS_DO_NOT_USE").is_some();
    pipeline::expand(&item, !is_editor).into()
}
