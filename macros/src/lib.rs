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
mod editor;
mod emit;
mod entry;
mod form;
#[cfg(test)]
mod goldens;
mod html;
mod lower;
mod pipeline;
mod report;
mod server;
mod source_file;
mod split;
mod view;
mod vocabulary;
#[cfg(test)]
mod walls;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as TokenStream2;
use syn::parse::{Nothing, Parse};
use syn::{DeriveInput, parse_macro_input};

/// Turns a function into a component.
///
/// The component runs on the server. The parts of it that a user can change without the server run in the browser.
#[proc_macro_attribute]
pub fn component(arguments: TokenStream, item: TokenStream) -> TokenStream {
    parse_macro_input!(arguments as Nothing);
    expanded(item, |item| pipeline::expand(&item, purpose()))
}

/// Turns a function into a composable: signals, memos and effects that several components share, without markup.
///
/// The name begins with `use_`. A composable is called in the body of a component or of another composable (a call
/// elsewhere panics when the page is rendered), and returns handles: signals, memos, and callbacks made by
/// `callback(..)`. It runs on the server. Its memos, effects and callbacks are
/// client code under the same rules as in a component.
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
    expanded(item, |item| pipeline::expand_composable(&item, purpose()))
}

fn purpose() -> pipeline::Purpose {
    if editor::is_asking() {
        pipeline::Purpose::Editor
    } else {
        pipeline::Purpose::Build
    }
}

/// Creates markup. It is only allowed in the body of a component, where `#[component]` reads it.
///
/// ```ignore
/// #[component]
/// fn Greeting(name: String) -> View {
///     view! { <p>"Hello, " {name}</p> }
/// }
/// ```
#[proc_macro]
pub fn view(tokens: TokenStream) -> TokenStream {
    if editor::is_asking() {
        return editor::view(tokens.into()).into();
    }
    pipeline::view_outside().into()
}

/// Emits the names of HTML for an editor, and nothing for a build.
#[doc(hidden)]
#[proc_macro]
pub fn __editor_names(_: TokenStream) -> TokenStream {
    if editor::is_asking() {
        return editor::names().into();
    }
    TokenStream::new()
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
/// The types of all fields must cross too. A field with `#[cross(skip)]` is not sent: the other side gets its `Default`.
/// `#[cross(recursive)]` is for a field whose type contains the outer type by way of another type.
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

/// Makes a form of a struct: each field is a control, or several, and has a constant of its name, `SignUp::EMAIL` of `email`.
///
/// | attribute of a field | the control must have |
/// |---|---|
/// | `required` | a value; of a box: be checked |
/// | `min_len = 2`, `max_len = 80` | so many characters, counted as browsers do; nothing at all is refused by `required` only |
/// | `min = 1`, `max = 9` | a number of that size |
/// | `email` | an e-mail address, and `type=email` |
/// | `password`, `tel`, `url`, `search`, `date`, `time`, `month`, `week`, `color`, `hidden`, `range` | only the `type` |
/// | `accept = "image/*"`, `max = "5MB"`, `count = 4` | files of such types, of that size, so many of them: see `form::Upload` |
/// | `submitter` | been pressed: the field is the value of the button that submits the form, `<button {..edit.field(Edit::STEP).choice("back")}>` |
/// | `name = ".."` | another name |
/// | `text` | a text that the type's `FromStr` reads |
///
/// They are attributes of the control, and the server checks them. With `#[form(validate)]` on the struct, its
/// `ValidateForm` is called as well. A field of another struct with this derive is a group, `address.street`; a `Vec` of such a
/// struct has `phones[0].number`.
///
/// Of an enum whose variants have no fields it makes a choice: the values are the names of the variants, in small letters
/// with hyphens, or what `#[form(value = "..")]` says.
///
/// A form crosses as the entries that a browser submits, so `#[derive(Cross)]` beside it adds nothing to a struct.
///
/// ```ignore
/// #[derive(Form)]
/// struct SignUp {
///     #[form(email, required)]
///     email: String,
///     #[form(required, min_len = 8)]
///     password: Secret<String>,
///     terms: bool,
/// }
/// ```
#[proc_macro_derive(Form, attributes(form))]
pub fn derive_form(input: TokenStream) -> TokenStream {
    form::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Limits an item to the server: a fn, mod, use, struct, enum, type, impl, const or static.
///
/// Components may use the item as before. In the browser's build a function keeps its name and its success type, so that
/// client code can capture its result. Types and imports leave a placeholder of their name. Client code that calls such
/// a function is an error.
///
/// ```ignore
/// #[server]
/// async fn load(id: u32) -> Result<User, sqlx::Error> {
///     sqlx::query_as("select * from users where id = ?").bind(id).fetch_one(pool()).await
/// }
/// ```
///
/// `#[server(derive(sqlx::FromRow))]` on a struct or enum keeps the type on both sides, and derives the trait on the
/// server only. The browser's build also drops attributes with the name of the derive's crate (`#[sqlx(..)]`).
#[proc_macro_attribute]
pub fn server(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expanded(item, |item| server::expand(arguments.into(), item))
}

/// Marks the entry point of an application. Natively it starts the server, in the browser it resumes the page.
///
/// The function returns an `axum::Router`, or a `Result` with one. It may be `async`. Every page must be written in it
/// as `.page(path, Component)`: the browser's artifact consists of the client functions of these components.
///
/// ```ignore
/// #[watershed::main]
/// fn main() -> Router {
///     watershed::router().page("/", Counter)
/// }
/// ```
#[proc_macro_attribute]
pub fn main(_: TokenStream, item: TokenStream) -> TokenStream {
    expanded(item, entry::expand)
}

/// Expands an item. In an editor, an item that does not parse is left to the editor's own parser.
fn expanded<I: Parse>(item: TokenStream, expand: impl FnOnce(I) -> TokenStream2) -> TokenStream {
    match syn::parse(item.clone()) {
        Ok(parsed) => expand(parsed).into(),
        Err(error) => {
            let mut all = if editor::is_asking() {
                item
            } else {
                TokenStream::new()
            };
            all.extend(TokenStream::from(error.into_compile_error()));
            all
        }
    }
}
