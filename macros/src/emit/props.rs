//! The props of a component.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Attribute, Expr, FnArg, GenericArgument, PathArguments, Type};

use super::generics::Generics;
use crate::lower::model::{Component, LocalKind, Param};
use crate::lower::names::locals_in;

/// One prop.
pub struct Prop {
    pub name: Ident,
    pub ty: Type,
    pub requirement: Requirement,
    /// `#[prop(into)]`
    pub into: bool,
    pub accepted: Accepted,
    /// True if a local that is given gets its type from this prop in the slices of parents, too.
    pub settles: bool,
}

/// The obligation of a parent to give a prop.
pub enum Requirement {
    Required,
    /// `#[prop(optional)]`
    Optional,
    /// `#[prop(default = expr)]`
    Default(Expr),
}

/// The form in which a parent gives a prop.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    Value,
    /// A prop named `on_…`: a closure, which is lifted.
    Callback,
    /// `Children` or `Slot<..>`: markup.
    Markup,
}

impl Prop {
    pub fn is_required(&self) -> bool {
        matches!(self.requirement, Requirement::Required)
    }

    /// Returns the type that its setter takes. For an optional `Option<T>` that is `T`.
    pub fn given_type(&self) -> &Type {
        match self.requirement {
            Requirement::Optional => in_option(&self.ty).unwrap_or(&self.ty),
            _ => &self.ty,
        }
    }

    /// Returns whether its setter wraps the value in `Some`.
    pub fn is_wrapped(&self) -> bool {
        matches!(self.requirement, Requirement::Optional) && in_option(&self.ty).is_some()
    }
}

/// Returns the props of `component`, in order.
pub fn props(component: &Component, generics: &Generics) -> Vec<Prop> {
    let inputs = component
        .item
        .sig
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(input) => Some(&input.attrs),
            FnArg::Receiver(_) => None,
        });
    let params = component.params.iter().zip(inputs).enumerate();
    params
        .map(|(index, (param, attributes))| {
            let (requirement, into) = declared(attributes);
            let accepted = accepted(component, param);
            Prop {
                name: param.name.clone(),
                ty: generics.prop_type(index).clone(),
                requirement,
                into,
                accepted,
                settles: accepted == Accepted::Value && !into && generics.settles(index),
            }
        })
        .collect()
}

/// Emits `struct Name { .. }` for the native build.
pub fn declaration(component: &Component, generics: &Generics, props: &[Prop]) -> TokenStream {
    let (visibility, name) = (&component.item.vis, &component.item.sig.ident);
    let params = generics.unbounded();
    let fields = props.iter().map(|prop| {
        let (name, ty) = (&prop.name, &prop.ty);
        quote!(#name: #ty)
    });
    quote! {
        #[doc(hidden)]
        #[cfg(not(target_arch = "wasm32"))]
        #visibility struct #name<#(#params),*> { #(#fields),* }
    }
}

/// Parses `#[prop(..)]`.
fn declared(attributes: &[Attribute]) -> (Requirement, bool) {
    let (mut requirement, mut into) = (Requirement::Required, false);
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("prop"))
    {
        // Errors have been reported by the check of the signature.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("into") {
                into = true;
            } else if meta.path.is_ident("optional") {
                requirement = Requirement::Optional;
            } else if meta.path.is_ident("default") {
                requirement = Requirement::Default(meta.value()?.parse()?);
            }
            Ok(())
        });
    }
    (requirement, into)
}

fn accepted(component: &Component, param: &Param) -> Accepted {
    let is_markup = locals_in(&param.pat)
        .iter()
        .any(|local| component.locals[*local].kind == LocalKind::Children);
    if is_markup {
        Accepted::Markup
    } else if param.name.to_string().starts_with("on_") {
        Accepted::Callback
    } else {
        Accepted::Value
    }
}

fn in_option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == "Option")?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(inner) => Some(inner),
            _ => None,
        },
        _ => None,
    }
}
