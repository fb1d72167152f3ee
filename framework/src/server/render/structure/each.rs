//! `<For>`: rows by key, compared with the order that was sent last.

use std::cell::RefCell;
use std::hash::Hash;
use std::rc::Rc;

use super::{HolePlace, Planted, Structural};
use crate::graph::{ReadSignal, WriteSignal, signal, untrack};
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::{Patch, watch};
use crate::server::render::reconcile::{RowStep, origins, steps};
use crate::server::view::exceeded::bounded;
use crate::server::view::{EachDriver, Structure, View};
use crate::wire::message::Place;

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
    values: Vec<RowValue<T>>,
}

enum RowValue<T: 'static> {
    /// The value of a row that has no view yet.
    Fresh(T),
    Kept(ReadSignal<T>, WriteSignal<T>),
    /// The value has been taken for a view that is being made.
    Taken,
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
        let items: Vec<T> = bounded((self.items)()).collect();
        untrack(|| self.take(items))
    }

    fn view(&mut self, row: usize) -> View {
        let RowValue::Fresh(value) = std::mem::replace(&mut self.values[row], RowValue::Taken)
        else {
            return View::empty();
        };
        let (value, set_value) = signal(value);
        self.values[row] = RowValue::Kept(value, set_value);
        (self.row)(value)
    }
}

impl<T: PartialEq, K: Eq + Hash, Items, Key: Fn(&T) -> K, Row> Rows<T, K, Items, Key, Row> {
    fn take(&mut self, items: Vec<T>) -> Vec<Option<usize>> {
        let keys: Vec<K> = items.iter().map(&self.key).collect();
        let origins = origins(&self.keys, &keys);
        let mut before = std::mem::take(&mut self.values);
        let keep = |(item, origin): (T, &Option<usize>)| match origin {
            Some(place) => std::mem::replace(&mut before[*place], RowValue::Taken).updated(item),
            None => RowValue::Fresh(item),
        };
        self.values = items.into_iter().zip(&origins).map(keep).collect();
        self.keys = keys;
        origins
    }
}

impl<T: PartialEq> RowValue<T> {
    fn updated(self, new: T) -> Self {
        match self {
            Self::Kept(value, set_value) => {
                if value.with_untracked(|old| *old != new) {
                    set_value.set(new);
                }
                Self::Kept(value, set_value)
            }
            Self::Fresh(_) | Self::Taken => Self::Fresh(new),
        }
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
    rows: Vec<Planted>,
}

impl Structural for Each {
    fn mount(&self, site: Option<HolePlace>, mount: &mut Mount<'_>) {
        let mut state = self.state.borrow_mut();
        state.site = site;
        state
            .rows
            .iter_mut()
            .for_each(|row| row.mount_region(mount));
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
        let mut before: Vec<Option<Planted>> = self.rows.drain(..).map(Some).collect();
        let steps = steps(before.len(), origins);
        self.rows.reserve(origins.len());
        for (row, origin) in origins.iter().enumerate() {
            let kept = origin.and_then(|place| before[place].take());
            self.rows
                .push(kept.unwrap_or_else(|| Planted::grow(patch, nest, || driver.view(row))));
        }
        for step in steps {
            self.step(patch, step, &mut before);
        }
    }

    fn step(&mut self, patch: &mut Patch, step: RowStep, before: &mut [Option<Planted>]) {
        match (step, self.site) {
            (RowStep::Remove(place), _) => {
                before[place]
                    .take()
                    .into_iter()
                    .for_each(|row| row.remove(patch));
            }
            (RowStep::Insert { rows, before }, Some(site)) => {
                let place = self.place(site, before);
                patch.insert(place, |mount| {
                    self.rows[rows]
                        .iter_mut()
                        .for_each(|row| row.mount_region(mount));
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

    fn place(&self, site: HolePlace, before: Option<usize>) -> Place {
        let neighbour = before.and_then(|row| self.rows[row].region());
        neighbour.map_or_else(|| site.end(), Place::Before)
    }
}
