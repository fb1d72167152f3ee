//! Analysis: where each node of a component runs, and why.
//!
//! *Input*: a lowered [`Component`]. *Output*: a colour for every signal and site, an uplink for every signal, each with
//! its shortest reason. *Rules*: [`rules`]. *Why a fixpoint*: client code makes signals iso by holding their setters,
//! and what reads an iso signal becomes client code.

mod facts;
mod rules;
pub mod uses;

use crate::lower::model::{Component, LocalKind, Role};
use crate::lower::table::{LocalId, SiteId, SourceId, Table};
use facts::{Facts, Node};
use uses::{Place, Use};

/// Where everything runs.
pub struct Colours {
    pub sources: Table<SourceId, Coloured<SourceColour>>,
    pub sites: Table<SiteId, Coloured<SiteColour>>,
    pub uplinks: Table<SourceId, Coloured<Uplink>>,
}

/// A verdict and its reason.
#[derive(Clone, Debug)]
#[cfg_attr(not(test), expect(dead_code, reason = "only the goldens show reasons"))]
pub struct Coloured<C> {
    pub colour: C,
    pub because: Because,
}

/// The shortest reason for a colour: the rule, and what it was applied to.
#[derive(Clone, Debug)]
#[cfg_attr(not(test), expect(dead_code, reason = "only the goldens show reasons"))]
pub struct Because {
    pub rule: u8,
    pub reason: String,
}

/// Who writes a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceColour {
    /// Nobody: it is a value.
    Const,
    Server,
    /// Client code holds its setter.
    Iso,
    /// Its setter escapes: settled when the server links.
    Open,
}

/// Where a site runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteColour {
    Client,
    /// On the server, again whenever what it reads has changed.
    Server,
    /// On the server, once.
    Static,
}

/// Whether the browser's writes go up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Uplink {
    Never,
    /// With the next batch that is sent anyway.
    Lazy,
    /// At once.
    Eager,
}

/// Colours `component`.
pub fn analyze(component: &Component) -> Colours {
    let facts = Facts::of(component);
    rules::colour(component, &facts)
}

impl Colours {
    pub fn is_client(&self, site: SiteId) -> bool {
        self.sites[site].colour == SiteColour::Client
    }

    /// Whether a `<Show>`'s condition is a gate (rule 5): client code has all that it captures anyway.
    pub fn is_gate(&self, component: &Component, site: SiteId) -> bool {
        let lowered = &component.sites[site];
        let used = uses::uses(component, &lowered.expr);
        matches!(lowered.role, Role::When)
            && !used.is_empty()
            && used.iter().all(|found| self.is_on_client(component, found))
    }

    fn is_on_client(&self, component: &Component, found: &Use) -> bool {
        match component.locals[found.place.local].kind {
            LocalKind::Reader(source) | LocalKind::Both(source) => {
                self.sources[source].colour == SourceColour::Iso
            }
            LocalKind::Memo(memo) => self.is_client(memo),
            // What the closure uses is among the uses itself.
            LocalKind::Closure => true,
            _ => false,
        }
    }

    /// How what `site` uses through `local` goes up. What comes from elsewhere is settled when the server links.
    pub fn uplink_of(&self, component: &Component, site: SiteId, local: LocalId) -> Uplink {
        let fields = Vec::new();
        let is_prop = component.locals[local].kind == LocalKind::Prop;
        match facts::node(component, &Place { local, fields }) {
            Node::Source(source) => self.uplinks[source].colour,
            Node::Memo(_) => self.uplink_at(component, site),
            Node::Open if is_prop => self.uplink_at(component, site),
            _ => Uplink::Never,
        }
    }

    fn uplink_at(&self, component: &Component, site: SiteId) -> Uplink {
        if self.is_client(site) {
            Uplink::Never
        } else if component.sites[site].role.is_structure() && !self.is_gate(component, site) {
            Uplink::Eager
        } else {
            Uplink::Lazy
        }
    }

    /// Whether `site`, which is computed once, may show a handle of a thing that client code uses too.
    pub fn may_show_handle(
        &self,
        component: &Component,
        site: SiteId,
        is_used: impl Fn(LocalId) -> bool,
    ) -> bool {
        uses::place_of(&component.sites[site].expr).is_some_and(|(place, _)| {
            facts::node(component, &place) == Node::Open && is_used(place.local)
        })
    }

    /// Whether what `local` is changes on the server.
    pub fn follows_server(&self, component: &Component, local: LocalId) -> bool {
        let fields = Vec::new();
        match facts::node(component, &Place { local, fields }) {
            Node::Source(source) => self.sources[source].colour == SourceColour::Server,
            Node::Memo(memo) => {
                let used = uses::uses(component, &component.sites[memo].expr);
                !self.is_client(memo) && used.iter().any(|found| found.how == uses::How::Track)
            }
            Node::Server => !matches!(component.locals[local].kind, LocalKind::Action(_)),
            Node::Open | Node::Data => false,
        }
    }

    /// Whether the browser may change the signal.
    pub fn is_dirty(&self, source: SourceId) -> bool {
        matches!(
            self.sources[source].colour,
            SourceColour::Iso | SourceColour::Open
        )
    }
}
