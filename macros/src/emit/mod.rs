//! Emitting: turns a split component into Rust.
//!
//! `goldens` shows the results. [`server`] and [`client`] mirror each other: the same templates and sites in the same
//! order, once as code that fills a view, once as code that registers kinds in the browser. Neither decides anything.

mod builder;
mod client;
mod facts;
pub mod function;
pub mod generics;
mod half;
pub mod props;
mod restore;
pub mod role;
pub mod server;
pub mod statics;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ItemFn;

use crate::analyze::Colours;
use crate::analyze::opaque_results;
use crate::lower::model::Component;
use crate::split::Split;
use crate::split::functions::Capture;
use generics::Generics;

/// The input of emitting.
pub struct Unit<'c> {
    pub component: &'c Component,
    pub colours: &'c Colours,
    pub split: &'c Split,
    /// True if the server's build also checks that captures have the same types in the slice as in the body, and that
    /// calls and props exist. Goldens leave these checks out.
    pub check_slice: bool,
}

/// Emits the two halves alone, without the parts that parents use.
#[cfg(test)]
pub fn halves(unit: &Unit) -> (TokenStream, TokenStream) {
    let generics = Generics::of(unit);
    let props = props::props(unit.component, &generics);
    (
        server::function(unit, &generics, &props),
        client::component(unit, &generics),
    )
}

/// Emits both halves of a component.
pub fn emit(unit: &Unit) -> TokenStream {
    let generics = Generics::of(unit);
    let props = props::props(unit.component, &generics);
    let native = [
        props::declaration(unit.component, &generics, &props),
        builder::builder(unit.component, &generics, &props),
        server::function(unit, &generics, &props),
    ];
    let wasm = [
        half::declaration(unit.component, &generics, &props),
        half::choosers(unit.component, &generics, &props),
        half::macro_rules(unit.component, &generics, &props),
    ];
    let both = client::component(unit, &generics);
    let facts = facts::facts(unit, &generics);
    quote! {
        #(#native)*
        #(#wasm)*
        #both
        #facts
    }
}

/// Emits both halves of a composable.
pub fn composable(unit: &Unit) -> TokenStream {
    let generics = Generics::of(unit);
    let server = server::composable(unit, &generics);
    let client = client::composable(unit, &generics);
    let typed = composable_typed(unit, quote!(#[cfg(target_arch = "wasm32")]));
    let facts = facts::facts(unit, &generics);
    quote!(#server #client #typed #facts)
}

/// Returns the witness of a capture's type, if it has one in the slice check.
pub fn witness(unit: &Unit, capture: &Capture) -> Option<Ident> {
    server::witness(unit, capture)
}

/// Returns the paths of the composables that a component calls, which are also the paths of their types.
pub fn called(unit: &Unit) -> impl Iterator<Item = syn::Path> {
    client::composables(unit)
}

/// Emits a composable that does not compile. It keeps its name and types.
pub fn composable_stub(unit: &Unit) -> TokenStream {
    if unit.component.item.sig.receiver().is_some() {
        return method(&unit.component.item);
    }
    let client = client::composable_stub(unit);
    if !opaque_results(unit.component).is_empty() {
        // Only the body determines the result type.
        let item = &unit.component.item;
        return quote!(#client #[allow(warnings)] #item);
    }
    let typed = composable_typed(unit, quote!());
    quote!(#client #typed)
}

/// Emits a composable for slices, where only its types matter.
fn composable_typed(unit: &Unit, condition: TokenStream) -> TokenStream {
    let (rt, item) = (rt(), &unit.component.item);
    let (visibility, signature) = (&item.vis, &item.sig);
    quote! {
        #condition
        #[allow(warnings)]
        #visibility #signature { #rt::any() }
    }
}

/// Returns the type parameters that the client half of a composable would have. They are reported, because it cannot
/// have any.
pub fn client_parameters(unit: &Unit) -> Vec<Ident> {
    Generics::of(unit).client().to_vec()
}

/// Emits a component that does not compile. It keeps its name and props, so that its mistake is the only message.
pub fn stub(unit: &Unit) -> TokenStream {
    let item = &unit.component.item;
    if item.sig.receiver().is_some() {
        return method(item);
    }
    let generics = Generics::of(unit);
    let props = props::props(unit.component, &generics);
    let declarations = [
        props::declaration(unit.component, &generics, &props),
        builder::builder(unit.component, &generics, &props),
        server::stub(unit, &generics),
        half::declaration(unit.component, &generics, &props),
        half::choosers(unit.component, &generics, &props),
        half::macro_rules(unit.component, &generics, &props),
        client::stub(unit, &generics),
    ];
    declarations.into_iter().collect()
}

/// Emits only the function, because nothing else can be in an `impl`.
fn method(item: &ItemFn) -> TokenStream {
    let (attributes, visibility, signature) = (&item.attrs, &item.vis, &item.sig);
    quote! {
        #(#attributes)*
        #[allow(warnings)]
        #visibility #signature { ::core::unreachable!() }
    }
}

/// Returns the result type of the copy of the body that is never called.
fn slice_result(signature: &syn::Signature) -> TokenStream {
    match &signature.output {
        syn::ReturnType::Type(_, ty) if !matches!(**ty, syn::Type::ImplTrait(_)) => {
            ty.to_token_stream()
        }
        _ => quote!(::watershed::rt::View),
    }
}

/// Emits `::watershed::rt`.
pub fn rt() -> TokenStream {
    quote!(::watershed::rt)
}

/// Emits `::watershed::rt` with the span of the user's code that messages should point at.
pub fn rt_at(span: Span) -> TokenStream {
    quote_spanned!(span=> ::watershed::rt)
}

/// Returns an identifier that user code cannot name.
pub fn hidden(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// Emits nested tuples: `(a, (b, ()))`.
fn nested<T: ToTokens>(items: impl DoubleEndedIterator<Item = T>) -> TokenStream {
    items
        .rev()
        .fold(quote!(()), |rest, item| quote!((#item, #rest)))
}
