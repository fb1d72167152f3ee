//! The code of a client function: what it takes from outside becomes captures.
//!
//! A field of a local is captured as that field (`user.joined`, not `user`). A path into a node that only the server
//! writes is captured as a mirror of that path (rule 7). A comparison of a signal in a binding asks a selector, so
//! that a write runs the readers of the old and the new value only (rule 11).

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Expr, ExprBinary, ExprField, Lifetime, Lit, Member, Type, parse_quote};

use super::functions::{Capture, Captured, Crossing};
use crate::analyze::Colours;
use crate::analyze::uses::{How, Place, bound_in, how_called, place_of, uses};
use crate::lower::macros::Known;
use crate::lower::model::{Component, LocalKind};
use crate::lower::names::{Name, locals_in};
use crate::lower::table::LocalId;

/// Rewrites the code of one client function.
pub struct Rewrite<'c> {
    component: &'c Component,
    colours: &'c Colours,
    is_binding: bool,
    captured: Vec<Capture>,
    closures: HashMap<LocalId, Expr>,
    /// Locals of the function itself.
    inner: HashSet<LocalId>,
    direct: bool,
}

/// What the function needs from outside.
pub struct Rewritten {
    pub captured: Vec<Capture>,
    pub closures: HashMap<LocalId, Expr>,
}

impl<'c> Rewrite<'c> {
    pub fn new(component: &'c Component, colours: &'c Colours, is_binding: bool) -> Self {
        Rewrite {
            component,
            colours,
            is_binding,
            captured: Vec::new(),
            closures: HashMap::new(),
            inner: HashSet::new(),
            direct: true,
        }
    }

    /// `expr`, with captures in place of what it takes from outside.
    pub fn expr(&mut self, expr: &Expr) -> Expr {
        self.inner.extend(bound_in(self.component, expr));
        let mut expr = expr.clone();
        self.visit_expr_mut(&mut expr);
        expr
    }

    /// Captures come in the order in which their locals were made.
    pub fn finish(mut self) -> Rewritten {
        self.captured.sort_by_key(Capture::local);
        Rewritten {
            captured: self.captured,
            closures: self.closures,
        }
    }

    /// Takes `place`, and gives the name that the function has for it.
    fn take(&mut self, place: Place, span: Span) -> Option<Ident> {
        let local = place.local;
        if self.inner.contains(&local) {
            return None;
        }
        let found = &self.component.locals[local];
        if matches!(found.kind, LocalKind::Closure | LocalKind::Macro) {
            self.follow(local);
            return None;
        }
        let alias = alias(&found.ident, &place, span);
        let how = self.crossing(&place);
        self.capture(Captured::Place(place), how, alias.clone(), span);
        alias
    }

    fn take_whole(&mut self, local: LocalId, span: Span) {
        let fields = Vec::new();
        self.take(Place { local, fields }, span);
    }

    fn capture(&mut self, what: Captured, how: Crossing, alias: Option<Ident>, span: Span) {
        let known = self
            .captured
            .iter_mut()
            .find(|known| same(&known.what, &what));
        match known {
            Some(known) => known.direct |= self.direct,
            None => self.captured.push(Capture {
                what,
                how,
                alias,
                direct: self.direct,
                span,
            }),
        }
    }

    /// A local closure is made again in the function, from its own captures.
    fn follow(&mut self, local: LocalId) {
        if self.closures.contains_key(&local) {
            return;
        }
        let Some(init) = &self.component.locals[local].init else {
            return;
        };
        self.closures.insert(local, init.clone());
        let outer = std::mem::replace(&mut self.direct, false);
        let code = match init {
            Expr::Verbatim(tokens) => {
                let used = locals_in(tokens).into_iter().filter(|used| *used != local);
                used.for_each(|used| self.take_whole(used, Span::call_site()));
                init.clone()
            }
            closure => self.expr(closure),
        };
        self.direct = outer;
        self.closures.insert(local, code);
    }

    fn crossing(&self, place: &Place) -> Crossing {
        let local = &self.component.locals[place.local];
        let initial = match local.kind {
            LocalKind::Reader(source) | LocalKind::Writer(source) | LocalKind::Both(source) => {
                Some(&self.component.sources[source].initial)
            }
            _ => None,
        };
        match (initial, &local.ty) {
            (Some(initial), _) if place.fields.is_empty() && is_elidable(initial) => {
                Crossing::Or(initial.clone())
            }
            (_, Some(ty @ Type::Reference(_))) if place.fields.is_empty() => {
                Crossing::Borrowed(of_any_lifetime(ty))
            }
            _ => Crossing::Value,
        }
    }

