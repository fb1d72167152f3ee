//! Rewrites the code of a client function, so that everything it uses from outside is a capture.
//!
//! A field of a local is captured as that field (`user.joined`, not `user`). If the server can evaluate a longer path,
//! the path is captured in its place (rule 7: [`super::project`]). A binding that compares a signal asks a selector, so
//! that a write runs only the readers of the old and the new value (rule 11).

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{
    BinOp, Block, Expr, ExprBinary, ExprClosure, ExprIf, ExprMatch, ExprMethodCall, Lifetime, Stmt,
    Type, parse_quote, parse_quote_spanned,
};

use super::functions::{Access, Capture, Captured, Crossing, TypeTest};
use super::initial::is_elidable;
use super::path::Read;
use super::project::{EnclosingFunction, Guards, captured_name};
use crate::analyze::Colours;
use crate::analyze::leaves;
use crate::analyze::uses::{Operation, bound_in, operation_of, uses};
use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, LocalKind, Role};
use crate::lower::names::{Place, Symbol, locals_in, place_of};
use crate::lower::table::{LocalId, SiteId};

/// Rewrites the code of one client function.
pub struct Rewrite<'c> {
    component: &'c Component,
    colours: &'c Colours,
    role: &'c Role,
    /// For an open site: the places whose types are asked whether they are actions.
    open: Option<HashSet<Place>>,
    captured: Vec<Capture>,
    closures: HashMap<LocalId, Expr>,
    /// Locals that the function itself binds.
    inner: HashSet<LocalId>,
    /// Parameters of closures that are given to `with`, and the node that each borrows from.
    pub(super) lent: HashMap<LocalId, (LocalId, Read)>,
    around: Guards,
    /// True if the value of the current expression is not used: it is evaluated for its effect, which belongs to the
    /// browser.
    pub(super) is_dropped: bool,
    /// True if the current expression is the receiver of a read: `line.get().text` in `line.get().text.get()`.
    is_read: bool,
    /// True if the value that is read from the current expression is read in turn: `line` in `line.get().get()`.
    is_read_within: bool,
    direct: bool,
}

/// The captures of the function, and its local closures.
pub struct Rewritten {
    pub captured: Vec<Capture>,
    pub closures: HashMap<LocalId, Expr>,
}

impl<'c> Rewrite<'c> {
    pub fn new(component: &'c Component, colours: &'c Colours, site: SiteId) -> Self {
        let pending = || {
            let found = uses(component, &component.sites[site].expr).into_iter();
            let pending = found.filter(|found| found.operation == Operation::Pending);
            pending.map(|found| found.place).collect()
        };
        Rewrite {
            component,
            colours,
            role: &component.sites[site].role,
            open: colours.is_open(site).then(pending),
            captured: Vec::new(),
            closures: HashMap::new(),
            inner: HashSet::new(),
            lent: HashMap::new(),
            around: Guards::default(),
            is_dropped: false,
            is_read: false,
            is_read_within: false,
            direct: true,
        }
    }

    /// Returns `expr`, in which captures replace everything from outside.
    pub fn expr(&mut self, expr: &Expr) -> Expr {
        self.inner.extend(bound_in(self.component, expr));
        let mut expr = expr.clone();
        self.around.unknown |= leaves(&expr);
        match &mut expr {
            // A handle that a binding shows is read.
            // The closure of a binding or memo runs when the page is made; all other closures run later, or never.
            Expr::Closure(closure) if self.direct && self.computes() => {
                self.visit_expr_mut(&mut closure.body);
            }
            expr => {
                // A handle that a binding shows is read.
                self.is_read = self.direct && self.role.is_binding();
                self.visit_expr_mut(expr);
            }
        }
        expr
    }

    pub(super) fn computes(&self) -> bool {
        self.role.is_binding() || matches!(self.role, Role::Memo(_))
    }

    /// Returns the captures, in the order in which their locals were made.
    pub fn finish(mut self) -> Rewritten {
        self.captured.sort_by_key(Capture::local);
        Rewritten {
            captured: self.captured,
            closures: self.closures,
        }
    }

