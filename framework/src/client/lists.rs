//! Lists whose rows the browser makes: those that follow an `optimistic(..)`. What calls are going to do to such a list is on
//! the page in the turn of their event; the server renders the rows of a page that it makes, and nothing of them later.
//!
//! 1. A row is known by the key of its item. Of several rows with one key, the first is the first.
//! 2. An item is a draft if it is not in the list without the calls under way, and that of the first call with which it is:
//!    the memo is computed again with fewer calls. Whatever happens to the key of a draft while its call is under way, it is the same draft.
//! 3. When a call has ended and has not failed, its drafts take the items that have no row yet, so the row of a draft becomes that
//!    of the saved item. An item with the key of the draft comes first.
//! 4. A row whose item is gone while calls are under way is only hidden: should one of them fail, it is back as it was. When they
//!    have all ended, it is removed.
//!
//! Only calls of the actions that the memo follows count. A list hears of their ends also if they do not change it. One that is
//! hidden itself learns of them when it is shown: it holds the calls, and each call has its end.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::hash::Hash;
use std::marker::PhantomData;
use std::ops::Range;
use std::rc::Rc;

use super::by_hash::ByHash;
use super::dom::{Dom, Node, Patched, RowPlace};
use super::kind::{Bound, ListFn};
use super::live::{FollowedCall, SessionHooks};
use super::page::{self, Page};
use super::resume::Sleeping;
use crate::cross::{self, Cross, ValueOps};
use crate::graph::{
    Memo, NodeId, ReadSignal, RwSignal, ScopeId, Shared, attempt, hooks, on_cleanup, untrack,
    watch_in,
};
use crate::key::key_hash;
use crate::order::longest_run;
use crate::part::{Locator, RowsDef, place};
use crate::wire::column::push_varint;
use crate::wire::number::{CallId, NodeNumber, Region};

/// The items of a list, with types that are hidden.
pub trait ListItems {
    /// Returns the memo that the list follows.
    fn memo(&self) -> NodeId;
    /// Returns the number of items.
    fn count(&self) -> usize;
    /// Returns a hash of the key of an item.
    fn hash(&self, at: usize) -> u64;
    /// Returns whether the item of a row has the key of an item.
    fn is_of(&self, at: usize, row: NodeId) -> bool;
    /// Returns the signal of a row that the server has made, and a hash of its key.
    fn row(&self, signal: &[u8]) -> (NodeId, u64);
    /// Returns for each item whether it is in another value of the memo. Of several items with one key, the first are.
    fn are_in(&self, value: &dyn Any) -> Vec<bool>;
    /// Makes the signal of a new row of an item.
    fn make(&mut self, at: usize) -> (NodeId, &'static ValueOps);
    /// Writes an item into the signal of its row, if it differs.
    fn write(&mut self, at: usize, row: NodeId);
}

/// The items of a list, and the closure that returns their keys.
#[derive(Debug)]
pub struct KeyedItems<T, K, F> {
    memo: NodeId,
    /// Returns the items in a value of the memo.
    read: fn(&dyn Any) -> Vec<T>,
    /// Items that were not taken yet, each with a hash of its key.
    items: Vec<(u64, Option<T>)>,
    key: F,
    of: PhantomData<fn() -> K>,
}

impl<T, K, F: Fn(&T) -> K> KeyedItems<T, K, F> {
    pub(crate) fn new<I>(shown: Memo<I>, key: F) -> Self
    where
        I: IntoIterator<Item = T> + Clone + 'static,
        K: Hash,
    {
        let read = |value: &dyn Any| match value.downcast_ref::<I>() {
            Some(items) => items.clone().into_iter().collect(),
            None => Vec::new(),
        };
        Self {
            memo: shown.id(),
            read,
            items: hashed(shown.with(|items| read(items)), &key),
            key,
            of: PhantomData,
        }
    }