    /// `row.get().id`, where only the server writes `row`: its mirror.
    fn project(&mut self, field: &ExprField) -> Option<Expr> {
        let span = field.member.span();
        let path = self.path(field)?;
        let (root, fields) = (Name::Local(path.root).ident(path.span), &path.fields);
        let ident = &self.component.locals[path.root].ident;
        let names = fields.iter().map(member).collect::<Vec<_>>().join("_");
        let name = Ident::new(&format!("__{ident}_{names}"), span);
        let what = Captured::Projection {
            name: name.clone(),
            root: path.root,
            mirror: parse_quote!(
                ::watershed::rt::project(&#root, |value| ::core::clone::Clone::clone(&value #(.#fields)*))
            ),
        };
        self.capture(what, Crossing::Value, Some(name.clone()), span);
        Some(parse_quote!(#name.get()))
    }

    /// The path that ends in `field`, if it starts with a read of a node that only the server writes.
    fn path(&self, field: &ExprField) -> Option<Path> {
        let mut path = match &*field.base {
            Expr::Field(inner) => self.path(inner)?,
            Expr::MethodCall(call) if how_called(call) == How::Track && call.args.is_empty() => {
                let (place, span) = place_of(&call.receiver)?;
                let is_outer = place.fields.is_empty() && !self.inner.contains(&place.local);
                (is_outer && self.is_server_node(place.local)).then(|| Path {
                    root: place.local,
                    fields: Vec::new(),
                    span,
                })?
            }
            _ => return None,
        };
        path.fields.push(field.member.clone());
        Some(path)
    }

    fn is_server_node(&self, local: LocalId) -> bool {
        match self.component.locals[local].kind {
            LocalKind::Row | LocalKind::Resource(_) => true,
            LocalKind::Reader(source) | LocalKind::Both(source) => !self.colours.is_dirty(source),
            LocalKind::Memo(memo) => !self.colours.is_client(memo),
            _ => false,
        }
    }

    /// `selected.get() == id` in a binding: asks the selector of `selected`.
    fn select(&mut self, node: &ExprBinary) -> Option<Expr> {
        let is_equal = matches!(node.op, BinOp::Eq(_));
        if !self.is_binding || !(is_equal || matches!(node.op, BinOp::Ne(_))) {
            return None;
        }
        let forwards = self.selected(&node.left, &node.right);
        let (mut signal, mut key) = forwards.or_else(|| self.selected(&node.right, &node.left))?;
        self.visit_expr_mut(&mut signal);
        self.visit_expr_mut(&mut key);
        let selected: Expr = parse_quote!(::watershed::rt::select!(&#signal, &(#key)));
        Some(if is_equal {
            selected
        } else {
            parse_quote!(!#selected)
        })
    }

    /// `signal.get()` on one side, on the other something that is fixed or a path of a row.
    fn selected(&self, read: &Expr, key: &Expr) -> Option<(Expr, Expr)> {
        let Expr::MethodCall(call) = read else {
            return None;
        };
        let (place, _) = place_of(&call.receiver)?;
        let is_source = matches!(
            self.component.locals[place.local].kind,
            LocalKind::Reader(_) | LocalKind::Both(_) | LocalKind::Memo(_)
        );
        let keyed = uses(self.component, key);
        let is_key = keyed.iter().all(|found| {
            !matches!(found.how, How::Track) || self.is_server_node(found.place.local)
        });
        let is_get = call.method == "get" && call.args.is_empty();
        (is_get && is_source && is_key && place.fields.is_empty())
            .then(|| ((*call.receiver).clone(), key.clone()))
    }
}

impl VisitMut for Rewrite<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Field(field) = expr
            && let Some(mirror) = self.project(field)
        {
            *expr = mirror;
            return;
        }
        if let Expr::Binary(node) = expr
            && let Some(selected) = self.select(node)
        {
            *expr = selected;
            return;
        }
        if let Some((place, span)) = place_of(expr) {
            if let Some(alias) = self.take(place, span) {
                *expr = parse_quote!(#alias);
            }
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        let span = call.path.span();
        if let Some(Name::Local(local)) = call.path.get_ident().and_then(Name::of) {
            self.take_whole(local, span);
        }
        match Known::parse(call) {
            Some(mut known) => {
                known
                    .exprs_mut()
                    .into_iter()
                    .for_each(|expr| self.visit_expr_mut(expr));
                call.tokens = known.into_token_stream();
            }
            None => locals_in(&call.tokens)
                .into_iter()
                .for_each(|local| self.take_whole(local, span)),
        }
    }
}

/// `root.get().field.field`
struct Path {
    root: LocalId,
    fields: Vec<Member>,
    span: Span,
}

fn same(one: &Captured, other: &Captured) -> bool {
    match (one, other) {
        (Captured::Place(one), Captured::Place(other)) => one == other,
        (Captured::Projection { name: one, .. }, Captured::Projection { name: other, .. }) => {
            one == other
        }
        _ => false,
    }
}

/// In the browser a borrow is one of what was restored: it does not live as long as it was written to.
fn of_any_lifetime(ty: &Type) -> Type {
    struct Any;
    impl VisitMut for Any {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            *lifetime = Lifetime::new("'_", lifetime.span());
        }
    }
    let mut ty = ty.clone();
    Any.visit_type_mut(&mut ty);
    ty
}

fn alias(ident: &Ident, place: &Place, span: Span) -> Option<Ident> {
    (!place.fields.is_empty())
        .then(|| Ident::new(&format!("__{ident}_{}", place.fields.join("_")), span))
}

fn member(member: &Member) -> String {
    match member {
        Member::Named(name) => name.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

/// Whether the browser can evaluate a signal's first value itself: a literal, a unit variant, `new()` of a std type.
fn is_elidable(initial: &Expr) -> bool {
    match initial {
        Expr::Lit(literal) => !matches!(literal.lit, Lit::Verbatim(_)),
        Expr::Unary(node) => is_elidable(&node.expr),
        Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
            Name::of_expr(initial).is_none()
                && last.ident.to_string().starts_with(char::is_uppercase)
        }),
        Expr::Call(call) => is_new_of_std(&call.func) && call.args.is_empty(),
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_elidable),
        _ => false,
    }
}

fn is_new_of_std(func: &Expr) -> bool {
    let Expr::Path(path) = func else { return false };
    let names: Vec<_> = path
        .path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    matches!(&names[..], [.., ty, new] if new == "new" && matches!(&**ty, "String" | "Vec"))
}
