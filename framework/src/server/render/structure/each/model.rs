//! Models: on the first page, a row that is like the one before it rests as soon as its markup is written. Its nodes are
//! gone then, its bindings were computed and nothing follows them, and what the browser is told of it is said by the
//! model: see [`AlikeRows`].

#[cfg(debug_assertions)]
use std::cell::Cell;

use super::EachRow;
use super::rest::{RestingRow, is_settled};
use crate::graph::{NodeId, ScopeContent, ScopeId, SpentNodes};
use crate::server::page_state::alike::AlikeRows;
use crate::server::render::follow::UnfollowedBindings;
use crate::server::render::mount::{Mount, UnlinkedRegion};
use crate::server::render::nesting::Nest;
use crate::server::render::tree::{Leaf, MountedRow, grow_row, mount_row};
use crate::server::view::{EachDriver, View};

/// The models of a list that is being mounted.
#[derive(Default)]
pub(super) struct Models {
    rests: bool,
    /// The rows that are like the last model.
    rows: Option<AlikeRows>,
    /// The rows of other models.
    others: Vec<AlikeRows>,
    /// The number of models.
    count: u32,
    /// An empty scope for the next row.
    scope: Option<ScopeId>,
    leaves: Vec<Leaf>,
    bindings: UnfollowedBindings,
    nodes: Vec<NodeId>,
    spent: SpentNodes,
}

/// The most models of a list. If rows are that different, the others are not compared.
const MODELS: u32 = 16;

#[cfg(debug_assertions)]
thread_local! {
    static ARE_AWAKE: Cell<bool> = const { Cell::new(false) };
}

/// Lets no row of a first page rest that is rendered on this thread from now on, or lets them rest again. For tests: the
/// page is the same.
#[cfg(debug_assertions)]
#[doc(hidden)]
pub fn keep_rows_awake(awake: bool) {
    ARE_AWAKE.set(awake);
}

impl Models {
    /// Starts with none. `rests` says whether rows can rest.
    pub fn new(rests: bool) -> Self {
        #[cfg(debug_assertions)]
        let rests = rests && !ARE_AWAKE.get();
        Self {
            rests,
            ..Self::default()
        }
    }

    /// Returns whether a row can still rest.
    pub fn can_rest(&self) -> bool {
        self.rests && (self.rows.is_some() || self.count < MODELS)
    }

    /// Makes a row and mounts it. Returns its scope.
    pub fn mount(
        &mut self,
        mount: &mut Mount<'_>,
        nest: Nest,
        view: impl FnOnce() -> View,
    ) -> (ScopeId, MountedRow) {
        let scope = self.scope.take();
        let nest = scope.map_or_else(|| nest.child(), |scope| nest.of_scope(scope));
        let parts = nest.run(|| grow_row(view(), &mut self.leaves));
        let Some(parts) = parts else {
            return (nest.scope, MountedRow::Fixed);
        };
        let bindings = std::mem::take(&mut self.bindings);
        mount.unfollowed = self.rows.is_some().then_some(bindings);
        let rests = self.can_rest();
        let mounted = mount_row(parts, &mut self.leaves, mount, rests);
        self.bindings = mount.unfollowed.take().unwrap_or_default();
        if !matches!(mounted, MountedRow::Unlinked(_)) {
            self.bindings.follow(mount.known(), nest.scope);
        }
        (nest.scope, mounted)
    }

    /// Lets a row rest that was mounted, if it is like the model. Otherwise the link takes its client functions, and it is
    /// the next model.
    pub fn rest(
        &mut self,
        mount: &Mount<'_>,
        region: UnlinkedRegion,
        row: usize,
        driver: &mut dyn EachDriver,
    ) -> EachRow {
        let source = driver.source(row);
        if self.add(&region, source) {
            let (scope, spent) = (region.scope, &mut self.spent);
            if driver.rest(row, &mut || spent.empty(scope)) {
                if let Some(spare) = self.scope.replace(scope) {
                    spare.dispose();
                }
                self.bindings.clear();
                region.frame.recycle();
                return EachRow::Resting(RestingRow::untold(region.region));
            }
            if let Some(rows) = &mut self.rows {
                rows.remove_last();
            }
        }
        self.bindings.follow(mount.known(), region.scope);
        self.follow_model(mount, region, source)
    }

    /// Adds a row to those that are like the model. Returns false if it is not.
    fn add(&mut self, row: &UnlinkedRegion, source: Option<NodeId>) -> bool {
        let (Some(rows), Some(source), false) = (&mut self.rows, source, self.bindings.is_open)
        else {
            return false;
        };
        let is_next = rows.kind == row.template.id && rows.region(rows.count()) == row.region;
        if !is_next {
            return false;
        }
        match ScopeContent::of(row.scope, source, &mut self.nodes) {
            ScopeContent::Closed(shown) => {
                let (count, more) = (self.bindings.count(), self.bindings.shown);
                rows.add(&row.frame, &self.nodes, count, shown.wrapping_add(more))
            }
            ScopeContent::Unsettled | ScopeContent::Open => false,
        }
    }

    /// Takes the client functions of a row into the link. The next rows are compared with it.
    fn follow_model(
        &mut self,
        mount: &Mount<'_>,
        row: UnlinkedRegion,
        source: Option<NodeId>,
    ) -> EachRow {
        self.end();
        let (region, scope, kind) = (row.region, row.scope, row.template.id);
        let (functions, frame) = (row.functions.clone(), row.frame.clone());
        let resident = mount.link(row);
        let content = source.map(|source| ScopeContent::of(scope, source, &mut self.nodes));
        let is_model = matches!(content, Some(ScopeContent::Closed(_)))
            && self.count < MODELS
            && mount
                .known()
                .link(|link| is_settled(link, resident, &self.nodes));
        if is_model {
            self.rows = AlikeRows::like(region, kind, &functions, &frame, &self.nodes);
        }
        self.count += 1;
        EachRow::Awake(scope, region, resident)
    }

    /// Returns the rows that rest.
    pub fn finish(mut self) -> Vec<AlikeRows> {
        self.end();
        if let Some(scope) = self.scope {
            scope.dispose();
        }
        self.others
    }

    /// Ends the rows that are like the last model.
    fn end(&mut self) {
        let rows = self.rows.take().filter(|rows| rows.count() > 0);
        self.others.extend(rows);
    }
}
