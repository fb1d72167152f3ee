//! What a component is to the slices of its parents: in the browser's build a type with the client half's parameters,
//! in both builds a macro of the same name that keeps only those props that decide one of them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::Visibility;

use super::generics::Generics;
use super::props::{Accepted, Prop};
use super::rt;
use crate::diagnostic::Problem;
use crate::lower::model::Component;

/// `struct Name`, on wasm.
pub fn declaration(component: &Component, generics: &Generics, _: &[Prop]) -> TokenStream {
    let (visibility, name) = (&component.item.vis, &component.item.sig.ident);
    let (declared, names) = (generics.unbounded(), generics.names());
    let body = if generics.is_empty() {
        quote!({ _props: () })
    } else {
        quote!((::core::marker::PhantomData<fn() -> (#(#names,)*)>);)
    };
    quote! {
        #[doc(hidden)]
        #[cfg(target_arch = "wasm32")]
        #visibility struct #name<#(#declared),*> #body
    }
}

/// Associated functions that only have types: which prop decides which parameter, and what callbacks and slots take.
pub fn choosers(component: &Component, generics: &Generics, props: &[Prop]) -> TokenStream {
    let rt = rt();
    let (visibility, name) = (&component.item.vis, &component.item.sig.ident);
    let (declared, clause) = generics.client_declared();
    let arguments = generics.client_arguments();
    let deciding = props
        .iter()
        .filter(|prop| decides(generics, prop))
        .map(|prop| {
            let (chooser, ty) = (format_ident!("of_{}", prop.name), prop.given_type());
            quote!(#[doc(hidden)] #visibility fn #chooser(&self, _: #ty) {})
        });
    let typed = props.iter().filter_map(|prop| {
        let chooser = match prop.accepted {
            Accepted::Callback => format_ident!("type_of_{}", prop.name),
            Accepted::Markup => format_ident!("type_of_slot_{}", prop.name),
            Accepted::Value => return None,
        };
        let ty = prop.given_type();
        Some(quote!(#[doc(hidden)] #visibility fn #chooser(&self) -> #rt::Ty<#ty> { #rt::any() }))
    });
    let functions: Vec<_> = deciding.chain(typed).collect();
    if functions.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[allow(warnings)]
        impl #declared #name #arguments #clause { #(#functions)* }
    }
}

/// The macro: `half` is the type of the client half, `value` a prop that decides a parameter; others vanish unread. `given` is
/// the statement by which a parent gives a prop: of one that there is not it makes an error, of which the parent says where.
pub fn macro_rules(component: &Component, generics: &Generics, props: &[Prop]) -> TokenStream {
    let name = &component.item.sig.ident;
    let hidden = hidden_name(name);
    let inferred = generics.inferred_arguments();
    let deciding = props
        .iter()
        .filter(|prop| decides(generics, prop))
        .map(|prop| {
            let (prop, chooser) = (&prop.name, format_ident!("of_{}", prop.name));
            quote!((value #prop $half:ident, $value:expr) => { $half.#chooser($value) };)
        });
    let known = props.iter().map(|prop| prop.name.to_string());
    let known: Vec<_> = known.map(|prop| format!("`{prop}`")).collect();
    let known = if known.is_empty() {
        "no props".to_owned()
    } else {
        known.join(", ")
    };
    let given = props.iter().map(|prop| {
        let prop = &prop.name;
        quote!((given #prop $_error:ident $_props:ident $($statement:tt)*) => { $($statement)* };)
    });
    // The name of the prop stands between the two halves of the message.
    let unknown = Problem::UnknownProp {
        component: name.to_string(),
        name: "\0".to_owned(),
        known,
    };
    let message = unknown.message();
    let (before, after) = message.split_once('\0').unwrap_or_default();
    let (export, visibility) = match &component.item.vis {
        Visibility::Public(_) => (quote!(#[macro_export]), quote!(pub)),
        Visibility::Inherited => (quote!(), quote!(pub(self))),
        restricted => (quote!(), quote!(#restricted)),
    };
    quote! {
        #[doc(hidden)]
        #[allow(unused_macros)]
        #export
        macro_rules! #hidden {
            (half $($path:tt)*) => { $($path)* #inferred };
            #(#deciding)*
            #(#given)*
            (given $prop:ident $error:ident $props:ident $($_statement:tt)*) => {
                $error! { ::core::concat!(#before, ::core::stringify!($prop), #after) }
                let $props = $props.__complete();
            };
            ($($other:tt)*) => {};
        }
        #[doc(hidden)]
        #[allow(unused_imports)]
        #visibility use #hidden as #name;
    }
}

fn decides(generics: &Generics, prop: &Prop) -> bool {
    prop.accepted == Accepted::Value && generics.decides_client(&prop.ty)
}

/// Exported macros of one crate share one namespace; where the component stands makes the name its own.
fn hidden_name(name: &Ident) -> Ident {
    let span = name.span();
    let place = format!(
        "{}:{}:{}",
        span.file(),
        span.start().line,
        span.start().column
    );
    let hash = place.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format_ident!("__watershed_{name}_{hash:016x}")
}