    /// Captures `place`, and returns the name that the function has for it if that is not the local's. `within` is what
    /// the function does with the handles in its value.
    fn take(&mut self, place: Place, within: Access, span: Span) -> Option<Ident> {
        let local = place.local;
        if self.inner.contains(&local) {
            return None;
        }
        let found = &self.component.locals[local];
        if matches!(found.kind, LocalKind::Closure | LocalKind::Macro) {
            self.follow(local);
            return None;
        }
        let alias = (!place.fields.is_empty())
            .then(|| captured_name(&found.ident, local, &place.fields, span));
        let crossing = self.crossing(&place);
        self.capture(Capture {
            what: Captured::Place(place),
            crossing,
            // All uses together decide.
            access: Access::Any,
            within,
            alias: alias.clone(),
            direct: self.direct,
            span,
            earlier: None,
        });
        alias
    }

    fn take_whole(&mut self, local: LocalId, span: Span) {
        let fields = Vec::new();
        self.take(Place { local, fields }, Access::Any, span);
    }

    fn capture(&mut self, capture: Capture) {
        let mut known = self.captured.iter_mut();
        match known.find(|known| same(&known.what, &capture.what)) {
            Some(known) => {
                known.direct |= capture.direct;
                known.access = known.access.and(capture.access);
                known.within = known.within.and(capture.within);
            }
            None => self.captured.push(capture),
        }
    }

    /// Adds a local closure to the function, with its own captures.
    fn follow(&mut self, local: LocalId) {
        if self.closures.contains_key(&local) {
            return;
        }
        let Some(init) = &self.component.locals[local].init else {
            return;
        };
        self.closures.insert(local, init.clone());
        let (outer, around) = (self.direct, self.around.clone());
        self.direct = false;
        let code = match init {
            Expr::Verbatim(tokens) => {
                let used = locals_in(tokens).into_iter().filter(|used| *used != local);
                used.for_each(|used| self.take_whole(used, Span::call_site()));
                init.clone()
            }
            closure => self.expr(closure),
        };
        (self.direct, self.around) = (outer, around);
        self.closures.insert(local, code);
    }

    fn crossing(&self, place: &Place) -> Crossing {
        let local = &self.component.locals[place.local];
        let source = local.kind.source();
        let source = source.filter(|source| !self.colours.handed_on.contains(source));
        let initial = source.map(|source| &self.component.sources[source].initial);
        let initial = initial.filter(|initial| place.fields.is_empty() && is_elidable(initial));
        if let Some(actions) = &self.open {
            return Crossing::Open(match actions.contains(place) {
                true => TypeTest::Action,
                false if local.kind == LocalKind::Row => TypeTest::Within,
                false => TypeTest::Holds(initial.cloned()),
            });
        }
        match (initial, &local.ty) {
            (Some(initial), _) => Crossing::Or(initial.clone()),
            (_, Some(ty @ Type::Reference(_))) if place.fields.is_empty() => {
                Crossing::Borrowed(of_any_lifetime(ty))
            }
            _ if local.is_lent && place.fields.is_empty() => Crossing::Lent,
            _ => Crossing::Value,
        }
    }

