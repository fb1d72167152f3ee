//! Calls that are not what their names say: a `use_..` that is no composable, a function that returns markup without being a
//! component; and closures that do not say of which event they are.

use proc_macro2::Span;
use syn::visit::{self, Visit};
use syn::{Expr, ExprField, ExprMethodCall, Ident, Pat};

use crate::diagnostic::{Diagnostics, Problem, SourceRange};
use crate::lower::model::{Component, Local, LocalKind, Role};
use crate::lower::names::{Symbol, place_of};
use crate::source_file::SourceFile;
use crate::view::EventFlag;

/// Reports them.
pub fn check(component: &Component, diagnostics: &mut Diagnostics) {
    untyped_events(component, diagnostics);
    let composables = component
        .composables
        .iter()
        .filter_map(|path| path.get_ident());
    let shown = component
        .sites
        .iter()
        .filter_map(|(_, site)| match &site.role {
            Role::Text => called(&site.expr),
            _ => None,
        });
    let (composables, shown): (Vec<_>, Vec<_>) = (composables.collect(), shown.collect());
    if composables.is_empty() && shown.is_empty() {
        return;
    }
    let Some(file) = SourceFile::of(Span::call_site()) else {
        return;
    };
    for ident in composables {
        let name = ident.to_string();
        if file.is_plain_function(&name) {
            diagnostics.report(ident.span(), Problem::NotComposable { name });
        }
    }
    for ident in shown {
        let name = ident.to_string();
        if file.makes_markup(&name) {
            // The `view!` in it is reported.
            diagnostics.reported_elsewhere();
        } else if file.returns_markup(&name) {
            let other = capitalised(&name);
            diagnostics.report(ident.span(), Problem::CalledMarkup { name, other });
        }
    }
}

/// `item` in `{item(name)}`
fn called(expr: &Expr) -> Option<&Ident> {
    let Expr::Call(call) = expr else { return None };
    match &*call.func {
        Expr::Path(path) if Symbol::of_expr(&call.func).is_none() => path.path.get_ident(),
        _ => None,
    }
}

/// `UserCard` for `user_card`.
pub fn capitalised(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    });
    words.collect()
}

/// `let pressed = move |event| .. event.key() ..;` for `on:keydown=pressed`: Rust has to know the type of `event` in the
/// closure, before it comes to the listener.
fn untyped_events(component: &Component, diagnostics: &mut Diagnostics) {
    for (_, site) in component.sites.iter() {
        let Role::Listener(listener) = &site.role else {
            continue;
        };
        let Some((place, _)) = place_of(&site.expr) else {
            continue;
        };
        let is_custom = listener.modifiers.has(EventFlag::Custom)
            || !listener.event.chars().all(char::is_alphanumeric);
        let Some(parameter) =
            untyped(&component.locals[place.local]).filter(|_| place.fields.is_empty())
        else {
            continue;
        };
        if let Some(Symbol::Local(local)) = Symbol::of(parameter) {
            let name = component.locals[local].ident.to_string();
            let event = if is_custom {
                "custom".to_owned()
            } else {
                listener.event.clone()
            };
            diagnostics.report(
                SourceRange::of(parameter),
                Problem::UntypedEvent { name, event },
            );
        }
    }
}

/// The parameter of a local closure, if it has no type, and the closure needs one.
fn untyped(local: &Local) -> Option<&Ident> {
    let Some(Expr::Closure(closure)) = local
        .init
        .as_ref()
        .filter(|_| local.kind == LocalKind::Closure)
    else {
        return None;
    };
    let Pat::Ident(parameter) = closure.inputs.first()? else {
        return None;
    };
    let mut search = Members {
        of: &parameter.ident,
        is_found: false,
    };
    search.visit_expr(&closure.body);
    search.is_found.then_some(&parameter.ident)
}

/// Methods and fields of a local.
struct Members<'a> {
    of: &'a Ident,
    is_found: bool,
}

impl Members<'_> {
    fn ask(&mut self, base: &Expr) {
        self.is_found |= matches!(base, Expr::Path(path) if path.path.get_ident() == Some(self.of));
    }
}

impl<'a> Visit<'a> for Members<'_> {
    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        self.ask(&call.receiver);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_field(&mut self, field: &'a ExprField) {
        self.ask(&field.base);
        visit::visit_expr_field(self, field);
    }
}
