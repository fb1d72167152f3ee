//! What the rules are applied to: who uses what, and which node a place is.

use syn::Expr;

use super::uses::{How, Place, Use, place_of, uses, uses_in_body};
use crate::lower::model::{Component, LocalKind, Role, Site};
use crate::lower::primitives::{also, is_composable, is_data, is_handle};
use crate::lower::table::{LocalId, SiteId, SourceId, Table};

/// Uses, by where they stand.
pub struct Facts {
    pub sites: Table<SiteId, Vec<Use>>,
    /// In the body and in what is given to components: server code that is no site.
    pub body: Vec<Use>,
}

/// What a place is in the reactive graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    Source(SourceId),
    Memo(SiteId),
    /// Something that only the server writes.
    Server,
    /// A handle from elsewhere, or what may be one.
    Open,
    /// No node at all.
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

    /// All uses by server code, given which sites are client code.
    pub fn server_uses(&self, is_client: impl Fn(SiteId) -> bool) -> impl Iterator<Item = &Use> {
        let sites = self.sites.iter().filter(move |(site, _)| !is_client(*site));
        sites.flat_map(|(_, uses)| uses).chain(&self.body)
    }
}

/// All that a site uses: what it shows of handles it reads.
pub fn uses_of(component: &Component, site: &Site) -> Vec<Use> {
    let mut found = uses(component, &site.expr);
    if follows_handle(&site.role) {
        track_interpolated(component, &site.expr, &mut found);
    }
    found
}

/// Which node `place` is.
pub fn node(component: &Component, place: &Place) -> Node {
    let local = &component.locals[place.local];
    match (local.kind, &local.ty) {
        (LocalKind::Reader(source) | LocalKind::Writer(source) | LocalKind::Both(source), _) => {
            Node::Source(source)
        }
        (LocalKind::Memo(site), _) => Node::Memo(site),
        (LocalKind::Resource(_) | LocalKind::Action(_) | LocalKind::Row, _) => Node::Server,
        (LocalKind::Prop, Some(ty)) if is_data(ty) => Node::Data,
        (LocalKind::Prop, _) => Node::Open,
        (LocalKind::Plain, _) => {
            alias(&local.init).map_or(Node::Open, |place| node(component, &place))
        }
        (LocalKind::Closure | LocalKind::Macro | LocalKind::Render | LocalKind::Children, _) => {
            Node::Data
        }
    }
}

/// `let also = row;`
fn alias(init: &Option<Expr>) -> Option<Place> {
    also(init.as_ref()?).map(|(place, _)| place)
}

/// Whether a handle on its own is followed there.
fn follows_handle(role: &Role) -> bool {
    role.is_binding() || matches!(role, Role::Spread | Role::When | Role::Each)
}

/// `{count}` reads the signal; what `{name}` is, is told by its declaration.
fn track_interpolated(component: &Component, expr: &Expr, uses: &mut [Use]) {
    for (place, _) in shown(expr).into_iter().filter_map(place_of) {
        if is_known_handle(component, place.local) {
            let found = uses.iter_mut().filter(|found| found.place == place);
            found.for_each(|found| found.how = How::Track);
        }
    }
}

/// What a binding shows: its expression, or each piece of one that lowering put together.
fn shown(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Closure(closure) => vec![&closure.body],
        Expr::Call(call) if is_put_together(&call.func) => {
            call.args.iter().flat_map(shown).collect()
        }
        Expr::Array(array) => array.elems.iter().flat_map(shown).collect(),
        Expr::Tuple(tuple) => tuple.elems.iter().flat_map(shown).collect(),
        Expr::Reference(reference) => shown(&reference.expr),
        Expr::Paren(paren) => shown(&paren.expr),
        other => vec![other],
    }
}

/// `::watershed::rt::joined`
fn is_put_together(func: &Expr) -> bool {
    matches!(func, Expr::Path(path) if path.path.leading_colon.is_some()
        && path.path.segments.iter().any(|segment| segment.ident == "rt"))
}

fn is_known_handle(component: &Component, local: LocalId) -> bool {
    let found = &component.locals[local];
    match found.kind {
        LocalKind::Reader(_)
        | LocalKind::Both(_)
        | LocalKind::Memo(_)
        | LocalKind::Resource(_)
        | LocalKind::Row => true,
        LocalKind::Prop => found.ty.as_ref().is_some_and(is_handle),
        LocalKind::Plain => {
            is_composed(&found.init)
                || alias(&found.init).is_some_and(|place| is_known_handle(component, place.local))
        }
        _ => false,
    }
}

/// `use_counter(..)`: what a composable returns are handles.
fn is_composed(init: &Option<Expr>) -> bool {
    matches!(init, Some(Expr::Call(call)) if matches!(&*call.func, Expr::Path(path)
        if path.path.segments.last().is_some_and(|last| is_composable(&last.ident.to_string()))))
}
