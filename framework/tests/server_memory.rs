//! The memory of a session: a row of a list costs few allocations and bytes, disposed parts cost nothing, and the
//! session knows roughly what it takes. In a process of its own, in which one test at a time counts.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

#[path = "server/page.rs"]
mod page;

use std::alloc::System;
use std::cell::{Cell, RefCell};
use std::mem::{size_of, take};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use page::Page;
use stats_alloc::{INSTRUMENTED_SYSTEM, Stats, StatsAlloc};
use watershed::prelude::*;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The most allocations of a row in the first render: the value of a memo, the text's binding, and a share of what grows.
const ALLOCATIONS: f64 = 2.5;

/// The most bytes that a row keeps on a page with a socket, at rest, beside the user's data.
const BYTES: f64 = 90.0;

/// Keeps other tests from allocating meanwhile.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The user's data of a row. It allocates nothing, so that all that is counted is the framework's.
#[derive(Clone, Copy, PartialEq)]
struct Item {
    id: u32,
    label: &'static str,
}

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// Keyed rows with a class that follows a signal, and a handler: both run in the browser. An action keeps the session.
#[component]
fn Items() -> View {
    let items = RwSignal::new((0..COUNT.get()).map(item).collect::<Vec<_>>());
    let (selected, set_selected) = signal(0_u32);
    let clear = action(async move |_: ()| items.set(Vec::new()));
    view! {
        <main>
            <button on:click=move |_| clear.dispatch(())>"clear"</button>
            <ul><For each=items key=|item| item.id let:item>
                <li class:selected=selected.get() == item.get().id on:click=move |_| set_selected.set(item.get().id)>
                    {item.get().label}
                </li>
            </For></ul>
        </main>
    }
}

fn item(id: u32) -> Item {
    Item {
        id,
        label: ["table", "chair", "house", "mouse"][id as usize % 4],
    }
}

/// Returns the allocations of rendering this number of rows, and the bytes that their session keeps.
fn cost(count: u32) -> (f64, f64) {
    cost_of(count, || {
        Page::open::<Items>(|| Items(Items::props().build()))
    })
}

/// Returns the allocations of opening a page with this number of items, and the bytes that its session keeps.
fn cost_of(count: u32, open: impl FnOnce() -> Page) -> (f64, f64) {
    // A development build checks the page with a parser, which allocates.
    #[cfg(debug_assertions)]
    watershed::server::leave_unchecked();
    COUNT.set(count);
    let before = ALLOCATOR.stats();
    let mut page = open();
    let made = ALLOCATOR.stats() - before;
    let html = take(&mut page.rendered.html);
    assert_eq!(html.matches("<li").count(), count as usize);
    drop((html, take(&mut page.rendered.snapshot)));
    page.attach();
    let kept = held(ALLOCATOR.stats()) - held(before);
    ((made.allocations + made.reallocations) as f64, kept as f64)
}

fn held(stats: Stats) -> usize {
    stats.bytes_allocated - stats.bytes_deallocated
}

#[test]
fn a_row_costs_few_allocations_and_bytes() {
    const ROWS: u32 = 1_000;
    let _alone = alone();
    // What is made once for all pages.
    cost(1);
    let ((allocations_without, bytes_without), (allocations, bytes)) = (cost(0), cost(ROWS));
    let each = |with: f64, without: f64| (with - without) / f64::from(ROWS);
    let allocations = each(allocations, allocations_without);
    let bytes = each(bytes, bytes_without) - size_of::<Item>() as f64;
    println!("a row: {allocations:.2} allocations, {bytes:.0} bytes kept");
    assert!(
        allocations <= ALLOCATIONS && bytes <= BYTES,
        "a row costs {allocations:.2} allocations of {ALLOCATIONS}, and keeps {bytes:.0} bytes of {BYTES}"
    );
}

/// The most allocations and bytes of a component with a `<Show>` that the browser may close, beside the user's data.
const SHOWN: (f64, f64) = (18.0, 490.0);

/// Data that is large and cannot be cloned: markup that is made once takes it along, and does not keep it.
struct Remark {
    text: &'static str,
    _data: Vec<u8>,
}

