//! The facts that the rules are applied to: which code uses which place, and what a place refers to in the graph.

use quote::ToTokens;
use syn::{
    Block, Expr, ExprCall, ExprMethodCall, GenericArgument, PathArguments, PathSegment, Stmt,
};

use super::uses::{Operation, Use, node_within, operation_of, uses, uses_in_body};
use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, LocalKind, Role, Site};
use crate::lower::names::{Place, Symbol, place_of};
use crate::lower::primitives::{alias_of, is_check, is_composable, is_data, is_handle};
use crate::lower::table::{SiteId, SourceId, Table};
use crate::vocabulary::{Does, call_does};

/// All uses of places, by the site or body that contains them.
pub struct Facts {
    pub sites: Table<SiteId, Vec<Use>>,
    /// Uses in the body and in values given to components: server code outside of sites.
    pub body: Vec<Use>,
}

/// The node of the reactive graph that a place refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referent {
    Source(SourceId),
    Memo(SiteId),
    /// A node that only the server writes: an action, or the item of a row.
    Server,
    /// A handle that was made elsewhere, or a value that may be one.
    Open,
    /// Plain data, not a node.
    Data,
}

impl Facts {
    pub fn of(component: &Component) -> Facts {
        let site = |(_, site): (SiteId, &Site)| uses_of(component, site);
        let mut body = uses_in_body(component, &component.body);
        for expr in component.part_exprs() {
            body.extend(uses(component, expr));
        }
        Facts {
            sites: component.sites.iter().map(site).collect(),
            body,
        }
    }

    /// Returns all uses by server code. `is_client` tells which sites are client code.
    pub fn server_uses(&self, is_client: impl Fn(SiteId) -> bool) -> impl Iterator<Item = &Use> {
        let sites = self.sites.iter().filter(move |(site, _)| !is_client(*site));
        sites.flat_map(|(_, uses)| uses).chain(&self.body)
    }
}

/// Returns all uses of a site. A handle that it shows (`{count}`) counts as read.
pub fn uses_of(component: &Component, site: &Site) -> Vec<Use> {
    let mut found = uses(component, &site.expr);
    if follows_handle(&site.role) {
        track_interpolated(component, &site.expr, &mut found);
    }
    found
}

/// Returns what `place` refers to.
pub fn referent(component: &Component, place: &Place) -> Referent {
    let local = &component.locals[place.local];
    match (local.kind, &local.ty) {
        (LocalKind::Reader(source) | LocalKind::Writer(source) | LocalKind::Both(source), _) => {
            Referent::Source(source)
        }
        (LocalKind::Memo(site), _) => Referent::Memo(site),
        (LocalKind::Action(_) | LocalKind::Row, _) => Referent::Server,
        (LocalKind::Prop, Some(ty)) if is_data(ty) => Referent::Data,
        (LocalKind::Prop, _) => Referent::Open,
        (LocalKind::Plain, _) => {
            alias(&local.init).map_or(Referent::Open, |place| referent(component, &place))
        }
        (LocalKind::Closure | LocalKind::Macro | LocalKind::Render | LocalKind::Children, _) => {
            Referent::Data
        }
    }
}

/// Returns the place that the initializer copies: `row` in `let also = row;`.
fn alias(init: &Option<Expr>) -> Option<Place> {
    alias_of(init.as_ref()?).map(|(place, _)| place)
}

/// Returns whether a site of this role follows a handle that is its whole expression: `{count}`, `when=is_open`.
fn follows_handle(role: &Role) -> bool {
    role.is_binding() || matches!(role, Role::Spread | Role::When | Role::Each(_))
}

/// Marks the places that an interpolation shows: `{count}` reads the signal. Where the declaration does not tell
/// whether a place is a handle, its type decides later.
fn track_interpolated(component: &Component, expr: &Expr, uses: &mut Vec<Use>) {
    for shown in shown(expr) {
        if let Some((place, _)) = place_of(shown) {
            let operation = match is_known_handle(component, &place) {
                true => Operation::Track,
                false => Operation::Shown,
            };
            let found = uses.iter_mut().filter(|found| found.place == place);
            found
                .filter(|found| found.operation == Operation::Value)
                .for_each(|found| found.operation = operation);
            if component.locals[place.local].kind == LocalKind::Row {
                within(uses, &place, Operation::ShownWithin);
            }
        } else if let Some((place, _)) = node_within(shown).filter(|_| is_field(shown)) {
            within(uses, &place, Operation::ShownWithin);
        } else if let Some(place) = list_of_handles(component, shown) {
            let found = uses.iter_mut().filter(|found| found.place == place);
            found.for_each(|found| found.operation = Operation::Track);
        }
    }
}

