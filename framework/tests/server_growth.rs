//! Disposed parts of a long session take no memory. In a process of its own, whose memory is that of one session.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

#[path = "server/page.rs"]
mod page;

use std::alloc::System;
use std::cell::RefCell;
use std::ops::Range;

use cap::Cap;
use page::Page;
use watershed::prelude::*;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

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
    let mut page = Page::attached::<Log>(|| Log(Log::props().build()));
    let few = after(&mut page, 1..2_000);
    let many = after(&mut page, 2_000..12_000);
    let growth = many.saturating_sub(few);
    assert!(
        growth < 40_000,
        "{growth} bytes for 10,000 rows that are gone"
    );
}
