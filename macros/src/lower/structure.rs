//! Tells structure from text, and markup that may change from markup that cannot.

use proc_macro2::Span;
use syn::{Expr, Pat, parse_quote};

use super::arrange::Syntax;
use super::model::LocalKind;
use super::names::{Symbol, locals_in};
use super::patterns::Initializer;
use super::resolve::Resolver;
use super::table::{LocalId, TemplateId};
use crate::construct::Structure;
use crate::view::ViewNode;
use crate::vocabulary::{Does, does};

impl Resolver<'_> {
    /// Returns whether a resolved expression between tags is structure rather than text.
    pub(super) fn is_structure(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::ForLoop(_)) || self.has_markup(expr)
    }

    /// Returns whether this is the children of the component, or a call of a slot.
    pub(super) fn is_children(&self, expr: &Expr) -> bool {
        let callee = match expr {
            Expr::Call(call) => &call.func,
            other => other,
        };
        matches!(Symbol::of_expr(callee), Some(Symbol::Local(local)) if self.is_kind(local, LocalKind::Children))
    }

    pub(super) fn structure(&mut self, syntax: Syntax) -> Box<dyn Structure> {
        match syntax {
            Syntax::Construct(written) => written.lower(self),
            Syntax::Component(component) => Box::new(self.instance(*component)),
            Syntax::Markup(expr) => self.markup(expr),
            Syntax::Fixed(expr) => self.fixed(expr),
        }
    }

    fn is_kind(&self, local: LocalId, kind: LocalKind) -> bool {
        self.found.locals[local].kind == kind
    }

    /// Lowers nodes in a block in which `item` is bound.
    pub(crate) fn content_of(
        &mut self,
        mut item: Pat,
        initializer: &Initializer,
        nodes: Vec<ViewNode>,
        span: Span,
    ) -> (Pat, TemplateId) {
        self.nested(|walk| {
            walk.bind_pattern(&mut item, initializer);
            let template = walk.template(nodes, span);
            (item, template)
        })
    }

    /// Returns whether `expr` may read something that changes. Everything may, except what is known to be plain data.
    pub(crate) fn can_change(&self, expr: &Expr) -> bool {
        if let Expr::ForLoop(node) = expr
            && is_collection(&node.expr)
        {
            let body = &node.body;
            return self.can_change(&parse_quote!(#body));
        }
        !self.is_children(expr)
            && (calls_unknown(expr)
                || locals_in(expr)
                    .into_iter()
                    .any(|local| self.may_change(local)))
    }

    fn may_change(&self, local: LocalId) -> bool {
        let local = &self.found.locals[local];
        match (local.kind, &local.init, &local.ty) {
            (LocalKind::Plain | LocalKind::Closure | LocalKind::Render, Some(init), _) => {
                self.can_change(init)
            }
            (LocalKind::Children, ..) | (LocalKind::Plain | LocalKind::Render, None, _) => false,
            (LocalKind::Prop, _, Some(ty)) => !super::primitives::is_data(ty),
            _ => true,
        }
    }
}

/// Returns whether `expr` is a place, or its elements in some order. Iterating over it reads no signal, because handles
/// cannot be iterated over.
fn is_collection(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => true,
        Expr::Field(node) => is_collection(&node.base),
        Expr::Reference(node) => is_collection(&node.expr),
        Expr::MethodCall(call) => {
            does(&call.method.to_string(), Does::Orders) && is_collection(&call.receiver)
        }
        _ => false,
    }
}

/// Returns whether a function is called that may return something that changes, or a method that reads signals: what it
/// is called on may come from anywhere (`ids.map(RwSignal::new)`).
fn calls_unknown(expr: &Expr) -> bool {
    struct OutsideCall(bool);
    impl<'a> syn::visit::Visit<'a> for OutsideCall {
        fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
            self.0 |= !is_constructor(&call.func) && Symbol::of_expr(&call.func).is_none();
            syn::visit::visit_expr_call(self, call);
        }

        fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
            let method = call.method.to_string();
            self.0 |= matches!((&*method, call.args.len()), ("get", 0) | ("with", 1));
            syn::visit::visit_expr_method_call(self, call);
        }
    }
    let mut search = OutsideCall(false);
    syn::visit::Visit::visit_expr(&mut search, expr);
    search.0
}

/// Returns whether a callee only stores its arguments, by the naming rules of Rust: `Some`, `Pair`.
fn is_constructor(func: &Expr) -> bool {
    let Expr::Path(path) = func else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase))
}
