//! Emits the builder to which a parent gives props. A missing or misspelt prop is an error that names it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::generics::Generics;
use super::props::{Accepted, Prop, Requirement};
use super::rt;
use crate::lower::model::Component;

/// Emits the builder, inside of an anonymous constant, so that other code sees no name but the component.
pub fn builder(component: &Component, generics: &Generics, props: &[Prop]) -> TokenStream {
    let builder = Builder {
        component,
        generics,
        props,
    };
    let parts = [
        builder.values(),
        builder.traits(),
        builder.start(),
        builder.setters(),
        builder.page().unwrap_or_default(),
    ];
    quote! {
        #[cfg(not(target_arch = "wasm32"))]
        #[allow(dead_code, non_camel_case_types, clippy::new_ret_no_self, clippy::type_complexity)]
        const _: () = { #(#parts)* };
    }
}

struct Builder<'c> {
    component: &'c Component,
    generics: &'c Generics,
    props: &'c [Prop],
}

impl Builder<'_> {
    fn name(&self) -> &Ident {
        &self.component.item.sig.ident
    }

    fn builder_name(&self) -> Ident {
        format_ident!("{}Props", self.name())
    }

    fn values_name(&self) -> Ident {
        format_ident!("{}Values", self.name())
    }

    /// Returns the required props, each with the type parameter of the builder that says whether it is given.
    fn required(&self) -> impl Iterator<Item = (&Prop, Ident)> {
        let required = self.props.iter().filter(|prop| prop.is_required());
        required
            .enumerate()
            .map(|(index, prop)| (prop, format_ident!("G{index}")))
    }

    /// Returns type arguments such as `<T, G0, G1>`. `state` provides the argument for each required prop.
    fn arguments(&self, state: impl Fn(&Prop, Ident) -> TokenStream) -> TokenStream {
        let own = self.generics.names();
        let given = self.required().map(|(prop, param)| state(prop, param));
        quote!(<#(#own,)* #(#given),*>)
    }

    /// Emits the struct of the values so far, and the builder around it.
    fn values(&self) -> TokenStream {
        let visibility = &self.component.item.vis;
        let (values, builder) = (self.values_name(), self.builder_name());
        let (declared, names) = (self.generics.unbounded(), self.generics.names());
        let params: Vec<_> = self.required().map(|(_, param)| param).collect();
        let fields = self.props.iter().map(|prop| {
            let (name, ty) = (&prop.name, &prop.ty);
            quote!(#name: ::core::option::Option<#ty>)
        });
        quote! {
            #[doc(hidden)]
            #visibility struct #values<#(#declared),*> { #(#fields),* }
            #[doc(hidden)]
            #visibility struct #builder<#(#declared,)* #(#params),*>(
                #values<#(#names),*>,
                ::core::marker::PhantomData<fn() -> (#(#params,)*)>,
            );
        }
    }

    /// Emits one trait for each required prop, so that rustc names a missing one.
    fn traits(&self) -> TokenStream {
        let rt = rt();
        let visibility = &self.component.item.vis;
        let component = self.name().to_string();
        let traits = self.required().map(|(prop, _)| {
            let name = has(prop);
            let (message, label) = missing(&component, prop);
            quote! {
                #[diagnostic::on_unimplemented(message = #message, label = #label)]
                #[doc(hidden)]
                #visibility trait #name {}
                impl #name for #rt::Given {}
            }
        });
        traits.collect()
    }

    fn start(&self) -> TokenStream {
        let rt = rt();
        let (name, builder, values) = (self.name(), self.builder_name(), self.values_name());
        let visibility = &self.component.item.vis;
        let (declared, names) = (self.generics.unbounded(), self.generics.names());
        let missing = self.arguments(|_, _| quote!(#rt::Missing));
        let fields = self.props.iter().map(|prop| &prop.name);
        quote! {
            impl<#(#declared),*> #name<#(#names),*> {
                #[doc(hidden)]
                #visibility fn props() -> #builder #missing {
                    let values = #values { #(#fields: ::core::option::Option::None),* };
                    #builder(values, ::core::marker::PhantomData)
                }
            }
        }
    }

    fn setters(&self) -> TokenStream {
        let rt = rt();
        let (name, builder) = (self.name(), self.builder_name());
        let visibility = &self.component.item.vis;
        let (declared, names) = (self.generics.unbounded(), self.generics.names());
        let params = self.required().map(|(_, param)| param);
        let arguments = self.arguments(|_, param| quote!(#param));
        let setters = self.props.iter().map(|prop| self.setter(prop));
        let bounds = self.required().map(|(prop, param)| {
            let has = has(prop);
            quote!(#param: #has)
        });
        let fields = self.props.iter().map(field);
        let complete = self.arguments(|_, _| quote!(#rt::Given));
        quote! {
            impl<#(#declared,)* #(#params),*> #builder #arguments {
                #(#setters)*
                // After a prop that there is not, none is missing: it was misspelt.
                #[doc(hidden)]
                #visibility fn __complete(self) -> #builder #complete {
                    #rt::any()
                }
                #[doc(hidden)]
                #visibility fn build(self) -> #name<#(#names),*> where #(#bounds),* {
                    #name { #(#fields),* }
                }
            }
        }
    }

    fn setter(&self, prop: &Prop) -> TokenStream {
        let rt = rt();
        let visibility = &self.component.item.vis;
        let (name, ty) = (&prop.name, prop.given_type());
        let (result, end) = self.result(prop);
        let (taken, value) = match prop.accepted {
            Accepted::Callback => (
                quote!(impl FnOnce(#rt::Ty<#ty>) -> #ty),
                quote!(#name(#rt::Ty::new())),
            ),
            _ if prop.into => (
                quote!(impl ::core::convert::Into<#ty>),
                quote!(::core::convert::Into::into(#name)),
            ),
            _ => (quote!(#ty), quote!(#name)),
        };
        let value = if prop.is_wrapped() {
            quote!(::core::option::Option::Some(#value))
        } else {
            value
        };
        let bounds = self.generics.bounds_of(&prop.ty);
        let markup = (prop.accepted == Accepted::Markup).then(|| {
            let setter = format_ident!("slot_{name}", span = name.span());
            quote! {
                #[doc(hidden)]
                #visibility fn #setter(self, #name: impl FnOnce(#rt::Ty<#ty>) -> #ty) -> #result {
                    self.#name(#name(#rt::Ty::new()))
                }
            }
        });
        quote! {
            #[doc(hidden)]
            #visibility fn #name(mut self, #name: #taken) -> #result #bounds {
                self.0.#name = ::core::option::Option::Some(#value);
                #end
            }
            #markup
        }
    }

    /// Returns the return type of a setter, and the expression that it returns.
    fn result(&self, prop: &Prop) -> (TokenStream, TokenStream) {
        if !prop.is_required() {
            return (quote!(Self), quote!(self));
        }
        let rt = rt();
        let builder = self.builder_name();
        let arguments = self.arguments(|other, param| {
            if other.name == prop.name {
                quote!(#rt::Given)
            } else {
                quote!(#param)
            }
        });
        let end = quote!(#builder(self.0, ::core::marker::PhantomData));
        (quote!(#builder #arguments), end)
    }

    /// Implements `Page` for a component without required props and type parameters.
    fn page(&self) -> Option<TokenStream> {
        let rt = rt();
        let name = self.name();
        let needs_nothing = self.required().next().is_none() && self.generics.is_empty();
        needs_nothing.then(|| {
            quote! {
                impl #rt::Page for #name {
                    fn props() -> Self {
                        #name::props().build()
                    }
                }
            }
        })
    }
}

fn has(prop: &Prop) -> Ident {
    format_ident!("__has_{}", prop.name)
}

/// Returns rustc's message and label for a missing prop.
fn missing(component: &str, prop: &Prop) -> (String, String) {
    let name = prop.name.to_string();
    match prop.accepted {
        Accepted::Markup if name == "children" => (
            format!("`<{component}>` needs children"),
            "nothing stands between its tags".to_owned(),
        ),
        Accepted::Markup => (
            format!("`<{component}>` needs the slot `{name}`"),
            format!("`<slot:{name}>` is missing"),
        ),
        Accepted::Value | Accepted::Callback => (
            format!("`<{component}>` needs the prop `{name}`"),
            format!("`{name}` is missing"),
        ),
    }
}

fn field(prop: &Prop) -> TokenStream {
    let rt = rt();
    let name = &prop.name;
    match &prop.requirement {
        Requirement::Required => quote!(#name: #rt::given(self.0.#name)),
        Requirement::Optional => quote!(#name: self.0.#name.unwrap_or_default()),
        Requirement::Default(value) => {
            quote_spanned!(name.span()=> #name: self.0.#name.unwrap_or_else(|| #value))
        }
    }
}