    /// Returns whether an item has the key of another one.
    fn is_same(&self, at: usize, other: &T) -> bool
    where
        K: PartialEq,
    {
        let item = self.items[at].1.as_ref();
        item.is_some_and(|item| (self.key)(item) == (self.key)(other))
    }
}

/// Adds to items the hashes of their keys.
fn hashed<T, K: Hash>(items: Vec<T>, key: impl Fn(&T) -> K) -> Vec<(u64, Option<T>)> {
    let hashed = |item| (key_hash(&key(&item)), Some(item));
    items.into_iter().map(hashed).collect()
}

impl<T, K, F> ListItems for KeyedItems<T, K, F>
where
    T: Cross + PartialEq + 'static,
    K: Hash + PartialEq,
    F: Fn(&T) -> K,
{
    fn memo(&self) -> NodeId {
        self.memo
    }

    fn count(&self) -> usize {
        self.items.len()
    }

    fn hash(&self, at: usize) -> u64 {
        self.items[at].0
    }

    fn is_of(&self, at: usize, row: NodeId) -> bool {
        ReadSignal::<T>::from_id(row).with_untracked(|item| self.is_same(at, item))
    }

    fn row(&self, signal: &[u8]) -> (NodeId, u64) {
        let signal: ReadSignal<T> = cross::restore(signal);
        let hash = signal.with_untracked(|item| key_hash(&(self.key)(item)));
        (signal.id(), hash)
    }

    fn are_in(&self, value: &dyn Any) -> Vec<bool> {
        let mut others = hashed((self.read)(value), &self.key);
        let by_hash = ByHash::new(others.iter().map(|(hash, _)| *hash).collect());
        let mut next = 0;
        let is_in = |at: usize| {
            let places = by_hash.places(self.hash(at)).filter(|place| {
                let other = others[*place].1.as_ref();
                other.is_some_and(|other| self.is_same(at, other))
            });
            let found = first(places, next..others.len());
            if let Some(found) = found {
                others[found].1 = None;
                next = found + 1;
            }
            found.is_some()
        };
        (0..self.count()).map(is_in).collect()
    }

    fn make(&mut self, at: usize) -> (NodeId, &'static ValueOps) {
        match self.items[at].1.take() {
            Some(item) => (RwSignal::new(item).id(), cross::ops::<T>()),
            None => page::fail("an item has one row"),
        }
    }

    fn write(&mut self, at: usize, row: NodeId) {
        if let Some(item) = self.items[at].1.take() {
            let row = RwSignal::<T>::from_id(row);
            if row.with_untracked(|old| *old != item) {
                row.set(item);
            }
        }
    }
}

/// Returns the first of these places, which increase, that is among the next ones, or else the first: mostly things are in the
/// same order as before.
fn first(places: impl Iterator<Item = usize>, next: Range<usize>) -> Option<usize> {
    let mut first = None;
    for place in places {
        if next.contains(&place) {
            return Some(place);
        }
        first = first.or(Some(place));
    }
    first
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

#[derive(Clone, Default)]
struct ListState {
    /// The rows that the server has made, until they are among the others.
    made: Vec<MadeRow>,
    /// In the order of the page.
    shown: Vec<ListRow>,
    hidden: Vec<ListRow>,
}

#[derive(Clone)]
struct ListRow {
    region: Region,
    signal: NodeId,
    /// A hash of the key of its item.
    hash: u64,
    /// The call of which it is a draft.
    draft_of: Option<Rc<FollowedCall>>,
    /// The calls that were under way when it was hidden.
    hidden_by: Vec<Rc<FollowedCall>>,
    /// The element in it that had the focus when it was hidden.
    focused: Option<Node>,
}

impl ListRow {
    fn new(region: Region, (signal, hash): (NodeId, u64)) -> Self {
        Self {
            region,
            signal,
            hash,
            draft_of: None,
            hidden_by: Vec::new(),
            focused: None,
        }
    }

    /// Returns whether it is a draft of this call, or of none.
    fn is_draft_of(&self, call: Option<&Rc<FollowedCall>>) -> bool {
        self.draft_of.as_ref().map(|call| call.id) == call.map(|call| call.id)
    }

    /// Returns whether it is the draft of a call that has ended and not failed.
    fn is_saved(&self) -> bool {
        let call = self.draft_of.as_ref();
        call.is_some_and(|call| call.has_succeeded())
    }

    /// Returns whether it is the draft of a call that has ended.
    fn is_over(&self) -> bool {
        let call = self.draft_of.as_ref();
        call.is_some_and(|call| !call.is_under_way())
    }
}

/// The row of an item.
struct ShownRow {
    row: ListRow,
    /// The place that it had among the rows that were shown.
    origin: Option<usize>,
    was_hidden: bool,
}

/// A search for the rows of items, among those of before.
struct RowSearch<'a> {
    items: &'a dyn ListItems,
    /// The calls of which the items are drafts.
    adders: &'a [Option<Rc<FollowedCall>>],
    /// The shown rows, then the hidden ones; `None` where one was taken.
    rows: Vec<Option<ListRow>>,
    /// The number of those that are shown.
    shown: usize,
    /// The place behind the row that was found last.
    next: usize,
    found: Vec<Option<ShownRow>>,
}

impl<'a> RowSearch<'a> {
    fn new(
        items: &'a dyn ListItems,
        adders: &'a [Option<Rc<FollowedCall>>],
        shown: Vec<ListRow>,
        hidden: Vec<ListRow>,
    ) -> Self {
        Self {
            items,
            adders,
            shown: shown.len(),
            rows: shown.into_iter().chain(hidden).map(Some).collect(),
            next: 0,
            found: adders.iter().map(|_| None).collect(),
        }
    }

