//! `<For>`: rows by key, compared with the order that was sent last.

use std::cell::RefCell;
use std::hash::Hash;
use std::ops::Range;
use std::rc::Rc;

use super::{HolePlace, Structural};
use crate::graph::{GraphSize, ReadSignal, RwSignal, ScopeId, untrack};
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::{Patch, watch};
use crate::server::render::reconcile::{RowStep, origins, steps};
use crate::server::render::tree::GrownRows;
use crate::server::view::exceeded::{Counted, bounded};
use crate::server::view::{EachDriver, Structure, View};
use crate::wire::limits::REGIONS;
use crate::wire::message::Place;
use crate::wire::number::Region;

impl Structure {
    /// Makes rows of `items`, identified by `key`. A row whose key stays keeps its elements; its signal is written if
    /// its value differs. Where there are none, `fallback` is shown.
    pub fn each<T, K, I>(
        items: impl Fn() -> I + 'static,
        key: impl Fn(&T) -> K + 'static,
        row: impl Fn(ReadSignal<T>) -> View + 'static,
        fallback: Option<Box<dyn Fn() -> View>>,
    ) -> Self
    where
        T: PartialEq + 'static,
        K: Eq + Hash + 'static,
        I: IntoIterator<Item = T>,
    {
        let rows = Rows {
            items,
            key,
            row,
            keys: Vec::new(),
            values: Vec::new(),
            fresh: Vec::new(),
        };
        match fallback {
            Some(fallback) => Self::Each(Box::new(RowsOr {
                rows,
                fallback,
                is_empty: false,
            })),
            None => Self::Each(Box::new(rows)),
        }
    }
}

/// Rows, and a row with the fallback, which is not of the list, while there are none.
struct RowsOr<Rows> {
    rows: Rows,
    fallback: Box<dyn Fn() -> View>,
    is_empty: bool,
}

impl<Rows: EachDriver> EachDriver for RowsOr<Rows> {
    fn read(&mut self) -> Vec<Option<usize>> {
        let origins = self.rows.read();
        let was_empty = std::mem::replace(&mut self.is_empty, origins.is_empty());
        if self.is_empty {
            vec![was_empty.then_some(0)]
        } else {
            origins
        }
    }

    fn view(&mut self, row: usize) -> View {
        if self.is_empty {
            (self.fallback)()
        } else {
            self.rows.view(row)
        }
    }
}

struct Rows<T: 'static, K, Items, Key, Row> {
    items: Items,
    key: Key,
    row: Row,
    keys: Vec<K>,
    /// The signals of the rows; `None` for a row that has no view yet.
    values: Vec<Option<RwSignal<T>>>,
    /// The values of rows without a view, in the order of the rows, the last first.
    fresh: Vec<T>,
}

impl<T, K, I, Items, Key, Row> EachDriver for Rows<T, K, Items, Key, Row>
where
    T: PartialEq + 'static,
    K: Eq + Hash,
    I: IntoIterator<Item = T>,
    Items: Fn() -> I,
    Key: Fn(&T) -> K,
    Row: Fn(ReadSignal<T>) -> View,
{
    fn read(&mut self) -> Vec<Option<usize>> {
        let items = (self.items)().into_iter();
        let is_short = items.size_hint().1.is_some_and(|most| most <= REGIONS);
        let items: Vec<T> = match is_short {
            // Without a copy, if it is a `Vec`.
            true => items.collect(),
            false => bounded(items).collect(),
        };
        untrack(|| self.take(items))
    }

    fn view(&mut self, row: usize) -> View {
        let Some(value) = self.fresh.pop() else {
            return View::empty();
        };
        let value = RwSignal::new(value);
        self.values[row] = Some(value);
        let view = (self.row)(value.read_only());
        if self.fresh.is_empty() {
            self.fresh = Vec::new();
        }
        view
    }
}

impl<T: PartialEq + 'static, K: Eq + Hash, Items, Key: Fn(&T) -> K, Row>
    Rows<T, K, Items, Key, Row>
{
    fn take(&mut self, items: Vec<T>) -> Vec<Option<usize>> {
        let keys: Vec<K> = items.iter().map(&self.key).collect();
        let origins = origins(&self.keys, &keys);
        let before = std::mem::take(&mut self.values);
        self.keys = keys;
        self.values.reserve_exact(items.len());
        self.fresh.clear();
        for (item, origin) in items.into_iter().zip(&origins) {
            let kept = origin.and_then(|place| before[place]);
            match kept {
                Some(value) => renew(value, item),
                None => self.fresh.push(item),
            }
            self.values.push(kept);
        }
        self.fresh.reverse();
        origins
    }
}

fn renew<T: PartialEq + 'static>(value: RwSignal<T>, new: T) {
    if value.with_untracked(|old| *old != new) {
        value.set(new);
    }
}

