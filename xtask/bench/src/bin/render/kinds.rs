//! Kinds of markup, each many times on one page, beside the same written with maud.

use std::cell::Cell;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use anyhow::{Context as _, Result, bail, ensure};
use bench::examples::{counter, hackernews, rows, toggle};
use bench::plain;
use maud::{Markup, PreEscaped, html};
use watershed::prelude::*;
use watershed::rt::{Component, Pending};
use watershed::server::session::{Outgoing, Rendered, Session};
use watershed::wire::message::{Batch, FromClient, FromServer, Write};
use watershed::wire::number::{NodeNumber, Seq, Version};
use watershed::wire::{decode, encode};

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
        name: "html",
        what: "an element with HTML of others",
        ours: || render(Html),
        plain: || html! { ul { @for html in htmls() { li { (PreEscaped(html)) } } } },
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

/// Returns texts with HTML in them, which the server does not trust to end where its element ends.
fn htmls() -> impl Iterator<Item = &'static str> {
    texts().map(|_| "<p>It <i>works</i>, and a link: <a href=\"https://example.com\">here</a></p>")
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
fn Html() -> View {
    view! { <ul>{for html in htmls() { view! { <li inner_html=html/> } }}</ul> }
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
    open(component).1.html
}

/// Renders the page of a thousand rows and ends its session.
pub fn rows() -> String {
    render(rows::Rows)
}

fn open<P: Component + watershed::Page>(component: fn(P) -> Pending) -> (Session, Rendered) {
    let mut session = Session::new(P::FIRST);
    let mut context = Context::from_waker(Waker::noop());
    let polled = pin!(session.render(|| component(P::props()))).poll(&mut context);
    match polled {
        Poll::Ready(Ok(rendered)) => (session, rendered),
        _ => panic!("the page waits for nothing, and does not fail"),
    }
}

/// Renders one page of a kind, several times.
pub fn once(name: &str, count: u32, what: Counted) -> Result<()> {
    if let Some(whole) = WHOLES.iter().find(|whole| whole.name == name) {
        let times = |work: &dyn Fn()| (0..count).for_each(|_| work());
        // A development build checks each page with a parser, which is not what is measured.
        #[cfg(debug_assertions)]
        watershed::server::leave_unchecked();
        let _files = match whole.queries {
            Some(_) => Some(open_thread()?),
            None => None,
        };
        match (what, whole.plain, whole.queries) {
            (Counted::Plain, Some(plain), _) => times(&|| drop(black_box(plain()))),
            (Counted::Queries, _, Some(queries)) => times(&queries),
            _ => (whole.ours)(count),
        }
        return Ok(());
    }
    let plain = what == Counted::Plain;
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

/// The times that [`once`] renders a page of a kind.
pub const REPEATED: u32 = 5;

/// The instructions that are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Counted {
    /// The instructions of the framework.
    #[default]
    Ours,
    /// The instructions of the same with maud.
    Plain,
    /// The instructions of the queries alone.
    Queries,
}

/// A whole page, or a turn of one.
pub struct Whole {
    pub name: &'static str,
    /// A description for people.
    pub what: &'static str,
    /// Does it this many times.
    ours: fn(u32),
    pub plain: Option<fn() -> Markup>,
    /// The queries of the page, which are not counted.
    pub queries: Option<fn()>,
    /// The numbers of times between which one is counted.
    pub counts: [u32; 2],
    /// The instructions of one that are allowed in a development build. CI fails beyond that.
    pub budget: Option<f64>,
}

fn open_thread() -> Result<tempfile::TempDir> {
    let files = tempfile::tempdir()?;
    plain::open_thread(files.path().join("thread.sqlite"))?;
    Ok(files)
}

fn queries() {
    drop(black_box(plain::story()));
}

pub const WHOLES: &[Whole] = &[
    Whole {
        name: "page-rows",
        what: "the page of 1,000 rows with two client functions each",
        ours: |count| (0..count).for_each(|_| drop(black_box(rows()))),
        plain: Some(plain::rows),
        queries: None,
        counts: [1, 3],
        budget: Some(48_000_000.0),
    },
    Whole {
        name: "page-comments",
        what: "the page of 500 comments, beyond the queries",
        ours: |count| (0..count).for_each(|_| drop(black_box(render(hackernews::Thread)))),
        plain: Some(|| plain::thread(&plain::story())),
        queries: Some(queries),
        counts: [1, 3],
        budget: None,
    },
    Whole {
        name: "page-unrendered",
        what: "the page of 500 comments that can be unrendered, beyond the queries",
        ours: |count| {
            (0..count).for_each(|_| drop(black_box(render(hackernews::UnrenderedThread))));
        },
        plain: Some(|| plain::thread(&plain::story())),
        queries: Some(queries),
        counts: [1, 3],
        budget: Some(85_500_000.0),
    },
    Whole {
        name: "page-counter",
        what: "the page of the counter",
        ours: |count| (0..count).for_each(|_| drop(black_box(render(counter::Counter)))),
        plain: None,
        queries: None,
        counts: [100, 300],
        budget: Some(190_000.0),
    },
    Whole {
        name: "turn-toggle",
        what: "a turn of the toggle",
        ours: turns,
        plain: None,
        queries: None,
        counts: [100, 300],
        budget: Some(55_500.0),
    },
];

/// Makes this many turns of one session of the toggle.
fn turns(count: u32) {
    let (mut session, _) = open(toggle::Page);
    let mut version = Version(0);
    session.handle(FromClient::Attach {
        ticket: [0; 16],
        version,
    });
    for turn in 1..=count {
        let write = Write {
            node: NodeNumber(0),
            value: encode(&(turn % 2 == 1)),
        };
        let answers = session.handle(FromClient::Batch(Batch {
            seq: Seq(turn),
            seen: version,
            writes: vec![write],
            calls: Vec::new(),
        }));
        for answer in answers {
            if let Outgoing::Frame(bytes) = answer
                && let Ok(FromServer::Update(update)) = decode(&bytes)
            {
                version = update.version;
            }
        }
        assert_eq!(version, Version(turn), "each turn is answered");
    }
}

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
