//! A source that both sides write ends with the same value on both, whatever the order of writes and messages.

use std::cell::Cell;

use fastrand::Rng;
use watershed::{prelude::*, testing::App};
use watershed_tests::visitor::Visitor;

const SCHEDULES: u64 = 10_000;

thread_local! {
    static SERVERS: Cell<Option<WriteSignal<u32>>> = const { Cell::new(None) };
}

/// The browser shows the value, and so does the server, which also keeps the setter.
#[component]
fn Shared() -> View {
    let (value, set_value) = signal(0);
    let (next, set_next) = signal(1_u32);
    SERVERS.set(Some(set_value));
    view! {
        <p id="browser">{value}</p>
        <p id="server">{for now in [value.get()] { view! { <b>{now}</b> } }}</p>
        <button on:click=move |_| { set_value.set(next.get()); set_next.update(|next| *next += 1); }>"write"</button>
    }
}

#[test]
fn both_sides_end_with_one_value() {
    for seed in 0..SCHEDULES {
        let app = App::new(Shared);
        follow(&app, &mut Rng::with_seed(seed));
        app.settle();
        assert_eq!(app.text("#browser"), app.text("#server"), "schedule {seed}");
    }
}

/// The browser may show and hide the server's content at once, and sends the value only when the condition changes.
#[component]
fn Gated() -> View {
    let (value, set_value) = signal(0_u32);
    SERVERS.set(Some(set_value));
    view! {
        <p id="value">{value}</p>
        <p id="shown"><Show when={value.get() % 3 == 0} fallback=move || view! { "no" }>"yes"</Show></p>
        <p id="fresh"><Show fresh when={value.get() % 2 == 0} fallback=move || view! { "no" }>"yes"</Show></p>
        <button on:click=move |_| set_value.update(|value| *value += 1)>"write"</button>
    }
}

#[test]
fn what_a_gate_shows_is_what_its_value_says() {
    for seed in 0..SCHEDULES / 2 {
        let app = App::new(Gated);
        follow(&app, &mut Rng::with_seed(seed));
        app.settle();
        let value: u32 = app.text("#value").parse().expect("a number");
        let said = |holds| if holds { "yes" } else { "no" };
        assert_eq!(
            app.text("#shown"),
            said(value.is_multiple_of(3)),
            "schedule {seed}: {value}"
        );
        assert_eq!(
            app.text("#fresh"),
            said(value.is_multiple_of(2)),
            "schedule {seed}: {value}"
        );
    }
}

#[test]
fn the_later_write_in_the_servers_order_wins() {
    let app = App::new(Shared);
    app.delay(100);
    app.click("button");
    app.pass(50);
    write_on_server(&app, 1_000);
    app.settle();
    app.shows("#browser", "1");
    write_on_server(&app, 2_000);
    app.pass(50);
    app.click("button");
    app.settle();
    app.shows("#browser", "2");
    app.click("button");
    app.pass(150);
    write_on_server(&app, 3_000);
    app.settle();
    app.shows("#browser", "3000");
}

/// Up to a dozen writes on both sides, at any time, over a connection with any delay that may break.
fn follow(app: &App, rng: &mut Rng) {
    for step in 0..rng.u32(2..12) {
        app.delay(rng.u64(0..200));
        match rng.u32(..8) {
            0..3 => app.click("button"),
            3..5 => write_on_server(app, 1_000 + step),
            5..7 => app.pass(rng.u64(0..300)),
            _ => app.cut(),
        }
    }
}

fn write_on_server(app: &App, value: u32) {
    let set = SERVERS.get().expect("the page was rendered on this thread");
    app.on_server(|| set.set(value));
}