    /// Finds the rows.
    fn run(&mut self) {
        let rows = || self.rows.iter().flatten();
        let by_hash = ByHash::new(rows().map(|row| row.hash).collect());
        let places = |is_it: fn(&ListRow) -> bool| -> Vec<usize> {
            let found = rows().zip(0..).filter(|(row, _)| is_it(row));
            found.map(|(_, place)| place).collect()
        };
        let drafts = places(|row| row.draft_of.is_some());
        let saved = places(ListRow::is_saved);
        // Rows that are what they were.
        self.each(&|search, at| {
            search.first(by_hash.places(search.items.hash(at)), |row| {
                search.is_like(at, row) && search.has_key(at, row)
            })
        });
        // Drafts whose keys are other ones now.
        self.each(&|search, at| {
            search.adders[at].as_ref()?;
            search.first(drafts.iter().copied(), |row| search.is_like(at, row))
        });
        // Rows of items that are drafts by now, or are none any more.
        self.each(&|search, at| {
            search.first(by_hash.places(search.items.hash(at)), |row| {
                let is_other = search.adders[at].is_none() || row.draft_of.is_none();
                is_other && search.has_key(at, row)
            })
        });
        // Drafts that are saved.
        self.each(&|search, at| match search.adders[at] {
            None => search.first(saved.iter().copied(), |_| true),
            Some(_) => None,
        });
    }

    /// Gives each item without a row the one in the place that `find` returns.
    fn each(&mut self, find: &dyn Fn(&Self, usize) -> Option<usize>) {
        self.next = 0;
        for at in 0..self.found.len() {
            if self.found[at].is_none()
                && let Some(place) = find(self, at)
            {
                self.found[at] = self.take(place);
            }
        }
    }

    /// Returns the first of some places whose row is not taken, and for which `is_it` returns true.
    fn first(
        &self,
        places: impl Iterator<Item = usize>,
        is_it: impl Fn(&ListRow) -> bool,
    ) -> Option<usize> {
        let fits = |place: &usize| self.rows[*place].as_ref().is_some_and(&is_it);
        first(places.filter(fits), self.next..self.shown)
    }

    fn take(&mut self, place: usize) -> Option<ShownRow> {
        let row = self.rows[place].take()?;
        let was_hidden = place >= self.shown;
        if !was_hidden {
            self.next = place + 1;
        }
        Some(ShownRow {
            row,
            origin: (!was_hidden).then_some(place),
            was_hidden,
        })
    }

    fn has_key(&self, at: usize, row: &ListRow) -> bool {
        self.items.is_of(at, row.signal)
    }

