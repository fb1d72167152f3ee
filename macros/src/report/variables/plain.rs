//! Finds out, by the form of an expression, whether its value is plain data, or a part of the values of nodes.

use syn::punctuated::Punctuated;
use syn::{
    Expr, ExprMethodCall, GenericArgument, PathArguments, ReturnType, Token, Type, TypeParamBound,
    UnOp, WherePredicate,
};

use crate::analyze::uses::{Operation, operation_of};
use crate::lower::model::{Component, LocalKind};
use crate::lower::names::{Place, place_of};
use crate::lower::primitives::is_data;
use crate::vocabulary::{Does, does, is_of_std};

/// Functions that make text of data.
const CONVERSIONS: [&str; 3] = ["String::from", "str::to_owned", "str::to_string"];

/// Methods of std that make data of data. What closures among the arguments make is not looked at, so none takes one.
const OF_DATA: [&str; 14] = [
    "as_str",
    "chars",
    "clone",
    "cloned",
    "collect",
    "copied",
    "enumerate",
    "into_iter",
    "iter",
    "lines",
    "rev",
    "split",
    "to_vec",
    "zip",
];

/// Returns whether an expression makes plain data, in which there is no handle.
pub(super) fn is_plain(component: &Component, expr: &Expr) -> bool {
    let is = |expr: &Expr| is_plain(component, expr);
    match expr {
        Expr::Lit(_) | Expr::Binary(_) | Expr::Cast(_) => true,
        Expr::Unary(node) => !matches!(node.op, UnOp::Deref(_)) || is(&node.expr),
        Expr::Macro(node) if node.mac.path.is_ident("vec") => {
            let elements = node
                .mac
                .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
            elements.is_ok_and(|elements| elements.iter().all(is))
        }
        Expr::Macro(node) => node.mac.path.is_ident("format"),
        Expr::Reference(node) => is(&node.expr),
        Expr::Paren(node) => is(&node.expr),
        Expr::Array(node) => node.elems.iter().all(is),
        Expr::Tuple(node) => node.elems.iter().all(is),
        Expr::Range(node) => node.start.iter().chain(&node.end).all(|end| is(end)),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                let first = path.path.segments.first();
                first.is_some_and(|first| first.ident == "String")
                    || place_of(&call.func)
                        .is_some_and(|(place, _)| returns_data(component, &place))
            }
            _ => false,
        },
        Expr::MethodCall(call) if operation_of(call) == Operation::Track => {
            let source = place_of(&call.receiver).and_then(|(place, _)| {
                let kind = component.locals[place.local].kind;
                kind.source().filter(|_| place.fields.is_empty())
            });
            source.is_some_and(|source| is(&component.sources[source].initial))
        }
        Expr::MethodCall(call) => {
            does(&call.method.to_string(), Does::Data) || keeps_data(component, call)
        }
        Expr::Path(_) => place_of(expr).is_some_and(|(place, _)| {
            let local = &component.locals[place.local];
            let is_made = local.kind == LocalKind::Plain && local.ty.is_none();
            is_made && local.init.as_ref().is_some_and(is) || local.ty.as_ref().is_some_and(is_data)
        }),
        _ => false,
    }
}

/// Returns whether a method of std makes data of data.
fn keeps_data(component: &Component, call: &ExprMethodCall) -> bool {
    let is_conversion = |expr: &Expr| match expr {
        Expr::Path(path) => {
            let segments = path.path.segments.iter();
            let names: Vec<_> = segments.map(|segment| segment.ident.to_string()).collect();
            CONVERSIONS.contains(&&*names.join("::"))
        }
        _ => false,
    };
    let method = call.method.to_string();
    let arguments = || call.args.iter();
    let is_known = match method.as_str() {
        "map" => arguments().all(is_conversion),
        method => {
            OF_DATA.contains(&method) && arguments().all(|argument| is_plain(component, argument))
        }
    };
    is_known && is_of_std(component, &call.receiver) && is_plain(component, &call.receiver)
}

/// Returns whether a place is a prop that is a function, and its type says that it returns data: `render: impl Fn(u32) ->
/// String`. It is no handle, and what it reads is read where it was made.
pub(super) fn returns_data(component: &Component, place: &Place) -> bool {
    let local = &component.locals[place.local];
    let Some(ty) = local.ty.as_ref().filter(|_| place.fields.is_empty()) else {
        return false;
    };
    let generics = &component.item.sig.generics;
    let own = generics.type_params();
    let own =
        own.filter(|param| matches!(ty, Type::Path(path) if path.path.is_ident(&param.ident)));
    let clauses = generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates);
    let clauses = clauses.filter_map(|clause| match clause {
        WherePredicate::Type(clause) if clause.bounded_ty == *ty => Some(&clause.bounds),
        _ => None,
    });
    let named = own.map(|param| &param.bounds).chain(clauses);
    named.chain(bounds_of(ty)).flatten().any(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return false;
        };
        let last = bound.path.segments.last().map(|last| &last.arguments);
        matches!(last, Some(PathArguments::Parenthesized(signature))
            if matches!(&signature.output, ReturnType::Type(_, ty) if is_data(ty)))
    })
}

/// Returns the bounds in a type: those of `impl Fn()`, `Rc<dyn Fn()>`, `&dyn Fn()`.
fn bounds_of(ty: &Type) -> Option<&Punctuated<TypeParamBound, Token![+]>> {
    match ty {
        Type::ImplTrait(ty) => Some(&ty.bounds),
        Type::TraitObject(ty) => Some(&ty.bounds),
        Type::Reference(ty) => bounds_of(&ty.elem),
        Type::Path(path) => match &path.path.segments.last()?.arguments {
            PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
                GenericArgument::Type(ty @ (Type::ImplTrait(_) | Type::TraitObject(_))) => {
                    bounds_of(ty)
                }
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// Returns the nodes of whose values an expression is made, without anything else in it: `(key.get(), value.get())`.
pub(super) fn nodes_read(expr: &Expr) -> Option<Vec<Place>> {
    match expr {
        Expr::Lit(_) => Some(Vec::new()),
        Expr::Paren(node) => nodes_read(&node.expr),
        Expr::Reference(node) => nodes_read(&node.expr),
        Expr::Tuple(node) => {
            let parts = node.elems.iter().map(nodes_read);
            Some(parts.collect::<Option<Vec<_>>>()?.concat())
        }
        Expr::MethodCall(call) if call.args.is_empty() => match operation_of(call) {
            Operation::Track | Operation::Peek => Some(vec![place_of(&call.receiver)?.0]),
            _ => None,
        },
        _ => None,
    }
}
