//! The memory of a session: what is disposed takes none, and the session knows roughly what it takes. In a process of its
//! own, whose memory is that of one session.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

#[path = "server/page.rs"]
mod page;

use std::alloc::System;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use cap::Cap;
use page::Page;
use watershed::prelude::*;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// One test at a time, because they measure the memory of the process.
static ALONE: Mutex<()> = Mutex::new(());

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
    ALLOCATOR.allocated()
}

#[test]
fn a_long_session_does_not_grow_with_the_rows_that_were() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut page = Page::attached::<Log>(|| Log(Log::props().build()));
    let few = after(&mut page, 1..2_000);
    let many = after(&mut page, 2_000..12_000);
    let growth = many.saturating_sub(few);
    assert!(
        growth < 40_000,
        "{growth} bytes for 10,000 rows that are gone"
    );
}

#[component]
fn Toggle() -> View {
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
    let before = ALLOCATOR.allocated();
    let page = open();
    let rendered = page.rendered.html.capacity() + page.rendered.snapshot.capacity();
    (ALLOCATOR.allocated() - before - rendered, page.held())
}

#[test]
fn a_session_knows_what_it_takes_within_a_factor_of_two() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    // What is made once in a process does not count.
    drop(Page::open::<Toggle>(|| Toggle(Toggle::props().build())));
    let pages = [
        (
            "toggle",
            taken(|| Page::open::<Toggle>(|| Toggle(Toggle::props().build()))),
        ),
        (
            "attached",
            taken(|| Page::attached::<Toggle>(|| Toggle(Toggle::props().build()))),
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
