//! Finds out what server code of a component does with places: follows them, writes them, gives them away.

use quote::ToTokens;

use super::shown::NeverShown;
use super::{Lost, ServerWrites};
use crate::analyze::uplink::{self, Uplink};
use crate::analyze::uses::{Operation, Use, uses, uses_in_body};
use crate::analyze::uses_of;
use crate::emit::Unit;
use crate::lower::model::{LocalKind, Part, Role};
use crate::lower::names::Place;
use crate::lower::primitives::alias_of;
use crate::lower::table::SiteId;

/// The use of one place by one piece of server code.
pub struct UsedPlace {
    pub place: Place,
    pub used: Used,
}

/// The uses of a variable by server code, taken together.
pub struct Used {
    pub follow: Uplink,
    pub because: String,
    pub written: ServerWrites,
    pub lost: Lost,
}

impl Default for Used {
    fn default() -> Self {
        Used {
            follow: Uplink::Never,
            because: String::new(),
            written: ServerWrites::Never,
            lost: Lost::Nothing,
        }
    }
}

impl Used {
    /// Adds another use. Of equally strong reasons, the first is kept.
    pub fn add(&mut self, other: Used) {
        if other.follow > self.follow {
            (self.follow, self.because) = (other.follow, other.because);
        }
        self.written = self.written.max(other.written);
        self.lost = self.lost.and(other.lost);
    }
}

/// Returns all uses by server code.
pub fn used(unit: &Unit) -> Vec<UsedPlace> {
    let component = unit.component;
    let never = NeverShown::of(component);
    let sites = component.sites.ids();
    let server =
        sites.filter(|site| !unit.colours.is_client(*site) && !never.has(&component.sites[*site]));
    let in_sites = server.flat_map(|site| in_site(unit, site));
    let body = uses_in_body(component, &component.body);
    let in_body = body
        .into_iter()
        .map(|found| in_body(unit, found, Uplink::Lazy));
    in_sites
        .chain(in_body)
        .chain(in_markup(unit, &never))
        .collect()
}

fn in_site(unit: &Unit, site: SiteId) -> Vec<UsedPlace> {
    let component = unit.component;
    let lowered = &component.sites[site];
    let used = uses_of(component, lowered);
    let shows = lowered.role.is_binding()
        || matches!(lowered.role, Role::Spread | Role::When | Role::Each(_));
    let line = lowered.span.start().line;
    let is_shown =
        |place: &Place| shows && alias_of(&lowered.expr).is_some_and(|(shown, _)| shown == *place);
    let found = used.into_iter().map(|found| {
        let is_read = matches!(found.operation, Operation::Track | Operation::Peek);
        let (follow, reason) = match lowered.role.is_binding() {
            true => uplink::shown(component, unit.colours, site),
            false => uplink::need(component, unit.colours, site, &found),
        };
        UsedPlace {
            used: Used {
                follow,
                because: format!("{reason} at line {line}"),
                written: written(&found, true),
                // The code of a memo or of structure may pass what it uses to any function.
                lost: match is_read || found.operation == Operation::Write || is_shown(&found.place)
                {
                    true => Lost::Nothing,
                    false => handle(unit, &found.place),
                },
            },
            place: found.place,
        }
    });
    found.collect()
}

/// Returns a use by the body. A read that happens while the body runs needs no later values.
fn in_body(unit: &Unit, found: Use, late: Uplink) -> UsedPlace {
    let late = match found.operation {
        Operation::Write => uplink::written_over(unit.component, &found, "").0,
        _ => late,
    };
    let line = found.span.start().line;
    let is_read = matches!(found.operation, Operation::Track | Operation::Peek);
    UsedPlace {
        used: Used {
            follow: if found.deferred { late } else { Uplink::Never },
            because: format!("server code captures it at line {line}"),
            written: written(&found, found.deferred),
            lost: match is_read || found.operation == Operation::Write {
                true => Lost::Nothing,
                false => handle(unit, &found.place),
            },
        },
        place: found.place,
    }
}

/// Returns the uses by keys, fallbacks, arms and props. A handle that is given to a component directly is not lost
/// track of.
fn in_markup(unit: &Unit, never: &NeverShown) -> Vec<UsedPlace> {
    let component = unit.component;
    let templates = component.templates.iter();
    let templates = templates.filter(|(id, _)| !never.has_template(*id));
    let parts = templates.flat_map(|(_, template)| &template.parts);
    let structures = parts.filter_map(|part| match part {
        Part::Structure { structure, .. } => Some(structure),
        _ => None,
    });
    let mut found = Vec::new();
    for structure in structures {
        let is_given = structure.instance().is_some();
        let exprs = structure.exprs().into_iter();
        let lost = exprs.filter(|expr| !is_given || alias_of(expr).is_none());
        // A child may call a closure at any time.
        let used = lost.flat_map(|expr| uses(component, expr));
        found.extend(used.map(|found| in_body(unit, found, Uplink::Eager)));
    }
    found
}

/// Returns the handles of a node that are lost by giving away a place.
fn handle(unit: &Unit, place: &Place) -> Lost {
    let local = &unit.component.locals[place.local];
    let written = local.ty.as_ref().map(|ty| ty.to_token_stream().to_string());
    let is_of = |name: &str| {
        written
            .as_ref()
            .is_some_and(|written| written.contains(name))
    };
    match local.kind {
        LocalKind::Reader(_) | LocalKind::Memo(_) | LocalKind::Row => Lost::Reader,
        LocalKind::Writer(_) => Lost::Writer,
        _ if !place.fields.is_empty() || is_of("RwSignal") => Lost::Both,
        _ if is_of("WriteSignal") => Lost::Writer,
        _ if is_of("ReadSignal") || is_of("Memo") => Lost::Reader,
        _ => Lost::Both,
    }
}

fn written(found: &Use, is_late: bool) -> ServerWrites {
    match found.operation {
        Operation::Write if is_late => ServerWrites::Late,
        Operation::Write => ServerWrites::Once,
        _ => ServerWrites::Never,
    }
}
