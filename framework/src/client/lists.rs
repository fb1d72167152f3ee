//! Lists whose rows the browser makes: those that follow an `optimistic(..)`. What calls are going to do to such a list is on
//! the page in the turn of their event; the server renders the rows of a page that it makes, and nothing of them later.
//!
//! 1. A row is known by the key of its item. Of several rows with one key, the first is the first.
//! 2. A row that appears in the turn of a call is the draft of that call. When the call has ended and has not failed, its draft
//!    takes an item that has no row yet, so the row of the draft becomes that of the saved item. Whatever else happens
//!    to a draft's key while its call is under way, it is the same draft.
//! 3. A row whose item is gone while a call is under way is only hidden: should the call fail, it is back as it was. When the calls
//!    of that time have ended, it is removed.

use std::cell::RefCell;
use std::hash::Hash;
use std::marker::PhantomData;
use std::rc::Rc;

use super::dom::{Dom, Node, Patched, RowPlace};
use super::kind::{Bound, ListFn};
use super::live::CallsNow;
use super::page::{self, Page};
use super::resume::Sleeping;
use crate::cross::{self, Cross, ValueOps};
use crate::graph::{NodeId, ReadSignal, RwSignal, ScopeId, untrack, watch_in};
use crate::key::key_hash;
use crate::order::longest_run;
use crate::part::{Locator, RowsDef, place};
use crate::wire::column::push_varint;
use crate::wire::number::{CallId, Region};

/// The items of a list, with types that are hidden.
pub trait ListItems {
    /// Returns the number of items.
    fn count(&self) -> usize;
    /// Returns a hash of the key of an item.
    fn key(&self, at: usize) -> u64;
    /// Returns the signal of a row that the server has made, and a hash of its key.
    fn row(&self, signal: &[u8]) -> (NodeId, u64);
    /// Makes the signal of a new row of an item.
    fn make(&mut self, at: usize) -> (NodeId, &'static ValueOps);
    /// Writes an item into the signal of its row, if it differs.
    fn write(&mut self, at: usize, row: NodeId);
}

/// The items of a list, and the closure that returns their keys.
#[derive(Debug)]
pub struct KeyedItems<T, K, F> {
    /// Items that were not taken yet.
    items: Vec<Option<T>>,
    key: F,
    of: PhantomData<fn() -> K>,
}

impl<T, K, F: Fn(&T) -> K> KeyedItems<T, K, F> {
    pub(crate) fn new(items: Vec<T>, key: F) -> Self {
        Self {
            items: items.into_iter().map(Some).collect(),
            key,
            of: PhantomData,
        }
    }
}

impl<T, K, F> ListItems for KeyedItems<T, K, F>
where
    T: Cross + PartialEq + 'static,
    K: Hash,
    F: Fn(&T) -> K,
{
    fn count(&self) -> usize {
        self.items.len()
    }

    fn key(&self, at: usize) -> u64 {
        let item = self.items[at].as_ref();
        item.map_or(0, |item| key_hash(&(self.key)(item)))
    }

    fn row(&self, signal: &[u8]) -> (NodeId, u64) {
        let signal: ReadSignal<T> = cross::restore(signal);
        let key = signal.with_untracked(|item| key_hash(&(self.key)(item)));
        (signal.id(), key)
    }

    fn make(&mut self, at: usize) -> (NodeId, &'static ValueOps) {
        match self.items[at].take() {
            Some(item) => (RwSignal::new(item).id(), cross::ops::<T>()),
            None => page::fail("an item has one row"),
        }
    }

    fn write(&mut self, at: usize, row: NodeId) {
        if let Some(item) = self.items[at].take() {
            let row = RwSignal::<T>::from_id(row);
            if row.with_untracked(|old| *old != item) {
                row.set(item);
            }
        }
    }
}

/// A list, in a hole of a region.
pub(super) struct List {
    region: Region,
    at: Locator,
    rows: &'static RowsDef,
    bound: Bound,
    run: ListFn,
    state: RefCell<ListState>,
}

/// A row that the server has made: its region and its frame.
pub(super) type MadeRow = (Region, Rc<Vec<Vec<u8>>>);

#[derive(Default)]
struct ListState {
    /// The rows that the server has made, until they are among the others.
    made: Vec<MadeRow>,
    /// In the order of the page.
    shown: Vec<Row>,
    hidden: Vec<Row>,
    /// The last call when the list was shown last.
    called: CallId,
}

struct Row {
    region: Region,
    signal: NodeId,
    key: u64,
    /// The call of which it is a draft.
    draft_of: Option<CallId>,
    /// The last call when it was hidden: one of the calls up to that may bring it back.
    hidden_at: CallId,
    /// The element in it that had the focus when it was hidden.
    focused: Option<Node>,
}

/// The row of an item.
struct ShownRow {
    row: Row,
    /// The place that it had among the rows that were shown.
    origin: Option<usize>,
    was_hidden: bool,
}

impl List {
    /// Makes the list in a hole of a region; the server has made some rows.
    pub(super) fn new(
        (region, at): (Region, Locator),
        rows: &'static RowsDef,
        (bound, run): (Bound, ListFn),
        made: Vec<MadeRow>,
    ) -> Self {
        Self {
            region,
            at,
            rows,
            bound,
            run,
            state: RefCell::new(ListState {
                made,
                ..ListState::default()
            }),
        }
    }

