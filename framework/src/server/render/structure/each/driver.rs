//! The rows of a list by key, with the types of their values.

use std::hash::Hash;
use std::mem::{needs_drop, size_of};
use std::rc::Rc;

use crate::graph::{NodeId, ReadSignal, RwSignal, untrack};
use crate::key::key_number;
use crate::server::render::reconcile::origins;
use crate::server::stage;
use crate::server::view::exceeded::bounded;
use crate::server::view::{EachDriver, Structure, View};
use crate::wire::limits::REGIONS;

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
        let rows = Rows::new(items, key, row);
        match fallback {
            Some(fallback) => Self::Each(Box::new(RowsOr {
                rows,
                fallback,
                is_empty: false,
            })),
            None => Self::Each(Box::new(rows)),
        }
    }

    /// Makes rows of `items`, which the browser makes and removes once they are on the page.
    pub fn each_in_browser<T, K, I>(
        items: impl Fn() -> I + 'static,
        key: impl Fn(&T) -> K + 'static,
        row: impl Fn(ReadSignal<T>) -> View + 'static,
    ) -> Self
    where
        T: PartialEq + 'static,
        K: Eq + Hash + 'static,
        I: IntoIterator<Item = T>,
    {
        Self::Each(Box::new(Rows {
            is_in_browser: true,
            ..Rows::new(items, key, row)
        }))
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

    fn item_bytes(&self) -> usize {
        self.rows.item_bytes()
    }

    fn view(&mut self, row: usize) -> View {
        if self.is_empty {
            (self.fallback)()
        } else {
            self.rows.view(row)
        }
    }

    fn key(&self, row: usize) -> Option<u32> {
        match self.is_empty {
            true => None,
            false => self.rows.key(row),
        }
    }

    fn source(&self, row: usize) -> Option<NodeId> {
        match self.is_empty {
            true => None,
            false => self.rows.source(row),
        }
    }

    fn rest(&mut self, row: usize, dispose: &mut dyn FnMut()) -> bool {
        self.rows.rest(row, dispose)
    }

    fn changed(&self) -> Option<usize> {
        self.rows.changed()
    }

    fn renew(&mut self) {
        self.rows.renew();
    }

    fn replace(&mut self) {
        self.rows.replace();
    }
}

struct Rows<T: 'static, K, Items, Key, Row> {
    /// True if the browser makes and removes rows once they are on the page.
    is_in_browser: bool,
    items: Items,
    key: Key,
    row: Row,
    keys: Vec<K>,
    values: Vec<RowValue<T>>,
    /// The row that rested last, with its value. Its allocation is used for the next row.
    last: Option<(usize, Rc<T>)>,
    /// The value of the row whose view was made last.
    made: Option<(usize, Rc<T>)>,
    /// The new values of resting rows, in the order of the rows, the last first.
    changed: Vec<(usize, T)>,
}

/// Bytes that an item owns elsewhere, if there are any, on average: one short text.
const OWNED: usize = 32;

