//! Models: on the first page, a row that is like the one before it rests as soon as its markup is written. It is made as a
//! draft, with values where other rows have nodes that are followed, and what the browser is told of it follows from the
//! model: see [`AlikeRows`]. A row that turns out to be different is taken back, and made as usual.

#[cfg(debug_assertions)]
use std::cell::Cell;
use std::mem;

use super::rest::{RestingRow, is_settled};
use crate::graph::{NodeId, ScopeContent, ScopeId, SpentNodes};
use crate::server::page_state::alike::AlikeRows;
use crate::server::page_state::link::Resident;
use crate::server::render::follow::DraftBindings;
use crate::server::render::mount::{Mount, UnlinkedRegion};
use crate::server::render::nesting::Nest;
use crate::server::render::tree::{Leaf, MountedRow, grow_row, mount_row};
use crate::server::view::{EachDriver, View};
use crate::wire::number::Region;

/// The models of a list that is being mounted.
#[derive(Default)]
pub(super) struct Models {
    rests: bool,
    /// The number of rows that may come.
    room: usize,
    /// The rows that are like the last model.
    rows: Option<ModelRows>,
    /// The rows of other models.
    others: Vec<AlikeRows>,
    /// The number of models.
    count: u32,
    /// The draft of the next row, in an empty scope.
    draft: Option<DraftBindings>,
    leaves: Vec<Leaf>,
    nodes: Vec<NodeId>,
    spent: SpentNodes,
}

/// The rows that are like a model.
struct ModelRows(AlikeRows);

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
    /// Starts with none, for so many rows. `rests` says whether they can rest.
    pub fn new(rests: bool, room: usize) -> Self {
        #[cfg(debug_assertions)]
        let rests = rests && !ARE_AWAKE.get();
        Self {
            rests,
            room,
            ..Self::default()
        }
    }

    /// Returns whether a row can be another model.
    pub fn can_add(&self) -> bool {
        self.rests && self.count < MODELS
    }

    /// Makes a row as a draft and mounts it. If it is like the model, it rests; otherwise nothing of it is left.
    pub fn draft(
        &mut self,
        mount: &mut Mount<'_>,
        nest: Nest,
        row: usize,
        driver: &mut dyn EachDriver,
    ) -> Option<RestingRow> {
        let rows = self.rows.as_mut()?;
        let nest = nest.at_row(driver.key(row));
        let draft = &mut self.draft;
        let started = || DraftBindings::new(nest.child().scope);
        let scope = draft.get_or_insert_with(started).scope();
        let (nest, end) = (nest.of_scope(scope), mount.end());
        let parts = nest.run(|| grow_row(driver.view(row), &mut self.leaves));
        mem::swap(&mut mount.draft, draft);
        let mounted = parts.map(|parts| mount_row(parts, &mut self.leaves, mount, true));
        mem::swap(&mut mount.draft, draft);
        let added = match (mounted, &draft, driver.source(row)) {
            (Some(MountedRow::Unlinked(region)), Some(bindings), Some(source))
                if bindings.is_closed(source, &mut self.nodes) =>
            {
                rows.add(region, &self.nodes, bindings)
            }
            _ => None,
        };
        let Some(region) = added else {
            *draft = None;
            mount.take_back(end);
            driver.rest(row, &mut || scope.dispose());
            return None;
        };
        let spent = &mut self.spent;
        driver.rest(row, &mut || spent.empty(scope));
        if let Some(bindings) = draft {
            bindings.clear();
        }
        Some(RestingRow::untold(region))
    }

    /// Makes a row and mounts it. Returns its scope.
    pub fn mount(
        &mut self,
        mount: &mut Mount<'_>,
        nest: Nest,
        view: impl FnOnce() -> View,
    ) -> (ScopeId, MountedRow) {
        let nest = nest.child();
        let parts = nest.run(|| grow_row(view(), &mut self.leaves));
        let links_later = self.can_add();
        let mounted = parts.map(|parts| mount_row(parts, &mut self.leaves, mount, links_later));
        (nest.scope, mounted.unwrap_or(MountedRow::Fixed))
    }

    /// Takes the client functions of a row into the link. The next rows are compared with this one, if all of it follows
    /// from `source`, which has its value.
    pub fn add(
        &mut self,
        mount: &Mount<'_>,
        row: UnlinkedRegion,
        source: Option<NodeId>,
    ) -> Option<Resident> {
        self.end();
        let (region, scope, kind) = (row.region, row.scope, row.template.id);
        let (functions, frame) = (row.functions.clone(), row.frame.clone());
        let resident = mount.link(row);
        let content = source.map(|source| ScopeContent::of(scope, source, &mut self.nodes));
        let is_model = matches!(content, Some(ScopeContent::Closed(_)))
            && mount
                .known()
                .link(|link| is_settled(link, resident, &self.nodes));
        if is_model {
            let rows = AlikeRows::like(self.room, region, kind, &functions, &frame, &self.nodes);
            self.rows = rows.map(ModelRows);
        }
        self.count += 1;
        resident
    }

    /// Returns the rows that rest.
    pub fn finish(mut self) -> Vec<AlikeRows> {
        self.end();
        self.others
    }

    /// Ends the rows that are like the last model.
    fn end(&mut self) {
        if let Some(draft) = self.draft.take() {
            draft.scope().dispose();
        }
        let rows = self.rows.take().map(|ModelRows(rows)| rows);
        self.others.extend(rows.filter(|rows| rows.count() > 0));
    }
}

impl ModelRows {
    /// Adds a row, if it is like the model. Returns its region.
    fn add(
        &mut self,
        row: UnlinkedRegion,
        nodes: &[NodeId],
        bindings: &DraftBindings,
    ) -> Option<Region> {
        let Self(rows) = self;
        let is_next = rows.kind == row.template.id && rows.region(rows.count()) == row.region;
        let is_alike = is_next && rows.add(&row.frame, nodes, bindings.count, bindings.shown);
        row.frame.recycle();
        is_alike.then_some(row.region)
    }
}