#[component]
fn Folded(remark: Remark) -> View {
    let (open, set_open) = signal(true);
    view! {
        <li>
            <button on:click=move |_| set_open.update(|open| *open = !*open)>{if open.get() { "-" } else { "+" }}</button>
            <Show when=open><p title=remark.text>{remark.text}</p></Show>
        </li>
    }
}

#[component]
fn Remarks() -> View {
    let remark = |_| Remark {
        text: "It works.",
        _data: vec![7; 10_000],
    };
    view! { <ul>{for remark in (0..COUNT.get()).map(remark) { view! { <Folded remark=remark/> } }}</ul> }
}

#[test]
fn content_that_is_kept_costs_few_allocations_and_bytes_and_frees_what_it_was_made_of() {
    const REMARKS: u32 = 500;
    let _alone = alone();
    let cost = |count| {
        cost_of(count, || {
            Page::open::<Remarks>(|| Remarks(Remarks::props().build()))
        })
    };
    // What is made once for all pages.
    cost(1);
    let ((allocations_without, bytes_without), (allocations, bytes)) = (cost(0), cost(REMARKS));
    let each = |with: f64, without: f64| (with - without) / f64::from(REMARKS);
    // One allocation is the data.
    let allocations = each(allocations, allocations_without) - 1.0;
    let bytes = each(bytes, bytes_without);
    println!("a `<Show>`: {allocations:.2} allocations, {bytes:.0} bytes kept");
    assert!(
        allocations <= SHOWN.0 && bytes <= SHOWN.1,
        "a `<Show>` costs {allocations:.2} allocations, and keeps {bytes:.0} bytes, of {SHOWN:?}"
    );
}

thread_local! {
    static ROW: RefCell<Option<WriteSignal<u32>>> = const { RefCell::new(None) };
}

/// One row at a time, each with a handler and a signal.
#[component]
fn Log() -> View {
    let (row, set_row) = signal(0u32);
    ROW.replace(Some(set_row));
    view! { <ul><For each={[row.get()]} key=|row| *row let:row><Line number=row.get()/></For></ul> }
}

/// A record with a signal, which is shown, and never written by the browser.
#[derive(Clone, Copy, PartialEq, Cross)]
struct Noted {
    id: u32,
    text: RwSignal<u32>,
}

/// One row at a time, whose handler reads the signal in its item.
#[component]
fn Notes() -> View {
    let (row, set_row) = signal(0u32);
    let seen = RwSignal::new(0);
    ROW.replace(Some(set_row));
    let rows = move || {
        let id = row.get();
        vec![Noted {
            id,
            text: RwSignal::new(id),
        }]
    };
    view! {
        <ul><For each=rows key=|row| row.id let:row>
            <li on:click=move |_| seen.set(row.get().text.get())>{row.get().id}</li>
        </For></ul>
        <output>{seen}</output>
    }
}

#[component]
fn Line(number: u32) -> View {
    let (seen, set_seen) = signal(false);
    view! { <li class:seen=seen on:click=move |_| set_seen.set(true)>{number}</li> }
}

/// Returns the bytes in use after these rows have come and gone.
fn after(page: &mut Page, rows: Range<u32>) -> usize {
    let set_row = ROW.with_borrow(|row| row.expect("the page is there"));
    for row in rows {
        page.on_server(|| set_row.set(row));
        assert_eq!(page.flush().updates.len(), 1, "row {row} is told");
        page.acknowledge();
    }
    held(ALLOCATOR.stats())
}

#[test]
fn a_long_session_does_not_grow_with_the_rows_that_were() {
    let _alone = alone();
    does_not_grow(Page::attached::<Log>(|| Log(Log::props().build())));
    does_not_grow(Page::attached::<Notes>(|| Notes(Notes::props().build())));
}

fn does_not_grow(mut page: Page) {
    let few = after(&mut page, 1..2_000);
    let many = after(&mut page, 2_000..12_000);
    let growth = many.saturating_sub(few);
    assert!(
        growth < 40_000,
        "{growth} bytes for 10,000 rows that are gone"
    );
}

#[component]
fn Toggled() -> View {
    let (show, set_show) = signal(false);
    view! {
        <button on:click=move |_| set_show.update(|show| *show = !*show)>"Toggle"</button>
        <Show when=show><p>"These words are rendered on the server."</p></Show>
    }
}

