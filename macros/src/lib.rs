//! The compiler of Watershed.
//!
//! `pipeline` is the table of contents.

#![allow(
    clippy::large_enum_variant,
    reason = "trees of one component are few and short-lived"
)]

mod analyze;
mod asset;
mod component;
mod composable;
mod construct;
mod cross;
mod diagnostic;
mod emit;
mod entry;
#[cfg(test)]
mod goldens;
mod html;
mod lower;
mod pipeline;
mod report;
mod server;
mod split;
mod view;
mod vocabulary;
#[cfg(test)]
mod walls;

use proc_macro::TokenStream;
use syn::parse::Nothing;
use syn::{DeriveInput, Item, ItemFn, parse_macro_input};

/// Makes a component of a function: it runs on the server, and what of it a click can change runs in the browser.
#[proc_macro_attribute]
pub fn component(arguments: TokenStream, item: TokenStream) -> TokenStream {
    parse_macro_input!(arguments as Nothing);
    let item = parse_macro_input!(item as ItemFn);
    pipeline::expand(&item, checks_slices()).into()
}

/// Makes a composable of a function: what several components do with signals, memos and effects, without markup.
///
/// Its name begins with `use_`. It is called in the body of a component (or of a composable) and returns handles:
/// signals, memos, and callbacks made by `callback(..)`. It runs on the server; its memos, effects and callbacks are
/// client code where they would be in a component.
///
/// ```ignore
/// #[composable]
/// fn use_toggle(first: bool) -> (ReadSignal<bool>, Callback) {
///     let (on, set_on) = signal(first);
///     (on, callback(move |()| set_on.update(|on| *on = !*on)))
/// }
/// ```
#[proc_macro_attribute]
pub fn composable(arguments: TokenStream, item: TokenStream) -> TokenStream {
    parse_macro_input!(arguments as Nothing);
    let item = parse_macro_input!(item as ItemFn);
    pipeline::expand_composable(&item, checks_slices()).into()
}

/// An editor asks for types after every key, and the check of the slice says nothing that it shows.
fn checks_slices() -> bool {
    std::env::var_os("RUST_ANALYZER_INTERNALS_DO_NOT_USE").is_none()
}

/// Markup, in the body of a component: the component's own macro reads it. Anywhere else it is an error.
///
/// ```ignore
/// #[component]
/// fn Greeting(name: String) -> View {
///     view! { <p>"Hello, " {name}</p> }
/// }
/// ```
#[proc_macro]
pub fn view(_: TokenStream) -> TokenStream {
    pipeline::view_outside().into()
}

/// The address of a file of the package, as a `&'static str`: `asset!("style.css")`.
///
/// The path is relative to the folder of the package's Cargo.toml, so that it is the same in every module. A file that is
/// not there is a compile error. The name in the address changes with the bytes of the file, so browsers may keep the file
/// for ever; `cargo watershed build` compresses it, and the router serves it.
///
/// ```ignore
/// view! { <Head><link rel="stylesheet" href=asset!("style.css")></Head> <img src=asset!("images/logo.svg") alt="Logo"> }
/// ```
#[proc_macro]
pub fn asset(path: TokenStream) -> TokenStream {
    asset::expand(&parse_macro_input!(path as syn::LitStr)).into()
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

/// Says that a fn, mod, use, struct, enum, type or impl exists on the server only.
///
/// Components may use it as before. In the browser's build a fn keeps its name and the type of its success, so that
/// what is computed with it can be captured; types and imports leave a placeholder of their name. Client code that
/// calls such a fn is an error.
///
/// ```ignore
/// #[server]
/// async fn load(id: u32) -> Result<User, sqlx::Error> {
///     sqlx::query_as("select * from users where id = ?").bind(id).fetch_one(pool()).await
/// }
/// ```
///
/// `#[server(derive(sqlx::FromRow))]` on a struct or enum leaves the type on both sides, and derives that on the server only;
/// in the browser attributes with the name of the derive's crate (`#[sqlx(..)]`) are gone.
#[proc_macro_attribute]
pub fn server(arguments: TokenStream, item: TokenStream) -> TokenStream {
    server::expand(arguments.into(), parse_macro_input!(item as Item)).into()
}

/// The one entry of both artifacts: natively it starts the server, in the browser it resumes the page.
///
/// The function gives an `axum::Router`, or a `Result` with one; it may be `async`. Its pages (`.page(path, Component)`)
/// are written in it: the browser's artifact is made of their client functions.
///
/// ```ignore
/// #[watershed::main]
/// fn main() -> Router {
///     watershed::router().page("/", Counter)
/// }
/// ```
#[proc_macro_attribute]
pub fn main(_: TokenStream, item: TokenStream) -> TokenStream {
    entry::expand(parse_macro_input!(item as ItemFn)).into()
}
