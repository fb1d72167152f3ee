//! Reports parameters that a component cannot have: lifetimes, and functions that the browser would call.

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    GenericArgument, GenericParam, Generics, Ident, ItemFn, Lifetime,
    ParenthesizedGenericArguments, PathArguments, PathSegment, ReturnType, TraitBound, Type,
    TypeParamBound, WherePredicate, parse_quote,
};

use super::Colours;
use super::uses::uses;
use crate::diagnostic::{Diagnostics, Problem, SourceRange};
use crate::lower::model::{Component, Param, Role};
use crate::lower::names::locals_in;

/// Reports such parameters.
pub fn check(component: &Component, colours: &Colours, diagnostics: &mut Diagnostics) {
    let generics = &component.item.sig.generics;
    for lifetime in generics.lifetimes() {
        let name = lifetime.lifetime.to_string();
        diagnostics.report(
            SourceRange::of(&lifetime.lifetime),
            Problem::LifetimeParameter { name },
        );
    }
    for param in &component.params {
        if function_in(&param.ty, generics).is_some()
            && is_called_in_browser(component, colours, param)
        {
            let name = param.name.to_string();
            let callback = with_callbacks(&param.ty, generics)
                .to_token_stream()
                .to_string();
            let callback = callback
                .replace(' ', "")
                .replace("::watershed::", "")
                .replace(',', ", ");
            diagnostics.report(
                SourceRange::of(&param.ty),
                Problem::FunctionProp { name, callback },
            );
        }
    }
}

/// Returns the item without such parameters, for the stub of a component, so that its parents get no second message.
pub fn repaired(item: &ItemFn) -> ItemFn {
    let mut repaired = item.clone();
    StaticLifetimes.visit_signature_mut(&mut repaired.sig);
    let generics = repaired.sig.generics.clone();
    for input in &mut repaired.sig.inputs {
        if let syn::FnArg::Typed(input) = input
            && function_in(&input.ty, &generics).is_some()
        {
            *input.ty = with_callbacks(&input.ty, &generics);
        }
    }
    let is_used = |param: &GenericParam| match param {
        GenericParam::Lifetime(_) => false,
        GenericParam::Type(param) => bounds(&param.ident.to_string(), &generics)
            .iter()
            .all(|bound| of_bound(bound).is_none()),
        GenericParam::Const(_) => true,
    };
    if foreign_result(&repaired.sig.output).is_some() {
        repaired.sig.output = parse_quote!(-> ::watershed::rt::View);
    }
    let params = std::mem::take(&mut repaired.sig.generics.params);
    repaired.sig.generics.params = params.into_iter().filter(is_used).collect();
    if let Some(clause) = &mut repaired.sig.generics.where_clause {
        let predicates = std::mem::take(&mut clause.predicates);
        let is_kept = |predicate: &WherePredicate| match predicate {
            WherePredicate::Type(predicate) => predicate
                .bounds
                .iter()
                .all(|bound| of_bound(bound).is_none()),
            _ => false,
        };
        clause.predicates = predicates.into_iter().filter(is_kept).collect();
    }
    repaired
}

/// Returns the result type `impl IntoView`, which components of another framework have.
pub fn foreign_result(output: &ReturnType) -> Option<&Type> {
    let ReturnType::Type(_, ty) = output else {
        return None;
    };
    let Type::ImplTrait(opaque) = &**ty else {
        return None;
    };
    let is_view = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => bound
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "IntoView"),
        _ => false,
    };
    opaque.bounds.iter().any(is_view).then_some(ty)
}

/// Returns whether the browser would call a parameter. A prop named `on_..` is client code; another prop is if client
/// code uses it.
fn is_called_in_browser(component: &Component, colours: &Colours, param: &Param) -> bool {
    let bound = locals_in(&param.pat);
    let runs_in_browser = |role: &Role| {
        matches!(
            role,
            Role::Listener(_) | Role::Callback(_) | Role::Effect | Role::Mount
        )
    };
    param.name.to_string().starts_with("on_")
        || component.sites.iter().any(|(site, lowered)| {
            runs_in_browser(&lowered.role)
                && colours.is_client(site)
                && uses(component, &lowered.expr)
                    .iter()
                    .any(|found| bound.contains(&found.place.local))
        })
}