/// A thousand rows, each with a signal and two client functions.
#[component]
fn Rows() -> View {
    let (rows, set_rows) = signal((0..1_000).collect::<Vec<u32>>());
    view! {
        <button on:click=move |_| set_rows.update(Vec::clear)>"clear"</button>
        <ul><For each=rows key=|row| *row let:row><Line number=row.get()/></For></ul>
    }
}

/// A thousand rows that only the server knows.
#[component]
fn PlainRows() -> View {
    let (show, set_show) = signal(true);
    view! {
        <button on:click=move |_| set_show.set(false)>"hide"</button>
        <Show when=show><ul><For each={(0..1_000u32).collect::<Vec<_>>()} key=|row| *row let:row><li>"number " {row}</li></For></ul></Show>
    }
}

/// A thousand rows with texts of their own.
#[component]
fn NamedRows() -> View {
    let rows = RwSignal::new(
        (0..1_000u32)
            .map(|row| (row, format!("row {row}")))
            .collect::<Vec<_>>(),
    );
    let clear = action(async move |_: ()| rows.update(Vec::clear));
    view! {
        <button on:click=move |_| clear.dispatch(())>"clear"</button>
        <ul><For each=rows key=|row| row.0 let:row><li>{row.get().1}</li></For></ul>
    }
}

/// Texts that the browser may change.
#[component]
fn Texts() -> View {
    let long = |letter: char| signal(letter.to_string().repeat(500_000));
    let ((first, set_first), (second, set_second)) = (long('a'), long('b'));
    view! {
        <button on:click=move |_| set_first.update(|text| text.push('!'))>{first}</button>
        <button on:click=move |_| set_second.update(|text| text.push('!'))>{second}</button>
        <Show when=move || first.get() == second.get()><p>"the same"</p></Show>
    }
}

/// Returns the bytes that a page's session takes, and its own estimate of them.
fn taken(open: impl FnOnce() -> Page) -> (usize, usize) {
    let before = held(ALLOCATOR.stats());
    let mut page = open();
    drop((
        take(&mut page.rendered.html),
        take(&mut page.rendered.snapshot),
    ));
    (held(ALLOCATOR.stats()) - before, page.held())
}

#[test]
fn a_session_knows_what_it_takes_within_a_factor_of_two() {
    let _alone = alone();
    // A development build checks the page with a parser, which allocates.
    #[cfg(debug_assertions)]
    watershed::server::leave_unchecked();
    // What is made once in a process does not count.
    drop(Page::open::<Toggled>(|| Toggled(Toggled::props().build())));
    let pages = [
        (
            "toggle",
            taken(|| Page::open::<Toggled>(|| Toggled(Toggled::props().build()))),
        ),
        (
            "attached",
            taken(|| Page::attached::<Toggled>(|| Toggled(Toggled::props().build()))),
        ),
        (
            "rows",
            taken(|| Page::open::<Rows>(|| Rows(Rows::props().build()))),
        ),
        (
            "plain rows",
            taken(|| Page::open::<PlainRows>(|| PlainRows(PlainRows::props().build()))),
        ),
        (
            "named rows",
            taken(|| Page::open::<NamedRows>(|| NamedRows(NamedRows::props().build()))),
        ),
        (
            "texts",
            taken(|| Page::open::<Texts>(|| Texts(Texts::props().build()))),
        ),
    ];
    let is_rough = |(taken, held): (usize, usize)| held <= 2 * taken && taken <= 2 * held;
    assert!(
        pages.iter().all(|(_, page)| is_rough(*page)),
        "taken and known: {pages:?}"
    );
    println!("{pages:?}");
}

/// An action that never ends.
#[component]
fn Endless() -> View {
    let read = action(async move |text: String| {
        drop(text);
        std::future::pending::<()>().await;
    });
    view! { <button on:click=move |_| read.dispatch(String::new())>"read"</button> }
}

#[test]
fn a_call_that_nothing_asks_for_keeps_nothing_of_its_argument() {
    let _alone = alone();
    let mut page = Page::open::<Endless>(|| Endless(Endless::props().build()));
    page.attach();
    page.call(0, &"once".to_owned());
    let before = held(ALLOCATOR.stats());
    page.call(0, &"x".repeat(100_000));
    let kept = held(ALLOCATOR.stats()) - before;
    assert!(kept < 10_000, "{kept} bytes");
}
