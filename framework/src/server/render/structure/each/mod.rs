//! `<For>`: rows by key, compared with the order that was sent last.

mod driver;
mod model;
mod rest;

use std::cell::RefCell;
use std::ops::Range;
use std::rc::{Rc, Weak};

use self::model::Models;
#[cfg(debug_assertions)]
pub use self::model::keep_rows_awake;
use self::rest::{Rest, RestingRow, RowPatterns};
use super::{HolePlace, Structural};
use crate::graph::{ScopeId, take_written, untrack};
use crate::server::page_state::alike::AlikeRows;
use crate::server::page_state::link::Resident;
use crate::server::page_state::names::NamedPlace;
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::{Patch, watch};
use crate::server::render::reconcile::{RowStep, steps};
use crate::server::render::tree::{GrownRows, MountedRow, grow_row};
use crate::server::stage::{self, Known, Rests};
use crate::server::view::EachDriver;
use crate::server::view::exceeded::PlantedRows;
use crate::wire::message::Place;
use crate::wire::number::Region;

/// Makes the structure, which watches the list.
pub(crate) fn each(driver: Box<dyn EachDriver>) -> Rc<dyn Structural> {
    let each = Rc::new_cyclic(|itself| Each {
        itself: Weak::clone(itself),
        nest: Nest::inside(),
        driver: RefCell::new(driver),
        state: RefCell::default(),
    });
    let watched = Rc::clone(&each);
    watch(move |patch| watched.turn(patch));
    each
}

struct Each {
    itself: Weak<Self>,
    /// The scope of the rows, which exist longer than one run of the watch.
    nest: Nest,
    driver: RefCell<Box<dyn EachDriver>>,
    state: RefCell<EachState>,
}

#[derive(Default)]
struct EachState {
    site: Option<HolePlace>,
    rows: Vec<EachRow>,
    /// The rows that are not mounted yet.
    grown: GrownRows,
    /// Counts the rows.
    counted: Option<PlantedRows>,
    /// The number of rows that may be able to rest.
    awake: usize,
    patterns: RowPatterns,
    /// Rows that rest, and that the browser has not been told of.
    alike: Vec<AlikeRows>,
}

/// So many rows that could rest stay as they are: a row that changes often is not made again each time. In a
/// development build all rest, so that whatever happens to rows is tried with rows at rest.
const AWAKE: usize = if cfg!(debug_assertions) { 0 } else { 16 };

/// A row of a list.
#[derive(Clone, Copy)]
enum EachRow {
    /// Not made yet: it is made when it is mounted.
    Planned,
    /// Not mounted yet, with this number.
    Grown(ScopeId, u32),
    /// On the page, as this region.
    Standing(ScopeId, Region),
    /// On the page, and nothing is known that keeps it from resting. It has these client functions.
    Awake(ScopeId, Region, Option<Resident>),
    /// On the page, and the server can make it again.
    Resting(RestingRow),
    /// On the page, where the browser leaves it alone.
    Fixed(ScopeId),
}

impl EachRow {
    /// Returns the scope, unless the row rests.
    fn scope(self) -> Option<ScopeId> {
        match self {
            Self::Grown(scope, _)
            | Self::Standing(scope, _)
            | Self::Awake(scope, ..)
            | Self::Fixed(scope) => Some(scope),
            Self::Planned | Self::Resting(_) => None,
        }
    }

    /// Returns the region, if the row has one.
    fn region(self) -> Option<Region> {
        match self {
            Self::Standing(_, region) | Self::Awake(_, region, _) => Some(region),
            Self::Resting(row) => Some(row.region),
            Self::Planned | Self::Grown(..) | Self::Fixed(_) => None,
        }
    }
}

impl Each {
    fn turn(&self, patch: &mut Patch) {
        if self.is_left_to_browser() {
            return self.driver.borrow().follow();
        }
        let origins = self.driver.borrow_mut().read();
        untrack(|| {
            let (mut state, mut driver) = (self.state.borrow_mut(), self.driver.borrow_mut());
            state.turn(patch, self.nest, driver.as_mut(), &origins);
        });
        self.rest_later();
    }

    /// Returns whether the rows are on the page, and the browser makes and removes them from now on.
    fn is_left_to_browser(&self) -> bool {
        self.state.borrow().site.is_some() && self.driver.borrow().is_in_browser()
    }

    /// Lets rows rest at the end of the turn, if many may be able to.
    fn rest_later(&self) {
        if self.state.borrow().awake > AWAKE {
            stage::resting().add(Weak::clone(&self.itself) as Weak<dyn Rests>);
        }
    }
}

impl Structural for Each {
    fn mount(&self, site: Option<HolePlace>, mount: &mut Mount<'_>) {
        {
            let (mut state, mut driver) = (self.state.borrow_mut(), self.driver.borrow_mut());
            state.site = site;
            let rows = 0..state.rows.len();
            untrack(|| state.mount(rows, mount, self.nest, driver.as_mut()));
            let alike = std::mem::take(&mut state.alike).into_iter();
            for rows in alike {
                let list = Weak::clone(&self.itself) as Weak<dyn Rests>;
                stage::resting().add_alike(rows, list);
            }
        }
        self.rest_later();
    }

