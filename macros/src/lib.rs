//! The compiler of Watershed.

mod cross;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

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