    fn is_like(&self, at: usize, row: &ListRow) -> bool {
        row.is_draft_of(self.adders[at].as_ref())
    }
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
            let page = page::current();
            let Some(link) = page.link.get() else { return };
            let mut items = (self.run)(&mut self.bound.captures());
            let calls = link.follow_calls(&sources(items.memo()));
            // The end of a call need not change the items.
            calls.iter().for_each(|call| hooks::track(call.action));
            untrack(|| self.show(&page, &**link, &mut *items, &calls));
        });
    }

    fn show(
        &self,
        page: &Page,
        link: &dyn SessionHooks,
        items: &mut dyn ListItems,
        calls: &[Rc<FollowedCall>],
    ) {
        let adders = adders(link, items, calls);
        // Code of the application may panic until the rows are written: then the list is what it was.
        let ListState {
            made,
            mut shown,
            hidden,
        } = self.state.borrow().clone();
        shown.extend(made.into_iter().map(|made| self.take_made(made, items)));
        let may_be_back = |row: &ListRow| row.hidden_by.iter().any(|call| call.may_be_undone());
        let (hidden, over): (Vec<_>, Vec<_>) = hidden.into_iter().partition(may_be_back);
        let mut search = RowSearch::new(items, &adders, shown, hidden);
        search.run();
        let RowSearch {
            mut rows,
            shown,
            found,
            ..
        } = search;
        for (at, found) in found.iter().enumerate() {
            if let Some(found) = found {
                items.write(at, found.row.signal);
            }
        }
        over.iter().for_each(|row| remove(page, row.region));
        let mut hidden = rows.split_off(shown).into_iter().flatten().collect();
        leave(page, rows, &mut hidden, calls);
        let shown = self.arrange(page, items, found, &adders);
        self.state.replace(ListState {
            made: Vec::new(),
            shown,
            hidden,
        });
    }

    /// Returns a row that the server has made.
    fn take_made(&self, (region, frame): MadeRow, items: &dyn ListItems) -> ListRow {
        let slots = self.rows.slots.iter();
        let own = slots.zip(0..).find(|(slot, _)| **slot == RowsDef::ITEM);
        let bytes = own.and_then(|(_, at)| frame.get::<usize>(at));
        ListRow::new(region, items.row(bytes.map_or(&[], Vec::as_slice)))
    }

    /// Puts the rows in order, from the last to the first, and makes those that are missing.
    fn arrange(
        &self,
        page: &Page,
        items: &mut dyn ListItems,
        rows: Vec<Option<ShownRow>>,
        adders: &[Option<Rc<FollowedCall>>],
    ) -> Vec<ListRow> {
        let origin = |row: &Option<ShownRow>| row.as_ref().and_then(|row| row.origin);
        let stays = longest_run(&rows.iter().map(origin).collect::<Vec<_>>());
        let mut arranged = Vec::new();
        let mut before = None;
        for (at, shown) in rows.into_iter().enumerate().rev() {
            let place = RowPlace {
                list: self.region,
                at: self.at.0,
                before,
            };
            let (hash, draft_of) = (items.hash(at), adders[at].clone());
            let row = match shown {
                Some(ShownRow {
                    mut row,
                    was_hidden,
                    ..
                }) => {
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
                    Some((region, signal)) => ListRow::new(region, (signal, hash)),
                    None => continue,
                },
            };
            before = Some(row.region);
            arranged.push(ListRow {
                hash,
                draft_of,
                hidden_by: Vec::new(),
                ..row
            });
        }
        arranged.reverse();
        arranged
    }

    /// Makes a row of an item. It is on the page once its bindings have their values.
    fn add(
        &self,
        page: &Page,
        items: &mut dyn ListItems,
        at: usize,
        place: RowPlace<'_>,
    ) -> Option<(Region, NodeId)> {
        let index = page.nodes.free_own();
        let region = Region::own(index);
        let (html, is_bracketed) = (self.rows.html, self.rows.is_bracketed);
        if !page.dom.add_row(region, place, html, is_bracketed) {
            return None;
        }
        let nodes = Shared::clone(&page.nodes);
        let made = page.scope(region).run(|| {
            on_cleanup(move || nodes.forget_own(index));
            items.make(at)
        });
        page.nodes.add_own(index, made);
        let slots = self.rows.slots.iter().map(|slot| match *slot {
            RowsDef::ITEM => {
                let mut handle = Vec::new();
                push_varint(&mut handle, NodeNumber::own(index).0.into());
                handle
            }
            slot => self.bound.slot(slot).to_vec(),
        });
        Sleeping::made(region, self.rows.kind, slots.collect()).wake(page, Region(0));
        page.dom.move_row(region, place);
        Some((region, made.0))
    }
}

/// Returns a memo, and the nodes that it has read, directly and through other memos.
fn sources(memo: NodeId) -> Vec<NodeId> {
    let mut sources = vec![memo];
    let mut at = 0;
    while let Some(node) = sources.get(at).copied() {
        for source in hooks::sources(node) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        at += 1;
    }
    sources
}

/// Returns for each item the first of the calls under way with which it is in the list; `None` if it is there without any.
fn adders(
    link: &dyn SessionHooks,
    items: &dyn ListItems,
    calls: &[Rc<FollowedCall>],
) -> Vec<Option<Rc<FollowedCall>>> {
    let mut adders = vec![calls.last().cloned(); items.count()];
    for (at, call) in calls.iter().enumerate().rev() {
        link.show_calls(CallId(call.id.0 - 1));
        let before = at.checked_sub(1).map(|before| &calls[before]);
        let value = again(items.memo());
        let are_in = value.map(|value| items.are_in(&*value));
        for (adder, is_in) in adders.iter_mut().zip(are_in.unwrap_or_default()) {
            if is_in {
                *adder = before.cloned();
            }
        }
    }
    link.show_calls(CallId(u32::MAX));
    adders
}