/// Returns the arguments and the result of the function that values of this type are or contain: `impl Fn(..)`,
/// `Box<dyn Fn(..)>`, or `F` with such a bound.
fn function_in<'t>(
    ty: &'t Type,
    generics: &'t Generics,
) -> Option<&'t ParenthesizedGenericArguments> {
    match ty {
        Type::ImplTrait(node) => node.bounds.iter().find_map(of_bound),
        Type::TraitObject(node) => node.bounds.iter().find_map(of_bound),
        Type::Reference(node) => function_in(&node.elem, generics),
        Type::Paren(node) => function_in(&node.elem, generics),
        Type::Path(node) => {
            let param = node.path.get_ident().map(ToString::to_string);
            let own = param.and_then(|name| bounds(&name, generics).into_iter().find_map(of_bound));
            own.or_else(|| {
                let PathArguments::AngleBracketed(arguments) =
                    &node.path.segments.last()?.arguments
                else {
                    return None;
                };
                arguments.args.iter().find_map(|argument| match argument {
                    GenericArgument::Type(ty) => function_in(ty, generics),
                    _ => None,
                })
            })
        }
        _ => None,
    }
}

/// Returns the bounds of a type parameter, in all places where they are written.
fn bounds<'g>(name: &str, generics: &'g Generics) -> Vec<&'g TypeParamBound> {
    let own = generics.type_params().filter(|param| param.ident == name);
    let own = own.flat_map(|param| &param.bounds);
    let clauses = generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates);
    let clauses = clauses.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => Some(predicate),
        _ => None,
    });
    let clauses = clauses.filter(
        |predicate| matches!(&predicate.bounded_ty, Type::Path(path) if path.path.is_ident(name)),
    );
    own.chain(clauses.flat_map(|predicate| &predicate.bounds))
        .collect()
}

/// Returns the arguments and the result of a bound `Fn(A) -> R`.
fn of_bound(bound: &TypeParamBound) -> Option<&ParenthesizedGenericArguments> {
    let TypeParamBound::Trait(TraitBound { path, .. }) = bound else {
        return None;
    };
    let last = path.segments.last()?;
    let is_function = ["Fn", "FnMut", "FnOnce"]
        .iter()
        .any(|name| last.ident == name);
    match &last.arguments {
        PathArguments::Parenthesized(arguments) if is_function => Some(arguments),
        _ => None,
    }
}

/// Returns the type with callbacks in place of functions: `Vec<Callback>` for `Vec<Box<dyn Fn()>>`.
fn with_callbacks(ty: &Type, generics: &Generics) -> Type {
    let is_box = |name: &Ident| ["Arc", "Box", "Rc"].iter().any(|other| name == other);
    match ty {
        Type::Reference(node) => with_callbacks(&node.elem, generics),
        Type::Paren(node) => with_callbacks(&node.elem, generics),
        Type::Path(node) => {
            let mut node = node.clone();
            let Some(PathSegment {
                ident,
                arguments: PathArguments::AngleBracketed(arguments),
            }) = node.path.segments.last_mut()
            else {
                return function_in(ty, generics).map_or_else(|| ty.clone(), callback);
            };
            for argument in &mut arguments.args {
                if let GenericArgument::Type(inner) = argument {
                    *inner = with_callbacks(inner, generics);
                    if is_box(ident) {
                        return inner.clone();
                    }
                }
            }
            Type::Path(node)
        }
        _ => function_in(ty, generics).map_or_else(|| ty.clone(), callback),
    }
}

/// Returns the type of a callback with the same argument and result.
fn callback(function: &ParenthesizedGenericArguments) -> Type {
    let inputs = &function.inputs;
    let argument: Type = match inputs.len() {
        1 => inputs[0].ty.clone(),
        _ => parse_quote!((#inputs)),
    };
    match (&function.output, inputs.is_empty()) {
        (ReturnType::Type(_, result), _) => parse_quote!(::watershed::Callback<#argument, #result>),
        (ReturnType::Default, true) => parse_quote!(::watershed::Callback),
        (ReturnType::Default, false) => parse_quote!(::watershed::Callback<#argument>),
    }
}

/// Replaces the lifetimes of parameters by `'static`.
struct StaticLifetimes;

impl VisitMut for StaticLifetimes {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        *lifetime = Lifetime::new("'static", lifetime.span());
    }

    /// Keeps declarations of lifetimes.
    fn visit_lifetime_param_mut(&mut self, _: &mut syn::LifetimeParam) {}

    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
    }
}

/// Returns whether the item has something to repair.
pub fn is_broken(item: &ItemFn) -> bool {
    struct Found<'g>(bool, &'g Generics);
    impl<'a> Visit<'a> for Found<'_> {
        fn visit_type(&mut self, ty: &'a Type) {
            self.0 |= function_in(ty, self.1).is_some();
            visit::visit_type(self, ty);
        }
    }
    let generics = &item.sig.generics;
    let mut found = Found(generics.lifetimes().next().is_some(), generics);
    item.sig
        .inputs
        .iter()
        .for_each(|input| found.visit_fn_arg(input));
    found.0 || foreign_result(&item.sig.output).is_some()
}
