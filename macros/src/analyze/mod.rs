//! Analysis: where each node of a component runs, and why.
//!
//! *Input*: a lowered [`Component`]. *Output*: a colour for every signal and site, an uplink for every signal, each with
//! its shortest reason. *Rules*: [`rules`]. *Why a fixpoint*: client code makes signals iso by holding their setters,
//! and what reads an iso signal becomes client code.

mod awaits;
mod calls;
mod claims;
pub mod classes;
mod early;
mod facts;
mod foreign;
mod leaves;
mod lists;
mod opaque;
mod result;
mod rules;
mod signature;
pub mod uplink;
pub mod uses;
mod within_reach;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Diagnostics;
use crate::lower::model::{Component, Control, LocalKind, Role, Site, Target};
use crate::lower::names::{Place, place_of};
use crate::lower::table::{LocalId, SiteId, SourceId, Table};
pub use awaits::waits;
pub use calls::capitalised;
use facts::Facts;
pub use facts::{Referent, is_field, referent, shown_within, uses_of};
pub use leaves::leaves;
pub use lists::List;
pub use opaque::{is_opaque, may_read};
pub use result::opaque_results;
pub use signature::{is_broken, repaired};
pub use uplink::Uplink;
use uses::Operation;

/// The colour of every signal and site of a component, with reasons.
pub struct Colours {
    pub sources: Table<SourceId, Coloured<SourceColour>>,
    pub sites: Table<SiteId, Coloured<SiteColour>>,
    /// The colours that open sites have if their types do not make them client functions.
    pub otherwise: HashMap<SiteId, Coloured<SiteColour>>,
    pub uplinks: Table<SourceId, Coloured<Uplink>>,
    /// Signals whose handles are given to other components or functions, which may need what the browser writes to
    /// them.
    pub given: HashSet<SourceId>,
    /// Signals whose handles may reach client functions that do not know the initial value.
    pub handed_on: HashSet<SourceId>,
    /// The lists whose rows the browser makes, by the sites with their items.
    pub lists: HashMap<SiteId, List>,
}

/// A colour and the reason for it.
#[derive(Clone, Debug)]
pub struct Coloured<C> {
    pub colour: C,
    pub because: Because,
}

/// The shortest reason for a colour: the rule, and what it was applied to.
#[derive(Clone, Debug)]
pub struct Because {
    pub rule: u8,
    pub reason: String,
}

/// The writers of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceColour {
    /// Nobody writes it: it is a plain value.
    Const,
    Server,
    /// Client code holds its setter.
    Iso,
    /// The setter escapes. Decided when the server links the page.
    Open,
}

/// The side that runs a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteColour {
    Client,
    /// A client function if its types turn out to contain a handle, which is decided when the server links the page;
    /// else server code.
    Open,
    /// On the server, again whenever something that it reads has changed.
    Server,
    /// On the server. Its first run tells whether it reads anything that changes.
    Probed,
    /// On the server, once.
    Static,
}

/// Colours `component`. Claims of the user that do not hold are reported to `diagnostics`.
pub fn analyze(component: &Component, diagnostics: &mut Diagnostics) -> Colours {
    let facts = Facts::of(component);
    let colours = rules::colour(component, &facts);
    claims::check(component, &facts, &colours, diagnostics);
    awaits::check(component, &colours, diagnostics);
    foreign::check(component, diagnostics);
    calls::check(component, diagnostics);
    signature::check(component, &colours, diagnostics);
    early::check(component, &colours, diagnostics);
    colours
}

/// Describes a site in the words of its author, with its line: `` `on:click` at line 9 ``.
pub fn describe(site: &Site) -> String {
    let what = match &site.role {
        Role::Text => "the text".to_owned(),
        Role::Value(target) => format!("the {}", describe_target(target)),
        Role::Spread => "the spread attributes".to_owned(),
        Role::Listener(listener) => format!("`on:{}`", listener.event),
        Role::Reference => "`node_ref`".to_owned(),
        Role::Callback(Some(to)) => format!("`{}`", to.prop),
        Role::Callback(None) => "the `callback`".to_owned(),
        Role::When => "a `<Show>`".to_owned(),
        Role::Each(follower) => follower.name.to_owned(),
        Role::Arm | Role::Rebuild | Role::Fixed => "markup".to_owned(),
        Role::Memo(_) => "the `memo`".to_owned(),
        Role::Effect => "the `effect`".to_owned(),
        Role::Mount => "`on_mount`".to_owned(),
        Role::Action => "the `action`".to_owned(),
    };
    // The expressions that `bind:` expands to have no place of their own.
    let span = match &site.role {
        Role::Listener(listener) => listener.event_span,
        _ => site.span,
    };
    format!("{what} at line {}", span.start().line)
}

fn describe_target(target: &Target) -> String {
    match target {
        Target::Attribute(name) => format!("attribute `{name}`"),
        Target::Property(name) => format!("property `{name}`"),
        Target::Class(name) => format!("class `{name}`"),
        Target::Style(name) => format!("style `{name}`"),
        Target::Control(Control::Box) => "state `checked`".to_owned(),
        Target::Control(_) => "state `value`".to_owned(),
        Target::Html => "inner HTML".to_owned(),
    }
}

impl Colours {
    pub fn is_client(&self, site: SiteId) -> bool {
        self.sites[site].colour == SiteColour::Client
    }

    pub fn is_open(&self, site: SiteId) -> bool {
        self.sites[site].colour == SiteColour::Open
    }

    /// Returns whether a local is the signal of a row that the browser makes.
    pub fn is_own_row(&self, local: LocalId) -> bool {
        self.lists.values().any(|list| list.item == local)
    }

    /// Returns whether the site has a client function, so that the browser may run it.
    pub fn has_function(&self, site: SiteId) -> bool {
        self.is_client(site) || self.is_open(site)
    }

    /// Returns the colour of `site` on the server. For an open site: its colour where the browser does not run it.
    pub fn on_server(&self, site: SiteId) -> SiteColour {
        let otherwise = self.otherwise.get(&site);
        otherwise.map_or(self.sites[site].colour, |otherwise| otherwise.colour)
    }

    /// Returns whether `site`, which is computed once, may show a handle that client code uses as well.
    pub fn may_show_handle(
        &self,
        component: &Component,
        site: SiteId,
        is_used: impl Fn(LocalId) -> bool,
    ) -> bool {
        place_of(&component.sites[site].expr).is_some_and(|(place, _)| {
            facts::referent(component, &place) == Referent::Open && is_used(place.local)
        })
    }

    /// Returns whether `local` refers to a node that changes on the server.
    pub fn follows_server(&self, component: &Component, local: LocalId) -> bool {
        let fields = Vec::new();
        match facts::referent(component, &Place { local, fields }) {
            Referent::Source(source) => self.sources[source].colour == SourceColour::Server,
            Referent::Memo(memo) => {
                let used = uses::uses(component, &component.sites[memo].expr);
                !self.is_client(memo)
                    && used.iter().any(|found| found.operation == Operation::Track)
            }
            Referent::Server => !matches!(component.locals[local].kind, LocalKind::Action(_)),
            Referent::Open | Referent::Data => false,
        }
    }

    /// Returns whether the browser may change the signal.
    pub fn is_dirty(&self, source: SourceId) -> bool {
        matches!(
            self.sources[source].colour,
            SourceColour::Iso | SourceColour::Open
        )
    }
}
