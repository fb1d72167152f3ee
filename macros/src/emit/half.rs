//! Emits what the slices of a component's parents need of it: in the browser's build a type with the client half's
//! parameters, and in both builds a macro of the same name that keeps only the props that determine one of these
//! parameters.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Type, Visibility};

use super::generics::Generics;
use super::props::{Accepted, Prop};
use super::rt;
use crate::diagnostic::Problem;
use crate::lower::model::Component;
use crate::lower::primitives::{DATA, is_signal_type};
use crate::report::type_text;

/// The names of other types whose values cannot be `true`.
const OTHER: [&str; 10] = [
    "Action", "Arc", "BTreeMap", "Box", "Duration", "HashMap", "NodeRef", "Rc", "Resource", "Vec",
];

/// Emits `struct Name` for wasm.
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

/// Emits associated functions that exist for their types: which prop determines which parameter, and what callbacks and
/// slots take.
pub fn choosers(component: &Component, generics: &Generics, props: &[Prop]) -> TokenStream {
    let rt = rt();
    let (visibility, name) = (&component.item.vis, &component.item.sig.ident);
    let (declared, clause) = generics.client_declared();
    let arguments = generics.client_arguments();
    let deciding = props
        .iter()
        .filter(|prop| decides(generics, prop) || prop.settles)
        .map(|prop| {
            // As the builder has it, so that rustc says of both in the same words that a value is of another type.
            let (name, ty) = (&prop.name, prop.given_type());
            let chooser = format_ident!("of_{name}", span = name.span());
            quote!(#[doc(hidden)] #visibility fn #chooser(&self, #name: #ty) {})
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

/// Emits the macro. `half` expands to the type of the client half, `value` to a prop that determines a parameter,
/// `local` to one that determines the type of the local it is given. Other props are dropped unread.
/// `given` and `bare` expand to the statement by which a parent gives a prop, with a value or without one; for an unknown prop, or
/// one that cannot be `true`, to an error, whose macro the parent names.
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
    let settling = props.iter().filter(|prop| prop.settles).map(|prop| {
        let prop = &prop.name;
        quote!((local #prop $half:ident $chooser:ident, $local:expr) => { $half.$chooser($local) };)
    });
    let known = props.iter().map(|prop| prop.name.to_string());
    let known: Vec<_> = known.map(|prop| format!("`{prop}`")).collect();
    let known = if known.is_empty() {
        "no props".to_owned()
    } else {
        known.join(", ")
    };
    let given = props.iter().map(|prop| {
        let written = &prop.name;
        let bare = match needed(component, prop) {
            Some(message) => {
                quote!($error! { #message } let $props = $props.__complete();)
            }
            None => quote!($($statement)*),
        };
        quote! {
            (given #written $_error:ident $_props:ident $($statement:tt)*) => { $($statement)* };
            (bare #written $error:ident $props:ident $($statement:tt)*) => { #bare };
        }
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
            #(#settling)*
            #(#given)*
            (given $prop:ident $error:ident $props:ident $($_statement:tt)*) => {
                $error! { ::core::concat!(#before, ::core::stringify!($prop), #after) }
                let $props = $props.__complete();
            };
            (bare $prop:ident $error:ident $props:ident $($_statement:tt)*) => {
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

/// Returns the message for a parent that writes no value for a prop, if the prop certainly is no `bool`.
fn needed(component: &Component, prop: &Prop) -> Option<String> {
    if prop.into || prop.accepted != Accepted::Value || !is_other(prop.given_type()) {
        return None;
    }
    let problem = Problem::BareProp {
        component: component.item.sig.ident.to_string(),
        name: prop.name.to_string(),
        ty: type_text(prop.given_type()),
    };
    Some(problem.message())
}

/// Returns whether a type, as it is written, is known and no `bool`.
fn is_other(ty: &Type) -> bool {
    match ty {
        Type::Reference(_) | Type::Tuple(_) | Type::Array(_) | Type::Slice(_) => true,
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let is_plain = DATA.iter().any(|data| last.ident == data) && last.ident != "bool";
            is_plain || OTHER.iter().any(|other| last.ident == other) || is_signal_type(ty)
        }),
        _ => false,
    }
}

fn decides(generics: &Generics, prop: &Prop) -> bool {
    prop.accepted == Accepted::Value && generics.decides_client(&prop.ty)
}

/// Returns a unique name for the macro, because the exported macros of one crate share a namespace. The component's
/// place makes the name unique.
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