    fn probe(&self) {
        self.state.borrow().grown.probe();
    }
}

impl Rests for Each {
    fn rest(&self, known: &Known) -> usize {
        let (mut state, mut driver) = (self.state.borrow_mut(), self.driver.borrow_mut());
        let before = state.awake;
        for row in 0..state.rows.len() {
            state.rest(known, driver.as_mut(), row);
        }
        before - state.awake
    }

    fn rest_alike(&self, known: &Known, rows: &AlikeRows) {
        self.state.borrow_mut().rest_alike(known, rows);
    }

    fn is_restless(&self) -> bool {
        self.state.borrow().awake > AWAKE
    }
}

impl EachState {
    fn turn(
        &mut self,
        patch: &mut Patch,
        nest: Nest,
        driver: &mut dyn EachDriver,
        origins: &[Option<usize>],
    ) {
        self.gather();
        let mut before: Vec<Option<EachRow>> = self.rows.drain(..).map(Some).collect();
        let steps = steps(before.len(), origins);
        self.rows.reserve_exact(origins.len());
        let (mut are_flat, item) = (false, driver.item_bytes());
        let can_plan = !driver.is_in_browser();
        for (row, origin) in origins.iter().enumerate() {
            let kept = origin.and_then(|place| before[place].take());
            let row = kept.unwrap_or_else(|| {
                self.counted.get_or_insert_with(|| patch.rows(item)).add();
                if are_flat {
                    return EachRow::Planned;
                }
                let (scope, number) = self.grow(nest, driver, row);
                // All rows are uses of one template.
                are_flat = self.grown.is_flat(number) && !patch.grows_all() && can_plan;
                EachRow::Grown(scope, number)
            });
            self.rows.push(row);
        }
        for step in steps {
            self.step(patch, nest, driver, step, &mut before);
        }
        while let Some(row) = driver.changed() {
            self.wake(patch, nest, driver, row);
        }
        self.grown.tidy();
    }

    /// Makes a row and its tree in a new scope. Returns the scope and the number of the tree.
    fn grow(&mut self, nest: Nest, driver: &mut dyn EachDriver, row: usize) -> (ScopeId, u32) {
        let nest = nest.row(driver.key(row));
        let number = nest.run(|| self.grown.grow(driver.view(row)));
        (nest.scope, number)
    }

    /// Disposes of what can be made again of a row that has not changed since this was asked last.
    fn rest(&mut self, known: &Known, driver: &mut dyn EachDriver, row: usize) {
        let EachRow::Awake(scope, region, resident) = self.rows[row] else {
            return;
        };
        let Some(source) = driver.source(row) else {
            return;
        };
        if take_written(source) {
            return;
        }
        let rested = match self.patterns.rest(known, (region, scope), resident, source) {
            Rest::Row(resting) if driver.rest(row, &mut || scope.dispose()) => {
                EachRow::Resting(resting)
            }
            Rest::Never => EachRow::Standing(scope, region),
            Rest::Row(_) | Rest::NotYet => return,
        };
        self.awake -= 1;
        self.rows[row] = rested;
    }

    /// Makes a resting row again and writes its new value. A row that does not show the same as before is put in the
    /// place of the one that the browser has.
    fn wake(&mut self, patch: &mut Patch, nest: Nest, driver: &mut dyn EachDriver, row: usize) {
        let resting = match self.rows[row] {
            EachRow::Resting(resting) => resting,
            EachRow::Planned => return driver.replace(),
            _ => return driver.renew(),
        };
        match self.show_again(patch, nest, driver, row, resting) {
            Some(scope) => {
                self.awake += 1;
                self.rows[row] = EachRow::Awake(scope, resting.region, None);
                driver.renew();
            }
            None => {
                patch.remove(resting.region);
                driver.replace();
                self.replace(patch, nest, driver, row);
            }
        }
    }

    /// Makes a row anew that the browser has no longer.
    fn replace(&mut self, patch: &mut Patch, nest: Nest, driver: &mut dyn EachDriver, row: usize) {
        let (scope, number) = self.grow(nest, driver, row);
        self.rows[row] = EachRow::Grown(scope, number);
        if let Some(site) = self.site {
            let mut later = row + 1..self.rows.len();
            let before = later.find(|row| self.rows[*row].region().is_some());
            let place = self.place(site, before);
            patch.insert(place, site.named(), |mount| {
                self.mount(row..row + 1, mount, nest, driver);
            });
        }
    }

    /// Makes a resting row again with its old value. Returns the scope; `None` if it does not show the same as before.
    fn show_again(
        &mut self,
        patch: &Patch,
        nest: Nest,
        driver: &mut dyn EachDriver,
        row: usize,
        resting: RestingRow,
    ) -> Option<ScopeId> {
        let nest = nest.row(driver.key(row));
        let known = patch.known();
        let is_same = nest.run(|| {
            let mut leaves = Vec::new();
            grow_row(driver.view(row), &mut leaves)
                .is_some_and(|parts| rest::show_again(known, resting.region, &parts, &mut leaves))
        });
        let source = driver.source(row);
        if is_same
            && source.is_some_and(|source| self.patterns.wake(known, resting, nest.scope, source))
        {
            return Some(nest.scope);
        }
        nest.scope.dispose();
        None
    }

