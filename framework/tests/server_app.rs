//! Whole pages in the simulation: what a person sees, and what is sent.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

use std::cell::RefCell;

use watershed::prelude::*;
use watershed::server::task;
use watershed::testing::App;

#[component]
fn Counter() -> View {
    let (count, set_count) = signal(0);
    view! {
        <main>
            <h1>{count}</h1>
            <button id="dec" on:click=move |_| set_count.update(|count| *count -= 1)>"-"</button>
            <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>"+"</button>
        </main>
    }
}

#[test]
fn a_counter_counts_in_the_browser_alone() {
    let app = App::new(Counter);
    app.click("#inc");
    app.click("#inc");
    app.click("#dec");
    app.sees("1");
    app.sent_nothing();
    app.is_static();
}

#[test]
fn clicks_count_that_were_made_before_the_client_arrived() {
    let app = App::without_javascript(Counter);
    app.click("#inc");
    app.sees("0");
    app.start();
    app.sees("1");
}

#[component]
fn Toggle() -> View {
    let (show, set_show) = signal(false);
    on_mount(move || set_show.set(true));
    view! {
        <section>
            <button id="toggle" on:click=move |_| set_show.update(|show| *show = !*show)>"Toggle"</button>
            <div id="content"><Show when=show><p>"These words are the server's."</p></Show></div>
        </section>
    }
}

#[test]
fn a_toggle_asks_the_server_once_for_what_it_shows() {
    let app = App::new(Toggle);
    app.sees("These words are the server's.");
    let (up, down) = (app.sent(), app.received());
    assert_eq!(up.frames.len(), 1);
    assert!(up.bytes() <= 24, "{up:?}");
    let html = "<p>These words are the server's.</p>".len();
    assert!(down.bytes() <= html + 24, "{down:?}");
}

#[test]
fn what_was_shown_before_is_hidden_and_shown_without_its_content() {
    let app = App::new(Toggle);
    app.received();
    app.click("#toggle");
    app.sees_no("These words");
    app.click("#toggle");
    app.sees("These words");
    assert!(app.received().bytes() <= 24);
}

thread_local! {
    static TICKS: RefCell<Option<WriteSignal<u32>>> = const { RefCell::new(None) };
}

#[component]
fn Ticker() -> View {
    let (ticks, set_ticks) = signal(0u32);
    TICKS.set(Some(set_ticks));
    task(async move { set_ticks.set(1) });
    view! { <p>{ticks}" ticks"</p> }
}

#[test]
fn what_the_server_writes_is_pushed() {
    let app = App::new(Ticker);
    app.sees("1 ticks");
    let set_ticks = TICKS.take().expect("the page ran");
    app.received();
    app.on_server(|| set_ticks.set(2));
    app.sees("2 ticks");
    assert!(app.received().bytes() <= 24);
    app.sent_nothing();
}
