//! Restore classes: what becomes of a value when its page is built again, in another process or after a crash.
//!
//! *Input*: a component and its colours. *Output*: a class for each place. *Rules*:
//!
//! 1. What the browser may write is *browser*: it brings the value with it.
//! 2. A signal that server code writes after the body has run is *volatile*: nobody has that value any more.
//! 3. What is computed (a memo, a row of a list) is volatile if something that it follows is.
//! 4. What is said to be `#[durable]` is that: it is stored whenever it changes.
//! 5. All else is *recomputed*: running the body again gives it again.

use std::collections::HashSet;

use super::facts::{Facts, Referent, referent};
use super::uses::Use;
use super::{Colours, SourceColour};
use crate::lower::model::{Claimed, Component, LocalKind, Part};
use crate::lower::names::{Place, locals_in};
use crate::lower::table::{LocalId, SiteId, SourceId};

/// The fate of a value when its page is built again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Browser,
    Recomputed,
    Durable,
    Volatile,
    /// Decided by the component that made the value.
    Open,
}

/// The classes of one component.
pub struct Classes<'c> {
    component: &'c Component,
    colours: &'c Colours,
    facts: Facts,
    /// Signals that server code writes after the body has run.
    written_late: HashSet<SourceId>,
}

impl<'c> Classes<'c> {
    pub fn of(component: &'c Component, colours: &'c Colours) -> Self {
        let facts = Facts::of(component);
        let written_late = written_late(component, colours, &facts);
        Classes {
            component,
            colours,
            facts,
            written_late,
        }
    }

    /// The class of a local.
    pub fn local(&self, local: LocalId) -> Class {
        let fields = Vec::new();
        self.class(&Place { local, fields }, &mut HashSet::new())
    }

    /// Returns whether a signal loses its value with the process, and no `#[volatile]` says that this is acceptable.
    pub fn is_lost(&self, source: SourceId) -> bool {
        self.source(source) == Class::Volatile && !self.is_claimed(source, Claimed::Volatile)
    }

    /// Returns whether a signal may lose its value with the process: it does, or it depends on what others do with its handles.
    pub fn may_be_lost(&self, source: SourceId) -> bool {
        let is_open = self.colours.sources[source].colour == SourceColour::Open;
        let is_durable = || self.is_claimed(source, Claimed::Durable);
        self.source(source) == Class::Volatile || is_open && !is_durable()
    }

    fn is_claimed(&self, source: SourceId, what: Claimed) -> bool {
        let locals = &self.component.locals;
        let mut claims = self.component.claims.iter();
        claims.any(|claim| claim.what == what && locals[claim.local].kind.source() == Some(source))
    }

    /// Returns the class of a place. `seen` holds the sites whose class is being computed, so that cycles end.
    fn class(&self, place: &Place, seen: &mut HashSet<SiteId>) -> Class {
        match (
            referent(self.component, place),
            self.component.locals[place.local].kind,
        ) {
            (Referent::Source(source), _) => self.source(source),
            (Referent::Memo(site), _) => self.computed(site, seen),
            (Referent::Server, LocalKind::Row) => {
                let list = list_of(self.component, place.local);
                list.map_or(Class::Volatile, |list| self.computed(list, seen))
            }
            (Referent::Open, LocalKind::Prop) => Class::Open,
            _ => Class::Recomputed,
        }
    }

    /// Rules 1, 2, 4 and 5.
    fn source(&self, source: SourceId) -> Class {
        match self.colours.sources[source].colour {
            SourceColour::Iso | SourceColour::Open => Class::Browser,
            _ if self.is_claimed(source, Claimed::Durable) => Class::Durable,
            SourceColour::Server if self.written_late.contains(&source) => Class::Volatile,
            SourceColour::Server | SourceColour::Const => Class::Recomputed,
        }
    }

    /// Rule 3.
    fn computed(&self, site: SiteId, seen: &mut HashSet<SiteId>) -> Class {
        if !seen.insert(site) {
            return Class::Recomputed;
        }
        let mut followed = self.facts.sites[site]
            .iter()
            .filter(|found| !found.holds_handle());
        if followed.any(|found| self.class(&found.place, seen) == Class::Volatile) {
            Class::Volatile
        } else {
            Class::Recomputed
        }
    }
}

/// Collects the signals that may be written after the body has run: by server code in a site or a closure, or by code
/// that was given the setter.
fn written_late(component: &Component, colours: &Colours, facts: &Facts) -> HashSet<SourceId> {
    let sites = facts.sites.iter();
    let sites = sites.filter(|(site, _)| !colours.is_client(*site));
    let in_sites = sites.flat_map(|(_, uses)| uses);
    let in_body = facts.body.iter().filter(|found| found.deferred);
    let written = in_sites
        .chain(in_body)
        .filter_map(|found| written(component, found));
    written.collect()
}

fn written(component: &Component, found: &Use) -> Option<SourceId> {
    match component.locals[found.place.local].kind {
        LocalKind::Writer(source) => Some(source),
        LocalKind::Both(source) if found.holds_handle() => Some(source),
        _ => None,
    }
}

/// Returns the site that yields the items of the list to which `row` belongs.
fn list_of(component: &Component, row: LocalId) -> Option<SiteId> {
    let parts = component
        .templates
        .iter()
        .flat_map(|(_, template)| &template.parts);
    let mut lists = parts.filter_map(|part| match part {
        Part::Structure { structure, .. } => structure.rows(),
        _ => None,
    });
    let list = lists.find(|(_, item)| locals_in(item).contains(&row));
    list.map(|(each, _)| each)
}