    /// Leaves out what was taken of rows that are not mounted: a list that is not on the page may change often.
    fn gather(&mut self) {
        let mut gathered = GrownRows::default();
        for row in &mut self.rows {
            if let EachRow::Grown(_, number) = row {
                *number = self.grown.shift(*number, &mut gathered);
            }
        }
        self.grown = gathered;
    }

    fn step(
        &mut self,
        patch: &mut Patch,
        nest: Nest,
        driver: &mut dyn EachDriver,
        step: RowStep,
        before: &mut [Option<EachRow>],
    ) {
        match (step, self.site) {
            (RowStep::Remove(place), _) => {
                if let Some(row) = before[place].take() {
                    self.remove(patch, row);
                }
            }
            (RowStep::Insert { rows, before }, Some(site)) => {
                let place = self.place(site, before);
                patch.insert(place, site.named(), |mount| {
                    self.mount(rows, mount, nest, driver)
                });
            }
            (RowStep::Move { row, before }, Some(site)) => {
                let place = self.place(site, before);
                if let Some(region) = self.rows[row].region() {
                    patch.shift(region, place);
                }
            }
            // Before the list is mounted there is nothing on the page to change.
            (RowStep::Insert { .. } | RowStep::Move { .. }, None) => {}
        }
    }

    /// Mounts rows that are not mounted yet. On the first page, rows that are like the one before them rest at once.
    fn mount(
        &mut self,
        rows: Range<usize>,
        mount: &mut Mount<'_>,
        nest: Nest,
        driver: &mut dyn EachDriver,
    ) {
        let is_planned = |row: &EachRow| matches!(row, EachRow::Planned);
        let rests = mount.is_first() && rows.len() > AWAKE;
        let rests = rests && self.rows[rows.clone()].iter().any(is_planned);
        let mut models = Models::new(rests, rows.len());
        for row in rows {
            let key = driver.key(row);
            let named = |place: NamedPlace| key.map_or(place.step(0), |key| place.row(key));
            let (scope, mounted) = match self.rows[row] {
                EachRow::Grown(scope, number) => {
                    let links_later = models.can_add();
                    mount.within(named, |mount| {
                        (scope, self.grown.mount(number, mount, links_later))
                    })
                }
                EachRow::Planned => {
                    let draft = |mount: &mut Mount<'_>| models.draft(mount, nest, row, driver);
                    match mount.within(named, draft) {
                        Some(resting) => {
                            self.rows[row] = EachRow::Resting(resting);
                            continue;
                        }
                        None => mount.within(named, |mount| {
                            models.mount(mount, nest.at_row(key), || driver.view(row))
                        }),
                    }
                }
                _ => continue,
            };
            self.rows[row] = match mounted {
                MountedRow::Fixed => EachRow::Fixed(scope),
                MountedRow::Any(region) => EachRow::Standing(scope, region),
                MountedRow::Simple(region, resident) => EachRow::Awake(scope, region, resident),
                MountedRow::Unlinked(row_there) => {
                    let region = row_there.region;
                    let resident = models.add(mount, row_there, driver.source(row));
                    EachRow::Awake(scope, region, resident)
                }
            };
            self.awake += usize::from(matches!(self.rows[row], EachRow::Awake(..)));
        }
        self.alike = models.finish();
        self.grown.tidy();
    }

    /// Takes the numbers of rows that rested before they had some.
    fn rest_alike(&mut self, known: &Known, rows: &AlikeRows) {
        let resting = self.patterns.rest_alike(known, rows);
        let first = resting.first().map(|row| row.region);
        let is_first =
            |row: &EachRow| matches!(row, EachRow::Resting(row) if Some(row.region) == first);
        if let Some(at) = self.rows.iter().position(is_first) {
            for (row, resting) in self.rows[at..].iter_mut().zip(resting) {
                *row = EachRow::Resting(resting);
            }
        }
    }

    fn remove(&mut self, patch: &mut Patch, row: EachRow) {
        row.scope().into_iter().for_each(ScopeId::dispose);
        match row {
            EachRow::Grown(_, number) => self.grown.remove(number),
            EachRow::Awake(..) => self.awake -= 1,
            EachRow::Planned | EachRow::Standing(..) | EachRow::Resting(_) | EachRow::Fixed(_) => {}
        }
        if let Some(region) = row.region() {
            patch.remove(region);
        }
        if let Some(counted) = &mut self.counted {
            counted.remove();
        }
    }

    fn place(&self, site: HolePlace, before: Option<usize>) -> Place {
        let neighbour = before.and_then(|row| self.rows[row].region());
        neighbour.map_or_else(|| site.end(), Place::Before)
    }
}
