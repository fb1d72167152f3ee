//! Emitting: from a split component to Rust.
//!
//! `goldens` holds what this produces. [`server`] and [`client`] mirror each
//! other: the same templates and sites in the same order, once as what fills a view, once as what the browser's
//! registry is made of. Neither decides anything.

mod builder;
mod client;
mod facts;
pub mod function;
pub mod generics;
mod half;
mod props;
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

/// Everything that emitting looks at.
pub struct Unit<'c> {
    pub component: &'c Component,
    pub colours: &'c Colours,
    pub split: &'c Split,
    /// True if the server's build also checks that the slice gives captures the types that the body gives them.
    pub check_slice: bool,
}

/// The two halves on their own, without what a parent sees of the component.
#[cfg(test)]
pub fn halves(unit: &Unit) -> (TokenStream, TokenStream) {
    let generics = Generics::of(unit);
    let props = props::props(unit.component, &generics);
    (
        server::function(unit, &generics, &props),
        client::component(unit, &generics),
    )
}

/// Both halves of a component.
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

/// Both halves of a composable.
pub fn composable(unit: &Unit) -> TokenStream {
    let generics = Generics::of(unit);
    let server = server::composable(unit, &generics);
    let client = client::composable(unit, &generics);
    let typed = composable_typed(unit, quote!(#[cfg(target_arch = "wasm32")]));
    let facts = facts::facts(unit, &generics);
    quote!(#server #client #typed #facts)
}

/// The witness of a capture's type, if it has one in the slice check.
pub fn witness(unit: &Unit, capture: &Capture) -> Option<Ident> {
    server::witness(unit, capture)
}

/// The composables that a component calls, as types.
pub fn called(unit: &Unit) -> impl Iterator<Item = syn::Path> {
    client::composables(unit)
}

/// A composable that does not compile: it keeps its name and types.
pub fn composable_stub(unit: &Unit) -> TokenStream {
    if unit.component.item.sig.receiver().is_some() {
        return method(&unit.component.item);
    }
    let client = client::composable_stub(unit);
    if !opaque_results(unit.component).is_empty() {
        // Only its body says what it gives.
        let item = &unit.component.item;
        return quote!(#client #[allow(warnings)] #item);
    }
    let typed = composable_typed(unit, quote!());
    quote!(#client #typed)
}

/// A composable where only its types matter: in slices.
fn composable_typed(unit: &Unit, condition: TokenStream) -> TokenStream {
    let (rt, item) = (rt(), &unit.component.item);
    let (visibility, signature) = (&item.vis, &item.sig);
    quote! {
        #condition
        #[allow(warnings)]
        #visibility #signature { #rt::any() }
    }
}

/// The type parameters that the client half of a composable would have: it cannot have any.
pub fn client_parameters(unit: &Unit) -> Vec<Ident> {
    Generics::of(unit).client().to_vec()
}

/// A component that does not compile: it keeps its name and props, so that its mistake is the only message.
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

/// In an `impl` nothing can stand but the function itself.
fn method(item: &ItemFn) -> TokenStream {
    let (attributes, visibility, signature) = (&item.attrs, &item.vis, &item.sig);
    quote! {
        #(#attributes)*
        #[allow(warnings)]
        #visibility #signature { ::core::unreachable!() }
    }
}

/// What the never-called copy of the body returns.
fn slice_result(signature: &syn::Signature) -> TokenStream {
    match &signature.output {
        syn::ReturnType::Type(_, ty) if !matches!(**ty, syn::Type::ImplTrait(_)) => {
            ty.to_token_stream()
        }
        _ => quote!(::watershed::rt::View),
    }
}

/// `::watershed::rt`
pub fn rt() -> TokenStream {
    quote!(::watershed::rt)
}

/// The same, where the user's code stands that a message about it is about.
pub fn rt_at(span: Span) -> TokenStream {
    quote_spanned!(span=> ::watershed::rt)
}

/// A local of the generated code: user code cannot see it.
pub fn hidden(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// `(a, (b, ()))`
fn nested<T: ToTokens>(items: impl DoubleEndedIterator<Item = T>) -> TokenStream {
    items
        .rev()
        .fold(quote!(()), |rest, item| quote!((#item, #rest)))
}
