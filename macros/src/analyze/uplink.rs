//! Rule 5: decides which values the browser sends up, and when.
//!
//! [`need`] returns what one use by server code asks for. From that, [`uplinks`] decides the uplink of each signal of a
//! component, the emitter decides what the server notes about handles from elsewhere, and the report what the lock
//! says.

use syn::Expr;
pub use watershed_markup::facts::Uplink;

use super::facts::{Facts, Referent, referent};
use super::uses::{Operation, Use, uses};
use super::{Because, Coloured, Colours, SiteColour};
use crate::lower::model::{Component, LocalKind, Role};
use crate::lower::primitives::alias_of;
use crate::lower::table::{SiteId, SourceId, Table};

/// The uplink that a use asks for, and why.
pub type Need = (Uplink, &'static str);

const NOTHING: Need = (Uplink::Never, "");

/// Returns the uplink that `site` asks for by using a place in this way.
pub fn need(component: &Component, colours: &Colours, site: SiteId, found: &Use) -> Need {
    let (uplink, reason) = of_sink(component, colours, site, found);
    match found.operation {
        // A value that is only peeked at need not arrive at once.
        Operation::Peek => (uplink.min(Uplink::Lazy), reason),
        Operation::Write if uplink != Uplink::Never => written_over(component, found, reason),
        _ => (uplink, reason),
    }
}

/// Returns the uplink that a late write by the server asks for: `update` starts from the current value.
pub fn written_over<'r>(component: &Component, found: &Use, reason: &'r str) -> (Uplink, &'r str) {
    let is_noted = match referent(component, &found.place) {
        Referent::Source(_) => true,
        Referent::Open => is_prop(component, found),
        Referent::Memo(_) | Referent::Server | Referent::Data => false,
    };
    match is_noted {
        true => (Uplink::Lazy, reason),
        false => (Uplink::Never, reason),
    }
}

fn of_sink(component: &Component, colours: &Colours, site: SiteId, found: &Use) -> Need {
    if colours.has_function(site) {
        return NOTHING;
    }
    let role = &component.sites[site].role;
    match role {
        Role::When if colours.is_gate(component, site) => {
            (Uplink::Lazy, "a `<Show>` follows it behind a gate")
        }
        Role::When => (Uplink::Eager, "a `<Show>` follows it"),
        Role::Each(follower) => (Uplink::Eager, follower.reason),
        Role::Spread => (Uplink::Eager, "spread attributes follow it"),
        // Code that is given a handle by markup may follow it or not. The server sees that when the code runs.
        Role::Arm | Role::Rebuild => match found.operation {
            Operation::Track | Operation::Within => (Uplink::Eager, "markup follows it"),
            _ => (Uplink::Lazy, "markup hands it on"),
        },
        Role::Memo(_) if component.sites[site].is_resource() => {
            (Uplink::Eager, "a resource follows it")
        }
        Role::Memo(_) if component.is_pinned(site) => {
            (Uplink::Eager, "a server-only memo follows it")
        }
        // The reader of the memo follows the signal.
        Role::Memo(_) => (Uplink::Lazy, "a memo of the server reads it"),
        Role::Action => (Uplink::Lazy, "an action reads it"),
        _ => NOTHING,
    }
}

/// Returns the uplink that a binding of the server asks for. The server watches the binding, so its runs tell what it
/// reads.
pub fn shown(component: &Component, colours: &Colours, site: SiteId) -> Need {
    let lowered = &component.sites[site];
    let is_shown = lowered.role.is_binding()
        && match colours.sites[site].colour {
            SiteColour::Server | SiteColour::Probed => true,
            SiteColour::Open => false,
            SiteColour::Client | SiteColour::Static => alias_of(&lowered.expr).is_some(),
        };
    match is_shown {
        true => (Uplink::Eager, "the server shows it"),
        false => NOTHING,
    }
}

/// Decides the uplink of each signal of a component.
pub fn uplinks(
    component: &Component,
    facts: &Facts,
    colours: &Colours,
) -> Table<SourceId, Coloured<Uplink>> {
    let never = |_| coloured(Uplink::Never, "server code does not capture it".to_owned());
    let mut decided = Decided {
        component,
        facts,
        colours,
        uplinks: component.sources.ids().map(never).collect(),
    };
    for (site, lowered) in component.sites.iter() {
        let line = lowered.span.start().line;
        for found in &facts.sites[site] {
            let (uplink, reason) = need(component, colours, site, found);
            decided.raise(found, uplink, &format!("{reason} at line {line}"));
        }
    }
    // A value that the body reads while it runs has been read by then.
    let server = facts.server_uses(|site| colours.has_function(site));
    for found in server.filter(|found| found.deferred) {
        if let Referent::Source(source) = referent(component, &found.place) {
            let (name, line) = (found.path(component), found.span.start().line);
            let reason = format!("server code captures `{name}` at line {line}");
            decided.set(source, Uplink::Lazy, reason);
        }
    }
    decided.uplinks
}