    /// Follows the items from now on.
    #[inline(never)]
    pub(super) fn watch(self) {
        watch_in(ScopeId::current(), move || {
            let mut items = (self.run)(&mut self.bound.captures());
            untrack(|| self.show(&page::current(), &mut *items));
        });
    }

    fn show(&self, page: &Page, items: &mut dyn ListItems) {
        let Some(link) = page.link.get() else { return };
        let calls = link.calls_now();
        let mut state = self.state.borrow_mut();
        self.take_made(&mut state, items);
        forget(page, &mut state.hidden, |row| calls.may_bring_back(row));
        let before = std::mem::take(&mut state.shown);
        let mut before: Vec<Option<Row>> = before.into_iter().map(Some).collect();
        let mut rows = find(items, &mut before, &mut state.hidden, &calls);
        settle_drafts(items, &mut before, &mut rows, &calls);
        leave(
            page,
            before.into_iter().flatten(),
            &mut state.hidden,
            &calls,
        );
        self.arrange(page, items, rows, &mut state, &calls);
        state.called = calls.made;
    }

    /// Takes the rows that the server has made.
    fn take_made(&self, state: &mut ListState, items: &dyn ListItems) {
        let slots = self.rows.slots.iter();
        let own = slots.zip(0..).find(|(slot, _)| **slot == RowsDef::ITEM);
        for (region, frame) in std::mem::take(&mut state.made) {
            let bytes = own.and_then(|(_, at)| frame.get::<usize>(at));
            let (signal, key) = items.row(bytes.map_or(&[], Vec::as_slice));
            state.shown.push(Row {
                region,
                signal,
                key,
                draft_of: None,
                hidden_at: CallId::default(),
                focused: None,
            });
        }
    }

    /// Puts the rows in order, from the last to the first, and makes those that are missing.
    fn arrange(
        &self,
        page: &Page,
        items: &mut dyn ListItems,
        rows: Vec<Option<ShownRow>>,
        state: &mut ListState,
        calls: &CallsNow,
    ) {
        let origin = |row: &Option<ShownRow>| row.as_ref().and_then(|row| row.origin);
        let stays = longest_run(&rows.iter().map(origin).collect::<Vec<_>>());
        let missing = rows.iter().filter(|row| row.is_none()).count();
        let mut drafts = calls.drafts(missing, state.called).into_iter().rev();
        let mut before = None;
        for (at, shown) in rows.into_iter().enumerate().rev() {
            let place = RowPlace {
                list: self.region,
                at: self.at.0,
                before,
            };
            let row = match shown {
                Some(ShownRow {
                    mut row,
                    was_hidden,
                    ..
                }) => {
                    items.write(at, row.signal);
                    if was_hidden {
                        turn(page, row.region, true);
                    }
                    if !stays[at] {
                        page.dom.move_row(row.region, place);
                    }
                    if let Some(node) = row.focused.take() {
                        focus_again(page, &node);
                    }
                    row
                }
                None => match self.add(page, items, at, place) {
                    Some(row) => Row {
                        draft_of: drafts.next().flatten(),
                        ..row
                    },
                    None => continue,
                },
            };
            before = Some(row.region);
            state.shown.push(row);
        }
        state.shown.reverse();
    }