    /// Captures a path that the server evaluates, and returns the expression that takes its place.
    fn project(&mut self, expr: &Expr, is_read: bool) -> Option<Expr> {
        let path = self.site(|site| site.path(expr))?;
        if self.is_dropped && !path.is_fields() {
            return None;
        }
        let projection = self.site(|site| site.project(&path, &self.around));
        let (name, span) = (projection.name.clone(), path.end());
        let what = Captured::Projection(projection.clone());
        let crossing = match &self.open {
            Some(_) if projection.is_mirror => Crossing::Open(TypeTest::Within),
            Some(_) => Crossing::Open(TypeTest::Holds(None)),
            None => Crossing::Value,
        };
        let access = Access::reading(is_read);
        self.capture(Capture {
            what,
            crossing,
            // A path into a node is captured as a memo, whose value is the path's.
            access: if projection.is_mirror {
                Access::Any
            } else {
                access
            },
            within: if projection.is_mirror {
                access
            } else {
                Access::Any
            },
            alias: Some(name.clone()),
            direct: self.direct,
            span,
            earlier: None,
        });
        let read = match path.read {
            None => return Some(parse_quote!(::core::clone::Clone::clone(&#name))),
            Some(Read::Tracked | Read::Ended) => quote_spanned!(span=> #name.get()),
            Some(Read::Untracked) => quote_spanned!(span=> #name.get_untracked()),
        };
        Some(if projection.is_guarded {
            parse_quote!(::watershed::rt::raised(#read))
        } else {
            parse_quote!(#read)
        })
    }

    pub(super) fn site<R>(&self, ask: impl FnOnce(&EnclosingFunction) -> R) -> R {
        ask(&EnclosingFunction {
            component: self.component,
            colours: self.colours,
            is_inner: &|local| self.inner.contains(&local),
            lent: &|local| self.lent.get(&local).copied(),
        })
    }

    /// Rewrites code that is only reached under some conditions.
    fn under(&mut self, around: Guards, walk: impl FnOnce(&mut Self)) {
        let outer = self.around.clone();
        self.around = outer.clone().and(around);
        walk(self);
        self.around = outer;
    }

    fn where_it(&self, holds: bool, condition: &Expr) -> Guards {
        self.site(|site| site.around(condition, holds))
    }

    fn value(&mut self, expr: &mut Expr, is_dropped: bool) {
        self.is_dropped = is_dropped;
        self.visit_expr_mut(expr);
    }

    /// Rewrites a block. Only its last expression is its value.
    fn block(&mut self, block: &mut Block, is_dropped: bool) {
        for statement in &mut block.stmts {
            match statement {
                Stmt::Expr(expr, end) => self.value(expr, is_dropped || end.is_some()),
                other => self.visit_stmt_mut(other),
            }
        }
    }

    fn if_expr(&mut self, node: &mut ExprIf, is_dropped: bool) {
        let then = self.where_it(true, &node.cond);
        let otherwise = self.where_it(false, &node.cond);
        self.visit_expr_mut(&mut node.cond);
        self.under(then, |walk| walk.block(&mut node.then_branch, is_dropped));
        if let Some((_, branch)) = &mut node.else_branch {
            self.under(otherwise, |walk| walk.value(branch, is_dropped));
        }
    }

    /// Rewrites `a && b` or `a || b`, whose right side is only reached under a condition.
    fn lazily(&mut self, node: &mut ExprBinary) {
        let around = self.where_it(matches!(node.op, BinOp::And(_)), &node.left);
        self.visit_expr_mut(&mut node.left);
        self.under(around, |walk| walk.visit_expr_mut(&mut node.right));
    }

    fn match_expr(&mut self, node: &mut ExprMatch, is_dropped: bool) {
        self.visit_expr_mut(&mut node.expr);
        self.under(Guards::unknown(), |walk| {
            for arm in &mut node.arms {
                walk.visit_pat_mut(&mut arm.pat);
                walk.value(&mut arm.body, is_dropped);
            }
        });
    }

    /// Rewrites a method call, whose value is read in turn if `is_read`.
    fn method(&mut self, call: &mut ExprMethodCall, is_read: bool) {
        self.is_read = matches!(operation_of(call), Operation::Track | Operation::Peek);
        self.is_read_within = self.is_read && is_read && call.args.is_empty();
        self.visit_expr_mut(&mut call.receiver);
        if let Some(turbofish) = &mut call.turbofish {
            self.visit_angle_bracketed_generic_arguments_mut(turbofish);
        }
        call.args
            .iter_mut()
            .for_each(|argument| self.visit_expr_mut(argument));
    }

    /// Rewrites a closure. Its result is only used in a binding or memo; in a handler, closures are called for their
    /// effect.
    fn closure(&mut self, node: &mut ExprClosure) {
        let is_dropped = !self.computes();
        self.under(Guards::unknown(), |walk| {
            walk.value(&mut node.body, is_dropped);
        });
    }

    /// Turns `selected.get() == id` in a binding into a question to the selector of `selected`.
    fn select(&mut self, node: &ExprBinary) -> Option<Expr> {
        let is_equal = matches!(node.op, BinOp::Eq(_));
        if !self.role.is_binding() || !(is_equal || matches!(node.op, BinOp::Ne(_))) {
            return None;
        }
        let forwards = self.selected(&node.left, &node.right);
        let (mut signal, mut key) = forwards.or_else(|| self.selected(&node.right, &node.left))?;
        self.visit_expr_mut(&mut signal);
        self.visit_expr_mut(&mut key);
        let at = key.span();
        let selected: Expr = parse_quote_spanned!(at=> ::watershed::rt::select!(&#signal, &(#key)));
        Some(if is_equal {
            selected
        } else {
            parse_quote!(!#selected)
        })
    }

    /// Returns the signal and the key of a comparison: one side is `signal.get()`, the other reads no signal that the
    /// browser changes.
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
            !matches!(found.operation, Operation::Track)
                || self.site(|site| site.is_server_node(found.place.local))
                || self.colours.is_own_row(found.place.local)
        });
        let is_get = call.method == "get" && call.args.is_empty();
        (is_get && is_source && is_key && place.fields.is_empty())
            .then(|| ((*call.receiver).clone(), key.clone()))
    }
}

impl VisitMut for Rewrite<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let is_read = std::mem::take(&mut self.is_read);
        let is_read_within = std::mem::take(&mut self.is_read_within);
        let captured = self.project(expr, is_read).or_else(|| self.with(expr));
        let is_dropped = std::mem::take(&mut self.is_dropped);
        if let Some(captured) = captured {
            *expr = captured;
            return;
        }
        if let Expr::Binary(node) = expr
            && let Some(selected) = self.select(node)
        {
            *expr = selected;
            return;
        }
        if let Some((place, span)) = place_of(expr) {
            let within = Access::reading(is_read_within);
            if let Some(alias) = self.take(place, within, span) {
                *expr = parse_quote!(#alias);
            }
            return;
        }
        match expr {
            Expr::Paren(node) => {
                (self.is_read, self.is_read_within) = (is_read, is_read_within);
                self.value(&mut node.expr, is_dropped);
            }
            Expr::MethodCall(call) => self.method(call, is_read),
            Expr::Block(node) => self.block(&mut node.block, is_dropped),
            Expr::If(node) => self.if_expr(node, is_dropped),
            Expr::Match(node) => self.match_expr(node, is_dropped),
            Expr::Binary(node) if is_lazy(&node.op) => self.lazily(node),
            Expr::Closure(node) => self.closure(node),
            Expr::Async(_) | Expr::While(_) | Expr::ForLoop(_) => {
                self.under(Guards::unknown(), |walk| {
                    visit_mut::visit_expr_mut(walk, expr)
                });
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.block(block, false);
    }

    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        let span = call.path.span();
        if let Some(Symbol::Local(local)) = call.path.get_ident().and_then(Symbol::of) {
            self.take_whole(local, span);
        }
        if !KnownMacro::change(call, |expr| self.visit_expr_mut(expr)) {
            locals_in(&call.tokens)
                .into_iter()
                .for_each(|local| self.take_whole(local, span));
        }
    }
}

fn is_lazy(op: &BinOp) -> bool {
    matches!(op, BinOp::And(_) | BinOp::Or(_))
}

pub(super) fn same(one: &Captured, other: &Captured) -> bool {
    match (one, other) {
        (Captured::Place(one), Captured::Place(other)) => one == other,
        (Captured::Projection(one), Captured::Projection(other)) => one.name == other.name,
        _ => false,
    }
}

/// Removes the lifetimes of a type. In the browser a borrow is one of a restored value, which does not live as long as
/// the source says.
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