/// Returns the list of handles that `expr` takes one of: `readers` in `readers[0]`.
fn list_of_handles(component: &Component, expr: &Expr) -> Option<Place> {
    let Expr::Index(node) = expr else { return None };
    let (place, _) = place_of(&node.expr)?;
    let local = &component.locals[place.local];
    let init = local.init.as_ref().filter(|_| !local.is_part)?;
    (place.fields.is_empty() && has_only_handles(component, init)).then_some(place)
}

/// Returns the fields of nodes' values that a site shows, with the nodes: `line.get().text` in `{line.get().text}`. Their
/// types tell whether it follows them.
pub fn shown_within(site: &Site) -> Vec<(Place, Expr)> {
    let shown = match follows_handle(&site.role) {
        true => shown(&site.expr),
        false => Vec::new(),
    };
    let fields = shown.into_iter().filter(|shown| is_field(shown));
    let within = fields.filter_map(|shown| Some((node_within(shown)?.0, shown.clone())));
    within.collect()
}

/// Returns whether `expr` is the value read from a node (`line.get()`), or a field of it.
pub fn is_field(expr: &Expr) -> bool {
    match expr {
        Expr::Field(node) => is_field(&node.base),
        Expr::Paren(node) => is_field(&node.expr),
        Expr::MethodCall(call) => match operation_of(call) {
            Operation::Value => call.method == "clone" && is_field(&call.receiver),
            operation => operation == Operation::Track,
        },
        _ => false,
    }
}

/// For a node that is tracked, adds a use of a handle within its value.
fn within(uses: &mut Vec<Use>, place: &Place, operation: Operation) {
    let tracked = |found: &&Use| found.place == *place && found.operation == Operation::Track;
    if let Some(found) = uses.iter().find(tracked).cloned() {
        uses.push(Use { operation, ..found });
    }
}

/// Returns the expressions that a binding may show: the arms of an `if` or `match`, the last expression of a block, and
/// each piece of an expression that lowering has composed.
fn shown(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Closure(closure) => shown(&closure.body),
        Expr::Call(call) if is_put_together(&call.func) => {
            call.args.iter().flat_map(shown).collect()
        }
        Expr::Array(array) => array.elems.iter().flat_map(shown).collect(),
        Expr::Tuple(tuple) => tuple.elems.iter().flat_map(shown).collect(),
        Expr::Reference(reference) => shown(&reference.expr),
        Expr::Paren(paren) => shown(&paren.expr),
        Expr::Group(group) => shown(&group.expr),
        Expr::Block(node) => last(&node.block),
        Expr::Unsafe(node) => last(&node.block),
        Expr::If(node) => {
            let otherwise = node.else_branch.iter();
            let otherwise = otherwise.flat_map(|(_, otherwise)| shown(otherwise));
            last(&node.then_branch)
                .into_iter()
                .chain(otherwise)
                .collect()
        }
        Expr::Match(node) => node.arms.iter().flat_map(|arm| shown(&arm.body)).collect(),
        other => vec![other],
    }
}

/// Returns the expressions that the value of a block may be.
fn last(block: &Block) -> Vec<&Expr> {
    match block.stmts.last() {
        Some(Stmt::Expr(value, None)) => shown(value),
        _ => Vec::new(),
    }
}

/// Returns whether a callee is one that lowering writes to compose pieces: `::watershed::rt::joined`.
fn is_put_together(func: &Expr) -> bool {
    matches!(func, Expr::Path(path) if path.path.leading_colon.is_some()
        && path.path.segments.iter().any(|segment| segment.ident == "rt"))
}

/// Returns whether `place` is read like a signal, as far as declarations tell.
fn is_known_handle(component: &Component, place: &Place) -> bool {
    let found = &component.locals[place.local];
    if place.fields.is_empty() && found.ty.as_ref().is_some_and(is_handle) {
        return true;
    }
    match found.kind {
        LocalKind::Reader(_) | LocalKind::Both(_) | LocalKind::Memo(_) | LocalKind::Row => {
            place.fields.is_empty()
        }
        LocalKind::Plain => found.init.as_ref().is_some_and(|init| {
            if matches!(init, Expr::Call(call) if is_composed(call)) {
                true
            } else if found.is_part {
                place.fields.is_empty() && has_only_handles(component, init)
            } else {
                gives_handle(component, init, &place.fields)
            }
        }),
        _ => false,
    }
}

