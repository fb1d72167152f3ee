//! Client functions: what each captures, and its code with the captures in place of what they were captured from.

use std::collections::{BTreeSet, HashMap};

use proc_macro2::{Ident, Span};
use syn::{Expr, Type};

use super::mistakes;
use super::project::Projection;
use super::rewrite::{Rewrite, Rewritten};
use super::slots::Slots;
use crate::analyze::uses::{Operation, Use};
use crate::analyze::{Colours, uses_of};
use crate::diagnostic::Diagnostics;
use crate::lower::model::{Component, Role};
use crate::lower::names::Place;
use crate::lower::table::{LocalId, SiteId, TemplateId};

/// One client function.
pub struct ClientFunction {
    /// In the order of its capture tuple.
    pub captures: Vec<Capture>,
    /// Local closures and macros that it is made with.
    pub code: BTreeSet<LocalId>,
    /// The code of those, rewritten like `expr`.
    pub closures: HashMap<LocalId, Expr>,
    /// The user's expression, with captures in place of fields and projections.
    pub expr: Expr,
    /// The slots of its scope that it takes: one for each capture, a memo's own first.
    pub slots: Vec<u16>,
}

/// One captured value.
pub struct Capture {
    pub what: Captured,
    pub crossing: Crossing,
    pub access: Access,
    /// What the function's code calls it, where that is not the local's own name.
    pub alias: Option<Ident>,
    /// It stands in the function's own code, not only in that of a local closure.
    pub direct: bool,
    pub span: Span,
}

/// The access that a function needs to a handle that it captures (rule 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The function only reads: whoever pretends to be its page may not write the signal.
    Read,
    /// Anything, as far as can be seen.
    Any,
}

impl Access {
    /// Returns the access to a captured place, of all that the function uses.
    fn to(captured: &Place, used: &[Use]) -> Self {
        let reads = |found: &Use| {
            matches!(found.operation, Operation::Track | Operation::Peek) || found.is_told_by_type()
        };
        let mut of_it = used.iter().filter(|found| found.place.overlaps(captured));
        let is_read = of_it.clone().next().is_some() && of_it.all(reads);
        if is_read { Access::Read } else { Access::Any }
    }
}

/// What is captured.
#[derive(Clone)]
pub enum Captured {
    Place(Place),
    /// A path that the server evaluates (rule 7).
    Projection(Projection),
}

/// How a captured value gets to the browser.
pub enum Crossing {
    Value,
    /// A handle whose first value the browser can make itself.
    Or(Expr),
    /// A borrowed prop: its owned form crosses.
    Borrowed(Type),
    /// If its type says so.
    Open(Test),
}

/// What the type of a captured value is asked.
pub enum Test {
    /// True if it holds handles. With the first value of its source, if the browser can make that itself.
    Holds(Option<Expr>),
    /// True if the value of the node that it is holds handles.
    Within,
    /// True if it is an action.
    Action,
}

/// Whose slots a function takes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    Template(TemplateId),
    /// A memo or effect is a kind of its own, and so is what only types make a client function.
    Unit(SiteId),
}

impl Crossing {
    /// The first value of the source, if the browser makes that itself.
    pub fn initial(&self) -> Option<&Expr> {
        match self {
            Crossing::Or(initial) | Crossing::Open(Test::Holds(Some(initial))) => Some(initial),
            Crossing::Value | Crossing::Borrowed(_) | Crossing::Open(_) => None,
        }
    }
}

impl Capture {
    /// The local it comes from.
    pub fn local(&self) -> LocalId {
        match &self.what {
            Captured::Place(place) => place.local,
            Captured::Projection(projection) => projection.root,
        }
    }

    /// All locals that have to be there for it.
    pub fn locals(&self) -> Vec<LocalId> {
        match &self.what {
            Captured::Place(place) => vec![place.local],
            Captured::Projection(projection) => projection.locals.iter().copied().collect(),
        }
    }
}

/// All client functions of `component`.
pub fn functions(
    component: &Component,
    colours: &Colours,
    slots: &mut Slots,
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

/// Conditions that the browser evaluates too (rule 5).
pub fn gates(
    component: &Component,
    colours: &Colours,
    slots: &mut Slots,
) -> HashMap<SiteId, ClientFunction> {
    let gates = component
        .sites
        .ids()
        .filter(|site| colours.is_gate(component, *site));
    gates
        .map(|site| (site, function(component, colours, site, slots)))
        .collect()
}

fn function(
    component: &Component,
    colours: &Colours,
    site: SiteId,
    slots: &mut Slots,
) -> ClientFunction {
    let lowered = &component.sites[site];
    let mut rewrite = Rewrite::new(component, colours, site);
    let expr = rewrite.expr(&lowered.expr);
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
