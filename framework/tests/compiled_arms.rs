//! Arms of `match` and `if let`: made again when their choice differs, and not at other writes.

#![allow(missing_docs)]
// The simulation visits them, which only exists natively.
#![cfg(not(target_arch = "wasm32"))]

use watershed::prelude::*;
use watershed::testing::App;

#[component]
pub fn Modes() -> View {
    let (mode, set_mode) = signal(String::from("edit"));
    view! {
        {match mode.get().as_str() {
            "edit" => view! { <input id="edit"/> },
            other => view! { <b>{other.to_owned()}</b> },
        }}
        <button id="view" on:click=move |_| set_mode.set("view".into())>"view"</button>
        <button id="show" on:click=move |_| set_mode.set("show".into())>"show"</button>
    }
}

#[test]
fn an_arm_is_made_anew_when_what_it_binds_differs() {
    let app = App::new(Modes);
    app.click("#view");
    assert_eq!(app.text("b"), "view");
    app.click("#show");
    assert_eq!(app.text("b"), "show");
}

/// A type without `PartialEq`.
#[derive(Clone)]
pub struct Mute(u32);

#[derive(Clone, Copy, PartialEq, Cross)]
pub enum Kind {
    One(u32),
    Two,
}

#[component]
pub fn PatternValue() -> View {
    let kind = RwSignal::new(Kind::One(1));
    let (made, set_made) = signal(0);
    let mutes = memo(move || match kind.get() {
        Kind::One(n) => vec![1; n as usize],
        Kind::Two => Vec::new(),
    });
    view! {
        // The guard reads, the pattern borrows, and the bound values cannot be compared.
        {move || {
            let mutes: Vec<Mute> = mutes.get().into_iter().map(Mute).collect();
            match mutes.first() {
                Some(mute) if made.get() < 10 => view! { <i>{mute.0} {mutes.len()}</i> },
                _ => view! { <i>"none"</i> },
            }
        }}
        {if let Kind::One(n @ 1..) | Kind::One(n) = kind.get() && n < 5 {
            let made = made.get();
            view! { <b>{n} " " {made}</b> <input/> }
        } else if kind.get() == Kind::Two {
            view! { <b>"two"</b> }
        } else {
            view! { <b>"many"</b> }
        }}
        {match kind.get() {
            Kind::Two => view! { <u>"two"</u> },
            Kind::One(n) => match n {
                1 => view! { <u>"one"</u> },
                n => view! { <u>{n}</u> },
            },
        }}
        <button id="one" on:click=move |_| kind.set(Kind::One(1))>"one"</button>
        <button id="three" on:click=move |_| kind.set(Kind::One(3))>"three"</button>
        <button id="nine" on:click=move |_| kind.set(Kind::One(9))>"nine"</button>
        <button id="two" on:click=move |_| kind.set(Kind::Two)>"two"</button>
        <button id="made" on:click=move |_| set_made.update(|made| *made += 1)>"made"</button>
    }
}

#[test]
fn all_that_an_arm_reads_is_followed() {
    let app = App::new(PatternValue);
    let shows = |i: &str, b: &str, u: &str| {
        assert_eq!([app.text("i"), app.text("b"), app.text("u")], [i, b, u]);
    };
    shows("11", "1 0", "one");
    app.type_into("input", "kept");
    app.click("#one");
    shows("11", "1 0", "one");
    assert_eq!(app.value("input"), "kept");
    app.click("#made");
    shows("11", "1 1", "one");
    app.click("#three");
    shows("13", "3 1", "3");
    assert_eq!(app.value("input"), "");
    app.click("#nine");
    shows("19", "many", "9");
    app.click("#two");
    shows("none", "two", "two");
    app.click("#made");
    app.click("#one");
    shows("11", "1 2", "one");
}
