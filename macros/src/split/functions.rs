//! Builds the client functions: the captures of each, and its code, in which captures replace the places that they come
//! from.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use proc_macro2::{Ident, Span};
use syn::{Expr, Type};

use super::mistakes;
use super::project::Projection;
use super::rewrite::{Rewrite, Rewritten};
use super::slots::FrameSlots;
use crate::analyze::uses::{Operation, Use};
use crate::analyze::{Colours, uses_of};
use crate::diagnostic::Diagnostics;
use crate::lower::model::{Component, Role};
use crate::lower::names::Place;
use crate::lower::table::{Id, LocalId, SiteId, SourceId, TemplateId};

pub struct ClientFunction {
    /// The captures, in the order of its capture tuple.
    pub captures: Vec<Capture>,
    /// The local closures and macros that it contains.
    pub code: BTreeSet<LocalId>,
    /// The code of these, rewritten like `expr`.
    pub closures: HashMap<LocalId, Expr>,
    /// The user's expression, in which captures replace fields and projections.
    pub expr: Expr,
    /// The slots in the frame: one for each capture, a memo's own first.
    pub slots: Vec<u16>,
}

/// One captured value.
#[derive(Clone)]
pub struct Capture {
    pub what: Captured,
    pub crossing: Crossing,
    pub access: Access,
    /// The access to the handles that are the values of its node, if it is a handle of one with such values.
    pub within: Access,
    /// The name of the capture in the function's code, if it is not the name of the local.
    pub alias: Option<Ident>,
    /// True if it is used by the function's own code, not only by that of a local closure.
    pub direct: bool,
    pub span: Span,
    /// The place of an earlier capture of the same signal or value. A type that does not cross is reported there, once.
    pub earlier: Option<Span>,
}

/// A value that several functions capture.
#[derive(PartialEq, Eq, Hash)]
enum Shared {
    Place(Node, Vec<String>),
    Projection(String),
}

/// The handles of one signal have one type of value.
#[derive(PartialEq, Eq, Hash)]
enum Node {
    Source(SourceId),
    Local(LocalId),
}

/// The access that a function needs to a captured handle (rule 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The function only reads: a browser that claims to run it may not write the signal.
    Read,
    /// The function may write the handle or pass it on, as far as the compiler can tell.
    Any,
}

impl Access {
    /// Returns the access of a use that only reads, or of another one.
    pub fn reading(is_read: bool) -> Self {
        if is_read { Access::Read } else { Access::Any }
    }

    /// Returns the access of two uses together.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Access::Read, Access::Read) => Access::Read,
            _ => Access::Any,
        }
    }

    /// Returns the access to a captured place, from all uses of the function.
    fn to(captured: &Place, used: &[Use]) -> Self {
        let reads = |found: &Use| {
            matches!(found.operation, Operation::Track | Operation::Peek) || found.is_told_by_type()
        };
        let mut of_it = used.iter().filter(|found| found.place.overlaps(captured));
        Self::reading(of_it.clone().next().is_some() && of_it.all(reads))
    }
}

/// The source of a captured value.
#[derive(Clone)]
pub enum Captured {
    Place(Place),
    /// A path that the server evaluates (rule 7).
    Projection(Projection),
}

/// The way in which a captured value gets to the browser.
#[derive(Clone)]
pub enum Crossing {
    Value,
    /// A handle whose initial value the browser can compute itself.
    Or(Expr),
    /// A borrowed prop, whose owned form crosses.
    Borrowed(Type),
    /// A reference to an element of a list, of which a copy crosses.
    Lent,
    /// A capture of an open site, which is client code if the type passes this test.
    Open(TypeTest),
}

/// The question that is put to the type of a captured value.
#[derive(Clone)]
pub enum TypeTest {
    /// Passes if the value holds handles. Contains the initial value of its source, if the browser can compute that
    /// itself.
    Holds(Option<Expr>),
    /// Passes if the value of the node that was captured holds handles.
    Within,
    /// Passes if the value is an action.
    Action,
}

/// The kind that a frame belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    Template(TemplateId),
    /// A client function outside of markup (a memo or effect), or one that only types make a client function.
    Unit(SiteId),
}

impl Crossing {
    /// Returns the initial value of the source, if the browser can compute that itself.
    pub fn initial(&self) -> Option<&Expr> {
        match self {
            Crossing::Or(initial) | Crossing::Open(TypeTest::Holds(Some(initial))) => Some(initial),
            Crossing::Value | Crossing::Borrowed(_) | Crossing::Lent | Crossing::Open(_) => None,
        }
    }
}

