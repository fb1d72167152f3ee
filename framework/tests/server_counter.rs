//! The counter: the server writes its page, and keeps no session.

#![cfg(not(target_arch = "wasm32"))]

use futures_util::FutureExt;
use watershed::prelude::*;
use watershed::rt::{Component, Page};
use watershed::server::session::{Rendered, Session};

#[component]
fn Counter() -> View {
    let (count, set_count) = signal(0);
    view! { <div><h1>{count}</h1><button on:click=move |_| set_count.update(|count| *count -= 1)>"-"</button></div> }
}

fn counter() -> Rendered {
    let mut session = Session::new(Counter::FIRST);
    let rendered = session.render(|| Counter(<Counter as Page>::props()));
    rendered
        .now_or_never()
        .expect("nothing to wait for")
        .expect("no error")
}

#[test]
fn its_markup_is_what_it_says_and_one_mark() {
    assert_eq!(counter().html, "<div _><h1>0</h1><button>-</button></div>");
}

#[test]
fn nothing_but_its_event_goes_with_it() {
    let page = counter();
    assert_eq!(page.snapshot, b"");
    assert_eq!(page.events, ["click"]);
    assert!(page.starts);
}

#[test]
fn the_server_keeps_no_session() {
    assert!(!counter().has_session);
}