/// Returns whether this field of the value of `expr` is a handle.
fn gives_handle(component: &Component, expr: &Expr, fields: &[String]) -> bool {
    if let Some((mut place, _)) = alias_of(expr) {
        place.fields.extend(fields.iter().cloned());
        return is_known_handle(component, &place);
    }
    if let Some(Symbol::Site(site)) = Symbol::of_expr(expr) {
        return fields.is_empty() && matches!(component.sites[site].role, Role::Memo(_));
    }
    match (expr, fields) {
        (Expr::Paren(node), _) => gives_handle(component, &node.expr, fields),
        (Expr::Reference(node), _) => gives_handle(component, &node.expr, fields),
        (Expr::Struct(node), [field, rest @ ..]) => node.fields.iter().any(|given| {
            let is_it = given.member.to_token_stream().to_string() == *field;
            is_it && gives_handle(component, &given.expr, rest)
        }),
        (Expr::Tuple(node), [field, rest @ ..]) => {
            let index = field.parse::<usize>().ok();
            let element = index.and_then(|index| node.elems.get(index));
            element.is_some_and(|element| gives_handle(component, element, rest))
        }
        (Expr::Call(call), [field]) => field == "0" && is_call_of(call, "signal"),
        (Expr::Call(call), []) => is_call_of(call, "RwSignal") || is_context_of_handle(expr),
        (Expr::MethodCall(call), fields) if is_check(call) => {
            gives_handle(component, &call.receiver, fields)
        }
        (Expr::MethodCall(call), []) if is_unwrapping(call) => is_context_of_handle(&call.receiver),
        (Expr::Try(node), []) => is_context_of_handle(&node.expr),
        _ => false,
    }
}

/// Returns whether every element of `expr` is a handle: `[a, b]`, `Some(a)`.
fn has_only_handles(component: &Component, expr: &Expr) -> bool {
    let are_handles = |elements: &mut dyn Iterator<Item = &Expr>| {
        let mut elements = elements.peekable();
        elements.peek().is_some() && elements.all(|element| gives_handle(component, element, &[]))
    };
    match expr {
        Expr::Array(node) => are_handles(&mut node.elems.iter()),
        Expr::Tuple(node) => are_handles(&mut node.elems.iter()),
        Expr::Call(call) if is_call_of(call, "Some") => are_handles(&mut call.args.iter()),
        Expr::Macro(node) if node.mac.path.is_ident("vec") => match KnownMacro::parse(&node.mac) {
            Some(mut known) => {
                let elements = known.exprs_mut();
                !elements.is_empty()
                    && elements
                        .iter()
                        .all(|element| gives_handle(component, element, &[]))
            }
            None => false,
        },
        Expr::Reference(node) => has_only_handles(component, &node.expr),
        Expr::Paren(node) => has_only_handles(component, &node.expr),
        Expr::MethodCall(call) if call_does(component, call, Does::Walks) => {
            has_only_handles(component, &call.receiver)
        }
        Expr::Path(_) => place_of(expr).is_some_and(|(place, _)| {
            let found = &component.locals[place.local];
            let init = found.init.as_ref().filter(|_| !found.is_part);
            init.is_some_and(|init| has_only_handles(component, init))
        }),
        _ => false,
    }
}

/// Returns whether `expr` gets a handle from a context: `use_context::<RwSignal<u32>>()`.
fn is_context_of_handle(expr: &Expr) -> bool {
    let Expr::Call(call) = expr else { return false };
    let Expr::Path(path) = &*call.func else {
        return false;
    };
    let Some(last) = path.path.segments.last() else {
        return false;
    };
    matches!(&last.arguments, PathArguments::AngleBracketed(arguments)
        if last.ident == "use_context"
            && matches!(arguments.args.first(), Some(GenericArgument::Type(ty)) if is_handle(ty)))
}

/// Returns whether this is the call `name(..)` or `name::new(..)`.
fn is_call_of(call: &ExprCall, name: &str) -> bool {
    let Expr::Path(path) = &*call.func else {
        return false;
    };
    let mut segments = path.path.segments.iter().rev();
    let last = segments.next();
    let is_it = |segment: Option<&PathSegment>| segment.is_some_and(|found| found.ident == name);
    is_it(last) || last.is_some_and(|last| last.ident == "new") && is_it(segments.next())
}

/// Returns whether this is `.expect(..)` or `.unwrap()`.
fn is_unwrapping(call: &ExprMethodCall) -> bool {
    call.method == "expect" || call.method == "unwrap"
}

/// Returns whether this calls a composable, such as `use_counter(..)`, whose results are taken for handles.
fn is_composed(call: &ExprCall) -> bool {
    matches!(&*call.func, Expr::Path(path)
        if path.path.segments.last().is_some_and(|last| is_composable(&last.ident.to_string())))
}