/// Computes a memo once more. Returns nothing if that panics.
fn again(memo: NodeId) -> Option<Rc<dyn Any>> {
    let value = Rc::new(Cell::new(None));
    let made = Rc::clone(&value);
    attempt(move || made.set(hooks::compute_again(memo)));
    value.take()
}

/// Hides the rows whose items are gone, or removes them.
fn leave(
    page: &Page,
    gone: Vec<Option<ListRow>>,
    hidden: &mut Vec<ListRow>,
    calls: &[Rc<FollowedCall>],
) {
    hidden.retain_mut(|row| {
        row.hidden_by.retain(|call| call.is_under_way());
        let is_kept = !row.hidden_by.is_empty();
        if !is_kept {
            remove(page, row.region);
        }
        is_kept
    });
    for mut row in gone.into_iter().flatten() {
        if calls.is_empty() || row.is_over() {
            remove(page, row.region);
            continue;
        }
        row.hidden_by = calls.to_vec();
        row.focused = focused(page, row.region);
        turn(page, row.region, false);
        hidden.push(row);
    }
}

fn remove(page: &Page, region: Region) {
    page.dom.remove_row(region);
    if let Some(link) = page.link.get() {
        link.end_region(page, region);
    }
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

#[cfg(test)]
mod tests {
    use std::hash::Hasher;

    use super::*;
    use crate::graph::Runtime;

    thread_local! {
        static COMPARISONS: Cell<usize> = const { Cell::new(0) };
    }

    /// A key that counts its comparisons.
    struct Counted(u32);

    impl Hash for Counted {
        fn hash<H: Hasher>(&self, state: &mut H) {
            self.0.hash(state);
        }
    }

    impl PartialEq for Counted {
        fn eq(&self, other: &Self) -> bool {
            COMPARISONS.set(COMPARISONS.get() + 1);
            self.0 == other.0
        }
    }

    /// Items with these keys.
    fn items(keys: impl Iterator<Item = u32>) -> impl ListItems {
        let key = |item: &u32| Counted(*item);
        KeyedItems {
            memo: RwSignal::new(0).id(),
            read: |value| value.downcast_ref().cloned().unwrap_or_default(),
            items: hashed(keys.collect(), key),
            key,
            of: PhantomData,
        }
    }

    const COUNT: u32 = 500;

    #[test]
    fn each_item_is_compared_with_the_row_of_its_key() {
        let runtime = Runtime::new();
        let _here = runtime.enter();
        let row = |key: u32| ListRow::new(Region::own(key), (RwSignal::new(key).id(), key.into()));
        let (shown, hidden) = ((0..COUNT).map(row), (COUNT..2 * COUNT).map(row));
        // New ones first, then the hidden ones, then those that are shown.
        let items = items((0..3 * COUNT).rev());
        let adders = vec![None; items.count()];
        let mut search = RowSearch::new(&items, &adders, shown.collect(), hidden.collect());
        COMPARISONS.set(0);
        search.run();
        assert!(search.rows.iter().all(Option::is_none));
        for (found, key) in search.found.iter().zip((0..3 * COUNT).rev()) {
            let region = found.as_ref().map(|found| found.row.region);
            assert_eq!(region, (key < 2 * COUNT).then_some(Region::own(key)));
            let was_hidden = found.as_ref().is_some_and(|found| found.was_hidden);
            assert_eq!(was_hidden, (COUNT..2 * COUNT).contains(&key));
        }
        assert_eq!(COMPARISONS.get(), 2 * COUNT as usize);
    }

    #[test]
    fn each_item_is_compared_with_the_one_of_its_key_in_another_value() {
        let runtime = Runtime::new();
        let _here = runtime.enter();
        let items = items((0..COUNT).rev());
        COMPARISONS.set(0);
        let are_in = items.are_in(&(COUNT / 2..2 * COUNT).collect::<Vec<u32>>());
        let expected = (0..COUNT).rev().map(|key| key >= COUNT / 2);
        assert!(are_in.into_iter().eq(expected));
        assert_eq!(COMPARISONS.get(), COUNT as usize / 2);
    }
}
