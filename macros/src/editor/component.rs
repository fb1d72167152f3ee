//! Expands a component: a struct of its props, and a function with the body as it is written.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, FnArg, ItemFn, ReturnType};

use super::{chooser, code, placeless};
use crate::emit::generics::Generics;
use crate::emit::props::{Accepted, Prop, Requirement, props};
use crate::emit::{Unit, hidden, rt};

/// Expands a component with the props that `unit` has. `item` is the function as it is written.
pub fn component(item: &ItemFn, unit: &Unit) -> TokenStream {
    let rt = rt();
    let generics = Generics::of(unit);
    let props = props(unit.component, &generics);
    let (visibility, name) = (&item.vis, &item.sig.ident);
    let docs: Vec<_> = item.attrs.iter().filter(is_doc).collect();
    let attributes = &item.attrs;
    let fields = props.iter().map(|prop| {
        let (name, ty) = (&prop.name, &prop.ty);
        quote!(#visibility #name: #ty)
    });
    let (declared, clause) = generics.declared();
    let (names, defaulted) = (generics.names(), generics.defaulted());
    let given = hidden("__props");
    let lets = lets(item, &props);
    let mut block = (*item.block).clone();
    code::body(&mut block);
    let statements = &block.stmts;
    let result = match &item.sig.output {
        ReturnType::Default => quote!(),
        output => output.to_token_stream(),
    };
    let body = match item.sig.asyncness {
        Some(_) => quote!(#rt::async_component(async move || #result { #(#statements)* })),
        None => quote!(#rt::component(move || #result { #(#statements)* })),
    };
    let kept = kept(unit, &generics, &props);
    quote! {
        #(#docs)*
        #visibility struct #name<#(#defaulted),*> { #(#fields),* }
        #(#attributes)*
        #[allow(non_snake_case)]
        #visibility fn #name #declared(#given: #name<#(#names),*>) -> #rt::Pending #clause {
            #lets
            #body
        }
        #kept
    }
}

/// Expands a composable.
pub fn composable(item: &ItemFn) -> TokenStream {
    let mut item = item.clone();
    code::body(&mut item.block);
    item.to_token_stream()
}

fn is_doc(attribute: &&Attribute) -> bool {
    attribute.path().is_ident("doc")
}

/// Emits the parameters as the user wrote them, and the defaults of those that have one.
fn lets(item: &ItemFn, props: &[Prop]) -> TokenStream {
    let typed = item.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(input),
        FnArg::Receiver(_) => None,
    });
    let given = hidden("__props");
    let lets = typed.zip(props).map(|(input, prop)| {
        let (pat, name) = (&input.pat, placeless(prop.name.to_token_stream()));
        let default = match &prop.requirement {
            Requirement::Default(value) => {
                let ty = placeless(prop.ty.to_token_stream());
                Some(quote!(let _: #ty = #value;))
            }
            _ => None,
        };
        quote!(#default let #pat = #given.#name;)
    });
    lets.collect()
}

/// Emits the parts of a component that only generated code names, without places in the source.
fn kept(unit: &Unit, generics: &Generics, props: &[Prop]) -> TokenStream {
    let rt = rt();
    let item = &unit.component.item;
    let (visibility, name) = (&item.vis, &item.sig.ident);
    let (declared, clause) = generics.declared();
    let (names, unbounded) = (generics.names(), generics.unbounded());
    let choosers = props.iter().map(|prop| {
        let (chooser, ty) = (chooser(&prop.name), prop.given_type());
        let witness = match prop.accepted {
            Accepted::Callback => quote!(CallbackProp),
            _ if prop.into => quote!(IntoProp),
            _ => quote!(ValueProp),
        };
        quote!(#visibility fn #chooser(&self) -> #rt::editor::#witness<#ty> { #rt::any() })
    });
    let needs_nothing = !props.iter().any(Prop::is_required) && generics.is_empty();
    let page = needs_nothing.then(|| {
        quote! {
            impl #rt::Page for #name {
                fn props() -> Self { #rt::any() }
            }
        }
    });
    placeless(quote! {
        const _: () = {
            impl #declared #name<#(#names),*> #clause {
                #[doc(hidden)]
                #visibility fn __editor() -> Self { #rt::any() }
                #(#[doc(hidden)] #choosers)*
            }
            impl<#(#unbounded),*> #rt::Component for #name<#(#names),*> {
                const FIRST: #rt::KindId = #rt::any();
            }
            #page
        };
    })
}
