//! Emits the report as facts in the list of all components' facts.

use std::fmt::Debug;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::generics::Generics;
use super::{Unit, client, hidden, rt, server};
use crate::lower::primitives::is_composable;
use crate::report::{
    self, Callee, Function, Given, Kind, Node, Origin, Report, Start, Type, Variable,
};

/// Emits the component's facts, and their entry in the list.
pub fn facts(unit: &Unit, generics: &Generics) -> TokenStream {
    let rt = rt();
    let report = report::report(unit);
    let name = unit.component.item.sig.ident.to_string();
    let line = unit.component.item.sig.ident.span().start().line as u32;
    let nodes = report.nodes.iter().map(node);
    let variables = report.variables.iter().map(variable);
    let functions = report.functions.iter().map(function);
    let instances = report.instances.iter().map(instance);
    let returned = report.returned.iter().map(|returned| {
        let report::Returned { path, variable, lost } = returned;
        let lost = variant(lost);
        quote! {
            #rt::facts::ReturnedFacts { path: #path, variable: #variable, lost: #rt::facts::Lost::#lost }
        }
    });
    let has_title = report.has_title;
    let features = report.features.iter().map(variant);
    let is_called_unseen = is_composable(&name) && unit.component.item.sig.asyncness.is_some();
    let starts = report.starts.iter().map(
        |Start { what, is_sure }| quote!(#rt::facts::Start { what: #what, is_sure: #is_sure }),
    );
    let kinds = report.kinds.iter().map(|Kind { holes, functions, slots }| {
        let holes = holes.iter().map(|hole| optional(*hole));
        quote! {
            #rt::facts::KindFacts { holes: &[#(#holes),*], functions: &[#(#functions),*], slots: &[#(#slots),*] }
        }
    });
    let types = types(unit, generics, &report);
    quote! {
        #[cfg(not(target_arch = "wasm32"))]
        #rt::facts::submit! {
            #rt::facts::Facts {
                component: ::core::concat!(::core::module_path!(), "::", #name),
                file: ::core::file!(),
                line: #line,
                nodes: &[#(#nodes),*],
                variables: &[#(#variables),*],
                functions: &[#(#functions),*],
                instances: &[#(#instances),*],
                returned: &[#(#returned),*],
                starts: &[#(#starts),*],
                has_title: #has_title,
                features: &[#(#rt::facts::Feature::#features),*],
                is_called_unseen: #is_called_unseen,
                kinds: &[#(#kinds),*],
                types: #types,
            }
        }
    }
}

fn node(node: &Node) -> TokenStream {
    let rt = rt();
    let Node {
        kind,
        name,
        line,
        rule,
        reason,
        uses,
        is_lost,
        ..
    } = node;
    let (kind, colour) = (variant(kind), variant(node.colour));
    quote! {
        #rt::facts::NodeFacts {
            kind: #rt::facts::NodeKind::#kind, name: #name, line: #line, colour: #rt::facts::Colour::#colour, rule: #rule,
            reason: #reason, uses: &[#(#uses),*], is_lost: #is_lost,
        }
    }
}

fn variable(variable: &Variable) -> TokenStream {
    let rt = rt();
    let Variable {
        name,
        because,
        because_within,
        ..
    } = variable;
    let (node, ty) = (optional(variable.node), optional(variable.ty));
    let checked = optional(variable.checked);
    let origin = match &variable.origin {
        Origin::Memo { reads, is_pinned } => {
            quote!(Memo { reads: &[#(#reads),*], is_pinned: #is_pinned })
        }
        Origin::Prop(prop) => quote!(Prop(#prop)),
        Origin::Result { instance, path } => quote!(Result { instance: #instance, path: #path }),
        Origin::Part(nodes) => quote!(Part(&[#(#nodes),*])),
        Origin::Source => quote!(Source),
        Origin::Mirror => quote!(Mirror),
        Origin::Action => quote!(Action),
        Origin::Elsewhere => quote!(Elsewhere),
    };
    let (follow, within) = (variant(variable.follow), variant(variable.follow_within));
    let written = variant(variable.written);
    let lost = variant(variable.lost);
    let restored = variant(variable.restored);
    quote! {
        #rt::facts::Variable {
            name: #name, node: #node, origin: #rt::facts::VariableOrigin::#origin,
            follow: #rt::facts::Uplink::#follow, because: #because,
            follow_within: #rt::facts::Uplink::#within, because_within: #because_within,
            written: #rt::facts::ServerWrites::#written, lost: #rt::facts::Lost::#lost, restored: #rt::facts::Restored::#restored,
            checked: #checked, ty: #ty,
        }
    }
}

fn function(function: &Function) -> TokenStream {
    let rt = rt();
    let Function {
        node,
        user,
        is_sure,
        presence,
        ..
    } = function;
    let memo = optional(function.memo);
    let presence = variant(presence);
    let takes = function.takes.iter().map(|take| {
        let (variable, is_elidable) = (take.variable, take.is_elidable);
        let reads_within = take.reads_within;
        let purpose = variant(take.purpose);
        quote! {
            #rt::facts::Take {
                variable: #variable, purpose: #rt::facts::Purpose::#purpose, is_elidable: #is_elidable,
                reads_within: #reads_within,
            }
        }
    });
    quote! {
        #rt::facts::FunctionFacts {
            node: #node, user: #user, is_sure: #is_sure, presence: #rt::facts::Presence::#presence, memo: #memo, takes: &[#(#takes),*],
        }
    }
}

fn instance(instance: &Callee) -> TokenStream {
    let rt = rt();
    let path = &instance.path;
    let name = path
        .segments
        .last()
        .map(|segment| segment.ident.to_string());
    let gives = instance.gives.iter().map(|(prop, given)| {
        let given = match given {
            Given::Variable(variable) => quote!(Variable(#variable)),
            Given::Value => quote!(Value),
            Given::Unknown => quote!(Unknown),
        };
        quote!((#prop, #rt::facts::PropValue::#given))
    });
    let path = match &instance.witness {
        Some(_) => quote!(::core::option::Option::None),
        None => {
            let name = client::with_composable(path, |ty| quote!(::core::any::type_name::<#ty>));
            quote!(::core::option::Option::Some(#name))
        }
    };
    let call = match instance.call {
        // As `Location::caller` has it, which is not the span's own place where a `macro_rules!` makes the component.
        Some(span) => quote_spanned! {span=>
            ::core::option::Option::Some((::core::file!(), ::core::line!(), ::core::column!()))
        },
        None => quote!(::core::option::Option::None),
    };
    let is_bound = instance.is_bound;
    quote! {
        #rt::facts::InstanceFacts {
            name: #name, path: #path, call: #call, gives: &[#(#gives),*], is_bound: #is_bound,
        }
    }
}

/// Emits a function that returns the types of all captures and of the child components, as inference found them. In a
/// generic component inference finds none, and captures have the types that the source names.
fn types(unit: &Unit, generics: &Generics, report: &Report) -> TokenStream {
    let types = match generics.is_empty() && unit.check_slice {
        true => inferred_types(unit, generics, report),
        false => written_types(report),
    };
    quote!(|| #types)
}

/// Emits the function that returns the types of all captures and of the child components in one instance of a generic
/// component.
pub fn instance_types(unit: &Unit, generics: &Generics) -> TokenStream {
    if generics.is_empty() || !unit.check_slice {
        return TokenStream::new();
    }
    let rt = rt();
    let types = inferred_types(unit, generics, &report::report(unit));
    quote! {
        #[cfg(not(target_arch = "wasm32"))]
        fn types() -> ::core::option::Option<#rt::facts::Types> {
            ::core::option::Option::Some(#types)
        }
    }
}

fn written_types(report: &Report) -> TokenStream {
    let rt = rt();
    let captured = report.types.iter().map(written_type);
    let children = report
        .instances
        .iter()
        .map(|_| quote!(::core::option::Option::None));
    quote! {
        #rt::facts::Types {
            captured: ::std::vec![#(#captured),*],
            children: ::std::vec![#(#children),*],
        }
    }
}

fn written_type(ty: &Type) -> TokenStream {
    let rt = rt();
    match &ty.written {
        Some(written) => quote!(#rt::facts::Type::written(#written)),
        None => quote!(#rt::facts::Type::unknown()),
    }
}

/// Emits the types with a function around the slice, which returns them as opaque types: rustc knows what closures capture, and
/// with that whether handles are in a type with a closure, only outside of the function that contains the closure.
fn inferred_types(unit: &Unit, generics: &Generics, report: &Report) -> TokenStream {
    let rt = rt();
    let inferred: Vec<_> = report
        .types
        .iter()
        .enumerate()
        .filter_map(|(index, ty)| Some((inferred_name(index), inferred_type(ty)?)))
        .collect();
    let (names, taken): (Vec<_>, Vec<_>) = inferred.into_iter().unzip();
    let opaque = taken.iter().map(|_| quote!(impl #rt::facts::TypeInBody));
    let captured = report.types.iter().enumerate().map(|(index, ty)| {
        let (name, is_inferred) = (inferred_name(index), inferred_type(ty).is_some());
        let told = quote!((&&#name).told());
        match (ty.is_part, ty.is_list, ty.is_passed_on) {
            _ if !is_inferred => written_type(ty),
            (true, ..) => quote!(#told.of_part()),
            (false, true, _) => quote!(#told.as_list()),
            (false, false, true) => quote!(#told.passed_on()),
            (false, false, false) => told,
        }
    });
    let children = report
        .instances
        .iter()
        .map(|instance| match &instance.witness {
            Some(witness) => quote!(::core::option::Option::Some(#witness.child())),
            None => quote!(::core::option::Option::None),
        });
    let check = server::types(unit, generics, report.body.as_ref());
    let (declared, clause) = generics.client_declared();
    let (parameters, choices) = (generics.client(), generics.choices());
    quote! {
        {
            #[allow(warnings)]
            fn __types #declared () -> (::std::vec::Vec<::core::option::Option<#rt::facts::Child>>, (#(#opaque,)*)) #clause {
                use #rt::facts::{TakeByCross as _, TakeOther as _};
                #choices
                #check
                (::std::vec![#(#children),*], (#(#taken,)*))
            }
            #[allow(unused_imports)]
            use #rt::facts::{TellByName as _, TellByParts as _};
            let (children, (#(#names,)*)) = __types::<#(#parameters),*>();
            #rt::facts::Types { captured: ::std::vec![#(#captured),*], children }
        }
    }
}

fn inferred_name(index: usize) -> Ident {
    hidden(&format!("__type{index}"))
}

/// Emits what takes a type out of the slice; `None` if inference does not find it.
fn inferred_type(ty: &Type) -> Option<TokenStream> {
    let rt = rt();
    let declared = || {
        let declared = ty.declared.as_ref().filter(|_| ty.written.is_none())?;
        Some(quote!(&#rt::Ty::<#declared>::new()))
    };
    let in_body = || {
        let witness = ty.in_body.as_ref().filter(|_| ty.written.is_none())?;
        Some(quote!(#witness))
    };
    let witness = ty.witness.as_ref().map(|witness| quote!(#witness));
    let witness = witness.or_else(declared).or_else(in_body)?;
    Some(quote!((&#witness).taken()))
}

/// Returns the name of a variant. `watershed::facts` has enums with the same variants as the report.
fn variant(of: impl Debug) -> Ident {
    Ident::new(&format!("{of:?}"), Span::call_site())
}

fn optional(number: Option<usize>) -> TokenStream {
    match number {
        Some(number) => quote!(::core::option::Option::Some(#number)),
        None => quote!(::core::option::Option::None),
    }
}