/// Makes the structure, which watches the list.
pub(crate) fn each(driver: Box<dyn EachDriver>) -> Rc<dyn Structural> {
    let each = Rc::new(Each {
        nest: Nest::inside(),
        state: RefCell::default(),
    });
    let watched = Rc::clone(&each);
    let mut driver = driver;
    watch(move |patch| {
        let origins = driver.read();
        untrack(|| {
            watched
                .state
                .borrow_mut()
                .turn(patch, watched.nest, driver.as_mut(), &origins)
        });
    });
    each
}

struct Each {
    /// The scope of the rows, which exist longer than one run of the watch.
    nest: Nest,
    state: RefCell<EachState>,
}

#[derive(Default)]
struct EachState {
    site: Option<HolePlace>,
    rows: Vec<EachRow>,
    /// The rows that are not mounted yet.
    grown: GrownRows,
    /// Counts the rows.
    counted: Option<Counted>,
}

/// New rows. Most are alike, so the first one tells how much room the others need in the graph.
struct FreshRows {
    left: usize,
    first: Option<GraphSize>,
}

impl FreshRows {
    fn of(count: usize) -> Self {
        Self {
            left: count,
            first: (count > 1).then(GraphSize::now),
        }
    }

    /// Notes that one was made. Returns whether it is the first of several.
    fn made_one(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        let first = self.first.take();
        if let Some(first) = first {
            first.repeat(self.left);
        }
        first.is_some()
    }
}

/// A row of a list.
struct EachRow {
    scope: ScopeId,
    state: RowState,
}

#[derive(Clone, Copy)]
enum RowState {
    /// Not mounted yet, with this number.
    Grown(u32),
    /// On the page, as this region.
    Standing(Region),
    /// On the page, where the browser leaves it alone.
    Fixed,
}

impl Structural for Each {
    fn mount(&self, site: Option<HolePlace>, mount: &mut Mount<'_>) {
        let mut state = self.state.borrow_mut();
        state.site = site;
        let rows = 0..state.rows.len();
        state.mount(rows, mount);
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
        let mut fresh = FreshRows::of(origins.iter().filter(|origin| origin.is_none()).count());
        for (row, origin) in origins.iter().enumerate() {
            let kept = origin.and_then(|place| before[place].take());
            let row = kept.unwrap_or_else(|| {
                let row = self.grow(patch, nest, || driver.view(row));
                if fresh.made_one() {
                    self.grown.reserve(fresh.left);
                }
                row
            });
            self.rows.push(row);
        }
        for step in steps {
            self.step(patch, step, &mut before);
        }
        self.grown.tidy();
    }

    /// Makes a row and its tree in a new scope.
    fn grow(&mut self, patch: &mut Patch, nest: Nest, view: impl FnOnce() -> View) -> EachRow {
        self.counted.get_or_insert_with(|| patch.planted()).add();
        let nest = nest.child();
        let number = nest.run(|| {
            let view = view();
            self.grown.grow(view)
        });
        EachRow {
            scope: nest.scope,
            state: RowState::Grown(number),
        }
    }

    /// Leaves out what was taken of rows that are not mounted: a list that is not on the page may change often.
    fn gather(&mut self) {
        let mut gathered = GrownRows::default();
        for row in &mut self.rows {
            if let RowState::Grown(number) = &mut row.state {
                *number = self.grown.shift(*number, &mut gathered);
            }
        }
        self.grown = gathered;
    }

    fn step(&mut self, patch: &mut Patch, step: RowStep, before: &mut [Option<EachRow>]) {
        match (step, self.site) {
            (RowStep::Remove(place), _) => {
                if let Some(row) = before[place].take() {
                    self.remove(patch, &row);
                }
            }
            (RowStep::Insert { rows, before }, Some(site)) => {
                let place = self.place(site, before);
                patch.insert(place, |mount| self.mount(rows, mount));
            }
            (RowStep::Move { row, before }, Some(site)) => {
                let place = self.place(site, before);
                if let RowState::Standing(region) = self.rows[row].state {
                    patch.shift(region, place);
                }
            }
            // Before the list is mounted there is nothing on the page to change.
            (RowStep::Insert { .. } | RowStep::Move { .. }, None) => {}
        }
    }

    /// Mounts rows that are not mounted yet.
    fn mount(&mut self, rows: Range<usize>, mount: &mut Mount<'_>) {
        let mut fresh = FreshRows::of(rows.len());
        for row in &mut self.rows[rows] {
            if let RowState::Grown(number) = row.state {
                let region = self.grown.mount(number, mount);
                row.state = region.map_or(RowState::Fixed, RowState::Standing);
                fresh.made_one();
            }
        }
        self.grown.tidy();
    }

    fn remove(&mut self, patch: &mut Patch, row: &EachRow) {
        row.scope.dispose();
        match row.state {
            RowState::Grown(number) => self.grown.remove(number),
            RowState::Standing(region) => patch.remove(region),
            RowState::Fixed => {}
        }
        if let Some(counted) = &mut self.counted {
            counted.remove();
        }
    }

    fn place(&self, site: HolePlace, before: Option<usize>) -> Place {
        let neighbour = before.map(|row| self.rows[row].state);
        match neighbour {
            Some(RowState::Standing(region)) => Place::Before(region),
            _ => site.end(),
        }
    }
}