impl Capture {
    /// Returns the place at which a type that does not cross is reported.
    pub fn reported(&self) -> Span {
        self.earlier.unwrap_or(self.span)
    }

    /// Returns what it shares with other captures of the same signal or value; `None` if its type need not cross.
    fn shared(&self, component: &Component) -> Option<Shared> {
        match (&self.crossing, &self.what) {
            (Crossing::Value | Crossing::Or(_), Captured::Place(place)) => {
                let local = component.locals[place.local].kind.source();
                let node = local.map_or(Node::Local(place.local), Node::Source);
                Some(Shared::Place(node, place.fields.clone()))
            }
            (Crossing::Value | Crossing::Or(_), Captured::Projection(projection)) => {
                Some(Shared::Projection(projection.name.to_string()))
            }
            (Crossing::Borrowed(_) | Crossing::Lent | Crossing::Open(_), _) => None,
        }
    }

    /// Returns the local that it comes from.
    pub fn local(&self) -> LocalId {
        match &self.what {
            Captured::Place(place) => place.local,
            Captured::Projection(projection) => projection.root,
        }
    }

    /// Returns all locals that it needs.
    pub fn locals(&self) -> Vec<LocalId> {
        match &self.what {
            Captured::Place(place) => vec![place.local],
            Captured::Projection(projection) => projection.locals.iter().copied().collect(),
        }
    }
}

/// Returns all client functions of `component`.
pub fn functions(
    component: &Component,
    colours: &Colours,
    slots: &mut FrameSlots,
    diagnostics: &mut Diagnostics,
) -> HashMap<SiteId, ClientFunction> {
    let client = component
        .sites
        .ids()
        .filter(|site| colours.has_function(*site));
    client
        .map(|site| {
            if colours.is_client(site) {
                mistakes::check(component, site, diagnostics);
            }
            (site, function(component, colours, site, slots))
        })
        .collect()
}

/// Returns the gates: conditions that the browser evaluates too (rule 5).
pub fn gates(
    component: &Component,
    colours: &Colours,
    slots: &mut FrameSlots,
) -> HashMap<SiteId, ClientFunction> {
    let gates = component
        .sites
        .ids()
        .filter(|site| colours.is_gate(component, *site));
    gates
        .map(|site| (site, function(component, colours, site, slots)))
        .collect()
}

/// Notes at each capture the first one of the same signal or value, in the order of the source.
pub fn find_earlier<'f>(
    component: &Component,
    functions: impl Iterator<Item = (&'f SiteId, &'f mut ClientFunction)>,
) {
    let mut functions: Vec<_> = functions.collect();
    functions.sort_by_key(|(site, _)| site.index());
    let mut first = HashMap::new();
    let captures = functions
        .into_iter()
        .flat_map(|(_, function)| &mut function.captures);
    for capture in captures {
        if let Some(shared) = capture.shared(component) {
            match first.entry(shared) {
                Entry::Occupied(found) => capture.earlier = Some(*found.get()),
                Entry::Vacant(found) => _ = found.insert(capture.span),
            }
        }
    }
}

fn function(
    component: &Component,
    colours: &Colours,
    site: SiteId,
    slots: &mut FrameSlots,
) -> ClientFunction {
    called(component, colours, site, &component.sites[site].expr, slots)
}

/// Returns the client function of a site that runs `code`.
pub fn called(
    component: &Component,
    colours: &Colours,
    site: SiteId,
    code: &Expr,
    slots: &mut FrameSlots,
) -> ClientFunction {
    let lowered = &component.sites[site];
    let mut rewrite = Rewrite::new(component, colours, site);
    let expr = rewrite.expr(code);
    let Rewritten {
        mut captured,
        closures,
    } = rewrite.finish();
    let used = uses_of(component, lowered);
    for capture in &mut captured {
        if let Captured::Place(place) = &capture.what {
            capture.access = Access::to(place, &used);
        }
    }
    let owner = match lowered.template {
        Some(template) if !lowered.role.is_unit() && !colours.is_open(site) => {
            Owner::Template(template)
        }
        _ => Owner::Unit(site),
    };
    let own = matches!(lowered.role, Role::Memo(_)).then(|| slots.own(site));
    let taken = captured
        .iter()
        .map(|capture| slots.slot(component, owner, &capture.what));
    ClientFunction {
        slots: own.into_iter().chain(taken).collect(),
        code: closures.keys().copied().collect(),
        closures,
        captures: captured,
        expr,
    }
}