    /// Makes a row of an item.
    fn add(
        &self,
        page: &Page,
        items: &mut dyn ListItems,
        at: usize,
        place: RowPlace<'_>,
    ) -> Option<Row> {
        let key = items.key(at);
        let region = Region::own(page.nodes.own());
        let (html, is_bracketed) = (self.rows.html, self.rows.is_bracketed);
        if !page.dom.add_row(region, place, html, is_bracketed) {
            return None;
        }
        let (signal, ops) = page.scope(region).run(|| items.make(at));
        let number = page.nodes.add_own(signal, ops);
        let slots = self.rows.slots.iter().map(|slot| match *slot {
            RowsDef::ITEM => {
                let mut handle = Vec::new();
                push_varint(&mut handle, number.0.into());
                handle
            }
            slot => self.bound.slot(slot).to_vec(),
        });
        Sleeping::made(region, self.rows.kind, slots.collect()).wake(page, Region(0));
        Some(Row {
            region,
            signal,
            key,
            draft_of: None,
            hidden_at: CallId::default(),
            focused: None,
        })
    }
}

/// Finds the rows of items by their keys, first among those that are shown.
fn find(
    items: &dyn ListItems,
    before: &mut [Option<Row>],
    hidden: &mut Vec<Row>,
    calls: &CallsNow,
) -> Vec<Option<ShownRow>> {
    let mut next = 0;
    let find = |at| {
        let key = items.key(at);
        let has_key = |row: &Row| row.key == key && !is_over(row, calls);
        let is_it = |row: &Option<Row>| row.as_ref().is_some_and(has_key);
        // Mostly the rows are in the same order as before.
        let later = before[next..].iter().position(is_it).map(|at| next + at);
        let origin = later.or_else(|| before[..next].iter().position(is_it));
        if let Some(origin) = origin {
            next = origin + 1;
            let row = before[origin].take()?;
            return Some(ShownRow {
                row,
                origin: Some(origin),
                was_hidden: false,
            });
        }
        let at = hidden.iter().position(has_key)?;
        Some(ShownRow {
            row: hidden.remove(at),
            origin: None,
            was_hidden: true,
        })
    };
    (0..items.count()).map(find).collect()
}

/// Gives items without a row the drafts that have lost theirs, in order: that of a call that has ended and not failed, or of one
/// that is under way.
fn settle_drafts(
    items: &dyn ListItems,
    before: &mut [Option<Row>],
    rows: &mut [Option<ShownRow>],
    calls: &CallsNow,
) {
    let mut drafts = before.iter_mut().enumerate().filter(|(_, row)| {
        let call = row.as_ref().and_then(|row| row.draft_of);
        call.is_some_and(|call| !calls.ended.contains(&(call, true)))
    });
    for (at, shown) in rows.iter_mut().enumerate() {
        if shown.is_some() {
            continue;
        }
        let Some((origin, row)) = drafts.next() else {
            return;
        };
        *shown = row.take().map(|row| ShownRow {
            row: Row {
                key: items.key(at),
                draft_of: row.draft_of.filter(|call| calls.under_way.contains(call)),
                ..row
            },
            origin: Some(origin),
            was_hidden: false,
        });
    }
}

/// Hides the rows whose items are gone, or removes them.
fn leave(page: &Page, gone: impl Iterator<Item = Row>, hidden: &mut Vec<Row>, calls: &CallsNow) {
    forget(page, hidden, |row| calls.keeps(row));
    for mut row in gone {
        if calls.under_way.is_empty() || is_over(&row, calls) {
            remove(page, row.region);
            continue;
        }
        row.hidden_at = calls.made;
        row.focused = focused(page, row.region);
        turn(page, row.region, false);
        hidden.push(row);
    }
}

/// Removes the hidden rows that `keeps` refuses.
fn forget(page: &Page, hidden: &mut Vec<Row>, keeps: impl Fn(&Row) -> bool) {
    hidden.retain(|row| {
        let is_kept = keeps(row);
        if !is_kept {
            remove(page, row.region);
        }
        is_kept
    });
}

fn remove(page: &Page, region: Region) {
    page.dom.remove_row(region);
    if let Some(link) = page.link.get() {
        link.end_region(page, region);
    }
}

/// Returns whether a row is the draft of a call that has ended.
fn is_over(row: &Row, calls: &CallsNow) -> bool {
    let call = row.draft_of;
    call.is_some_and(|call| !calls.under_way.contains(&call))
}

fn turn(page: &Page, region: Region, is_shown: bool) {
    if let Some(link) = page.link.get() {
        link.turn_region(page, region, is_shown);
    }
}

/// Returns the element of a row that has the focus.
fn focused(page: &Page, region: Region) -> Option<Node> {
    let root = page.dom.element(region, &[0, place::ELEMENT])?;
    let focused = page.dom.focused();
    focused.filter(|focused| page.dom.holds(&root, focused))
}

/// Gives an element the focus that it had, unless another one has it.
fn focus_again(page: &Page, node: &Node) {
    let focused = page.dom.focused();
    if focused.is_none() || focused == page.dom.query("body") {
        page.dom.call(node, "focus", &[]);
    }
}

impl CallsNow {
    /// Returns whether a call that was under way when a row was hidden is so still, or ends in this turn.
    fn may_bring_back(&self, row: &Row) -> bool {
        let ended = self.ended.iter().map(|(call, _)| call);
        let mut calls = self.under_way.iter().chain(ended);
        calls.any(|call| *call <= row.hidden_at)
    }

    /// Returns whether a call is still under way that was so when a row was hidden.
    fn keeps(&self, row: &Row) -> bool {
        self.under_way.iter().any(|call| *call <= row.hidden_at)
    }

    /// Returns the calls of which new rows are drafts: those that were made after `called`, in their order, each of one row, and
    /// the last one of all others.
    fn drafts(&self, rows: usize, called: CallId) -> Vec<Option<CallId>> {
        let new = self.under_way.iter().filter(|call| **call > called);
        let new: Vec<CallId> = new.copied().collect();
        let of = |row: usize| new.get(row).or(new.last()).copied();
        (0..rows).map(of).collect()
    }
}
