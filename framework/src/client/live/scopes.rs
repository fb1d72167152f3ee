//! The scopes of regions, and what their client functions leave on the page.

use std::cell::RefCell;

use crate::client::by_region::ByRegion;
use crate::client::dom::{Host, Patched, Presence};
use crate::client::page::{Page, Trace};
use crate::client::resume::PartId;
use crate::graph::ScopeId;
use crate::wire::number::Region;

/// The scopes of a page's regions, by their numbers.
#[derive(Default)]
pub(super) struct Scopes(RefCell<ByRegion<RegionScope>>);

#[derive(Default)]
struct RegionScope {
    /// Made when a client function first needs it.
    scope: Option<ScopeId>,
    awake: Vec<PartId>,
    traces: Vec<Trace>,
}

impl Scopes {
    /// Returns the scope of a region, which is inside those of the regions around it.
    pub(super) fn scope(&self, page: &Page, region: Region) -> ScopeId {
        if let Some(known) = self.known(region) {
            return known;
        }
        let outer = page.dom.outer(region);
        let outer = outer.map_or_else(|| page.graph.root(), |outer| self.scope(page, outer));
        let scope = outer.child();
        if page.dom.presence(region) == Presence::Hidden {
            scope.pause();
        }
        self.with(region, |region| region.scope = Some(scope));
        scope
    }

    /// Notes that a client function is about to wake. Returns false if its region is gone, or if it is awake already and
    /// must be so only once.
    pub(super) fn wakes(&self, page: &Page, part: PartId, is_once: bool) -> bool {
        if page.dom.presence(part.region) == Presence::Gone {
            return false;
        }
        !is_once
            || self.with(part.region, |region| {
                let is_new = !region.awake.contains(&part);
                if is_new {
                    region.awake.push(part);
                }
                is_new
            })
    }

    /// Notes a trace, which is undone when the region is removed.
    pub(super) fn trace(&self, region: Region, trace: Trace) {
        self.with(region, |region| region.traces.push(trace));
    }

    /// Shows or hides a region. While it is hidden, its effects pause.
    pub(super) fn turn(&self, dom: &Host, region: Region, is_shown: bool) {
        if dom.turn(region, is_shown)
            && let Some(scope) = self.known(region)
        {
            match is_shown {
                true => scope.resume(),
                false => scope.pause(),
            }
        }
    }

    /// Ends the scope of a region that is gone, and undoes its traces.
    pub(super) fn end(&self, page: &Page, region: Region) {
        let gone = self.with(region, std::mem::take);
        if let Some(scope) = gone.scope {
            scope.dispose();
        }
        for trace in gone.traces {
            page.erase(trace);
        }
    }

    fn known(&self, region: Region) -> Option<ScopeId> {
        self.with(region, |region| region.scope)
    }

    fn with<R>(&self, region: Region, f: impl FnOnce(&mut RegionScope) -> R) -> R {
        f(self.0.borrow_mut().entry(region))
    }
}
