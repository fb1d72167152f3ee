//! Kinds of markup, each many times on one page, beside the same written with maud.

use std::cell::Cell;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use anyhow::{Context as _, Result, bail, ensure};
use maud::{Markup, html};
use watershed::prelude::*;
use watershed::rt::{Component, Pending};
use watershed::server::session::Session;

/// A kind of markup.
pub struct Kind {
    pub name: &'static str,
    /// A description for people.
    pub what: &'static str,
    ours: fn() -> String,
    plain: fn() -> Markup,
}

pub const KINDS: &[Kind] = &[
    Kind {
        name: "static",
        what: "an element with static attributes",
        ours: || render(Static),
        plain: || html! { ul { @for _ in texts() { li class="plain" title="of all" { "text" } } } },
    },
    Kind {
        name: "text",
        what: "an element with dynamic text",
        ours: || render(Text),
        plain: || html! { ul { @for text in texts() { li { (text) } } } },
    },
    Kind {
        name: "attribute",
        what: "an element with a dynamic attribute",
        ours: || render(Attribute),
        plain: || html! { ul { @for text in texts() { li title=(text) { "text" } } } },
    },
    Kind {
        name: "component",
        what: "a component with dynamic text",
        ours: || render(Components),
        plain: || html! { ul { @for text in texts() { (item(text)) } } },
    },
    Kind {
        name: "row",
        what: "a row of a keyed list with dynamic text",
        ours: || render(Rows),
        plain: || html! { ul { @for text in texts() { li { (text) } } } },
    },
    Kind {
        name: "handler",
        what: "an element with a handler",
        ours: || render(Handlers),
        plain: || html! { ul { @for _ in texts() { li { "text" } } } },
    },
    Kind {
        name: "binding",
        what: "an element with text that the browser computes",
        ours: || render(Bindings),
        plain: || html! { ul { @for _ in texts() { li { (0) } } } },
    },
];

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// Returns the texts of the page, some of which have to be escaped.
fn texts() -> impl Iterator<Item = &'static str> {
    const TEXTS: [&str; 4] = [
        "a red table",
        "a blue chair",
        "Jack & Jill's house",
        "a white mouse",
    ];
    (0..COUNT.get()).map(|number| TEXTS[number as usize % 4])
}

fn item(text: &str) -> Markup {
    html! { li { (text) } }
}

#[component]
fn Static() -> View {
    view! { <ul>{for _ in texts() { view! { <li class="plain" title="of all">"text"</li> } }}</ul> }
}

#[component]
fn Text() -> View {
    view! { <ul>{for text in texts() { view! { <li>{text}</li> } }}</ul> }
}

#[component]
fn Attribute() -> View {
    view! { <ul>{for text in texts() { view! { <li title=text>"text"</li> } }}</ul> }
}

#[component]
fn Components() -> View {
    view! { <ul>{for text in texts() { view! { <Item text=text/> } }}</ul> }
}

#[component]
fn Item(text: &'static str) -> View {
    view! { <li>{text}</li> }
}

/// A list that an action may change.
#[component]
fn Rows() -> View {
    let rows = RwSignal::new(texts().enumerate().collect::<Vec<_>>());
    let clear = action(async move |_: ()| rows.set(Vec::new()));
    view! {
        <button on:click=move |_| clear.dispatch(())></button>
        <ul><For each=rows key=|row| row.0 let:row><li>{row.get().1}</li></For></ul>
    }
}

#[component]
fn Handlers() -> View {
    let (_, set_chosen) = signal(0_usize);
    view! {
        <ul>{for (number, _) in texts().enumerate() {
            view! { <li on:click=move |_| set_chosen.set(number)>"text"</li> }
        }}</ul>
    }
}

#[component]
fn Bindings() -> View {
    let (chosen, set_chosen) = signal(0_u32);
    view! {
        <button on:click=move |_| set_chosen.set(1)></button>
        <ul>{for _ in texts() { view! { <li>{chosen}</li> } }}</ul>
    }
}

/// Renders a page and ends its session.
fn render<P: Component + watershed::Page>(component: fn(P) -> Pending) -> String {
    let mut session = Session::new(P::FIRST);
    let rendered = pin!(session.render(|| component(P::props())));
    match rendered.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(rendered)) => rendered.html,
        _ => panic!("the page waits for nothing, and does not fail"),
    }
}

/// Renders one page of a kind, several times.
pub fn once(name: &str, count: u32, plain: bool) -> Result<()> {
    let kind = KINDS.iter().find(|kind| kind.name == name);
    let kind = kind.with_context(|| format!("there is no kind `{name}`"))?;
    COUNT.set(count);
    for _ in 0..REPEATED {
        match plain {
            true => drop(black_box((kind.plain)())),
            false => drop(black_box((kind.ours)())),
        }
    }
    Ok(())
}

/// The times that [`once`] renders a page.
pub const REPEATED: u32 = 5;

/// Checks that the elements are those of maud.
pub fn compare() -> Result<()> {
    COUNT.set(8);
    for kind in KINDS {
        let (ours, theirs) = ((kind.ours)(), (kind.plain)().into_string());
        let elements = |markup: &str| markup.matches("</li>").count();
        if elements(&ours) != 8 {
            bail!("{}: {ours}", kind.what);
        }
        ensure!(elements(&theirs) == 8, "{}: {theirs}", kind.what);
    }
    Ok(())
}