struct Decided<'c> {
    component: &'c Component,
    facts: &'c Facts,
    colours: &'c Colours,
    uplinks: Table<SourceId, Coloured<Uplink>>,
}

impl Decided<'_> {
    /// Raises the uplink of a signal, or of every signal that a memo follows.
    fn raise(&mut self, found: &Use, uplink: Uplink, reason: &str) {
        match referent(self.component, &found.place) {
            Referent::Source(source) => self.set(source, uplink, reason.to_owned()),
            Referent::Memo(memo) if uplink != Uplink::Never => {
                let facts = self.facts;
                let followed = facts.sites[memo].iter();
                followed
                    .filter(|found| found.operation != Operation::Peek)
                    .for_each(|found| self.raise(found, uplink, reason));
            }
            Referent::Memo(_) | Referent::Server | Referent::Open | Referent::Data => {}
        }
    }

    fn set(&mut self, source: SourceId, uplink: Uplink, reason: String) {
        if self.colours.is_dirty(source) && uplink > self.uplinks[source].colour {
            self.uplinks[source] = coloured(uplink, reason);
        }
    }
}

fn coloured(colour: Uplink, reason: String) -> Coloured<Uplink> {
    let because = Because { rule: 5, reason };
    Coloured { colour, because }
}

fn is_prop(component: &Component, found: &Use) -> bool {
    component.locals[found.place.local].kind == LocalKind::Prop
}

/// Answers for the emitter.
impl Colours {
    /// Returns the uplink that the server has to note for a use by `site`. For a handle from elsewhere, linking
    /// decides.
    pub fn uplink_of(&self, component: &Component, site: SiteId, found: &Use) -> Uplink {
        let is_noted = match referent(component, &found.place) {
            Referent::Source(source) => return self.uplinks[source].colour,
            Referent::Memo(_) => true,
            Referent::Open => is_prop(component, found) || !found.holds_handle(),
            Referent::Server | Referent::Data => false,
        };
        match is_noted {
            true => need(component, self, site, found).0,
            false => Uplink::Never,
        }
    }

    /// Returns whether the server may need the value that client code writes by this use.
    pub fn may_go_up(&self, component: &Component, found: &Use) -> bool {
        found.operation == Operation::Write
            && match referent(component, &found.place) {
                Referent::Source(source) => {
                    let is_literal = matches!(component.sources[source].initial, Expr::Lit(_));
                    let is_needed = self.uplinks[source].colour != Uplink::Never;
                    !is_literal && (is_needed || self.given.contains(&source))
                }
                Referent::Open => true,
                Referent::Memo(_) | Referent::Server | Referent::Data => false,
            }
    }

    /// Returns whether this use is a read by server code that runs late, of a signal that the browser may have written
    /// by then.
    pub fn is_late_read(&self, component: &Component, found: &Use) -> bool {
        match referent(component, &found.place) {
            Referent::Source(source) => self.uplinks[source].colour != Uplink::Never,
            Referent::Open => true,
            Referent::Memo(_) | Referent::Server | Referent::Data => false,
        }
    }

    /// Returns whether the condition of a `<Show>` is a gate: client code has everything that it captures anyway.
    pub fn is_gate(&self, component: &Component, site: SiteId) -> bool {
        let lowered = &component.sites[site];
        let used = uses(component, &lowered.expr);
        matches!(lowered.role, Role::When)
            && !used.is_empty()
            && used.iter().all(|found| self.is_on_client(component, found))
    }

    /// Returns whether client code always has the node that is used here.
    pub(super) fn is_on_client(&self, component: &Component, found: &Use) -> bool {
        match component.locals[found.place.local].kind {
            LocalKind::Reader(source) | LocalKind::Both(source) => {
                self.sources[source].colour == super::SourceColour::Iso
            }
            LocalKind::Memo(memo) => self.is_client(memo),
            // The uses of the closure are among the uses themselves.
            LocalKind::Closure => true,
            _ => false,
        }
    }
}