/// The value of a row.
#[derive(Default)]
enum RowValue<T> {
    #[default]
    Taken,
    /// In the signal that the view of the row has.
    Shown(RwSignal<T>),
    /// Kept for the view, which is made later.
    Resting(T),
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
        self.unwrap_last();
        self.made = None;
        untrack(|| self.take(items))
    }

    fn is_in_browser(&self) -> bool {
        self.is_in_browser
    }

    fn follow(&self) {
        (self.items)();
    }

    fn item_bytes(&self) -> usize {
        let owned = if needs_drop::<T>() { OWNED } else { 0 };
        // The list can be read again, so what it is read from has the items too.
        2 * (size_of::<T>() + owned)
    }

    fn view(&mut self, row: usize) -> View {
        if self.last.as_ref().is_some_and(|(last, _)| *last == row) {
            self.unwrap_last();
        }
        let RowValue::Resting(value) = std::mem::take(&mut self.values[row]) else {
            return View::empty();
        };
        let value = self.shared(value);
        let signal = RwSignal::of_shared(Rc::clone(&value));
        self.made = Some((row, value));
        if self.is_in_browser {
            stage::known().link(|link| link.follows_browser(signal.id()));
        }
        self.values[row] = RowValue::Shown(signal);
        (self.row)(signal.read_only())
    }

    fn key(&self, row: usize) -> Option<u32> {
        Some(key_number(self.keys.get(row)?))
    }

    fn source(&self, row: usize) -> Option<NodeId> {
        match self.values.get(row)? {
            RowValue::Shown(signal) => Some(signal.id()),
            _ => None,
        }
    }

    fn rest(&mut self, row: usize, dispose: &mut dyn FnMut()) -> bool {
        let RowValue::Shown(signal) = self.values[row] else {
            return false;
        };
        // The graph has it, and this.
        let alone = |value: &Rc<T>| Rc::strong_count(value) == 2;
        let made = self.made.take().filter(|(made, _)| *made == row);
        let made = made.map(|(_, value)| value).filter(alone);
        let Some(value) = made.or_else(|| signal.shared().filter(alone)) else {
            return false;
        };
        dispose();
        self.unwrap_last();
        self.last = Some((row, value));
        true
    }

    fn changed(&self) -> Option<usize> {
        self.changed.last().map(|(row, _)| *row)
    }

    fn renew(&mut self) {
        if let Some((row, new)) = self.changed.pop()
            && let RowValue::Shown(signal) = self.values[row]
        {
            signal.set(new);
        }
    }

    fn replace(&mut self) {
        if let Some((row, new)) = self.changed.pop() {
            self.values[row] = RowValue::Resting(new);
        }
    }
}

impl<T: PartialEq + 'static, K: Eq + Hash, Items, Key: Fn(&T) -> K, Row>
    Rows<T, K, Items, Key, Row>
{
    fn new(items: Items, key: Key, row: Row) -> Self {
        Self {
            is_in_browser: false,
            items,
            key,
            row,
            keys: Vec::new(),
            values: Vec::new(),
            last: None,
            made: None,
            changed: Vec::new(),
        }
    }

    /// Takes the value of the row that rested last out of its allocation.
    fn unwrap_last(&mut self) {
        if let Some((row, value)) = self.last.take()
            && let Ok(value) = Rc::try_unwrap(value)
        {
            self.values[row] = RowValue::Resting(value);
        }
    }

    /// Makes an allocation for a value, or uses that of the row that rested last.
    fn shared(&mut self, value: T) -> Rc<T> {
        let Some((row, mut spare)) = self.last.take() else {
            return Rc::new(value);
        };
        match Rc::get_mut(&mut spare) {
            Some(place) => {
                self.values[row] = RowValue::Resting(std::mem::replace(place, value));
                spare
            }
            None => Rc::new(value),
        }
    }

    fn take(&mut self, items: Vec<T>) -> Vec<Option<usize>> {
        let keys: Vec<K> = items.iter().map(&self.key).collect();
        let origins = origins(&self.keys, &keys);
        let mut before = std::mem::take(&mut self.values);
        self.keys = keys;
        self.values.reserve_exact(items.len());
        self.changed.clear();
        for (row, (item, origin)) in items.into_iter().zip(&origins).enumerate() {
            let kept = origin.map(|place| std::mem::take(&mut before[place]));
            self.values.push(match kept.unwrap_or_default() {
                RowValue::Taken => RowValue::Resting(item),
                RowValue::Shown(signal) => {
                    renew(signal, item);
                    RowValue::Shown(signal)
                }
                RowValue::Resting(value) => {
                    if value != item {
                        self.changed.push((row, item));
                    }
                    RowValue::Resting(value)
                }
            });
        }
        self.changed.reverse();
        origins
    }
}

fn renew<T: PartialEq + 'static>(value: RwSignal<T>, new: T) {
    if value.with_untracked(|old| *old != new) {
        value.set(new);
    }
}
