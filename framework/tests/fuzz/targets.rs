//! The functions that are given bytes of strangers: by `cargo fuzz` (the folder `fuzz`), and by `bombs.rs` for a short time in each run
//! of the tests.

pub mod updates;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Debug;
use std::time::Duration;

use futures_util::FutureExt;
use kuchikikiki::parse_html;
use kuchikikiki::traits::{NodeIterator, TendrilSink};
use url::Url;
use watershed::cross::receive;
use watershed::prelude::*;
use watershed::rt::Component;
use watershed::server::session::{Outgoing, Session};
use watershed::wire::bounded::Budget;
use watershed::wire::close::Reason;
use watershed::wire::limits::{Limits, UPDATE};
use watershed::wire::message::{FromClient, FromServer};
use watershed::wire::{decode, encode};
use watershed_markup::attribute;

/// A function that must do the same with any bytes: come to an end, and not panic.
pub type Target = fn(&[u8]);

/// All targets, by the names of their corpora.
pub const TARGETS: [(&str, Target); 7] = [
    ("update", updates::update),
    ("snapshot", updates::resumed),
    ("frame", frame),
    ("value", value),
    ("session", session),
    ("address", address),
    ("markup", markup),
];

/// Decodes a message of a browser. What is accepted is the same after another way to bytes and back.
pub fn frame(bytes: &[u8]) {
    let limits = Limits::default();
    if let Ok(message) = FromClient::decode(bytes, &limits, &Budget::new(&limits)) {
        let again = encode(&message);
        let again = FromClient::decode(&again, &limits, &Budget::new(&limits));
        assert_eq!(again.as_ref(), Ok(&message));
    }
}

/// Decodes a value. The first byte chooses its type.
pub fn value(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    match kind % 12 {
        0 => one::<String>(bytes),
        1 => one::<Vec<()>>(bytes),
        2 => one::<Vec<Option<[u64; 32]>>>(bytes),
        3 => one::<HashMap<String, Vec<Option<(u8, String)>>>>(bytes),
        4 => one::<HashSet<u64>>(bytes),
        5 => one::<BTreeMap<String, BTreeMap<i8, bool>>>(bytes),
        6 => one::<Result<Box<str>, Option<char>>>(bytes),
        7 => one::<Duration>(bytes),
        8 => one::<(u8, i64, u128, usize, isize)>(bytes),
        9 => one::<Vec<Vec<Vec<Vec<bool>>>>>(bytes),
        // Not equal to itself where it is not a number.
        10 => drop(bounded::<Vec<f64>>(bytes)),
        _ => one::<Tree>(bytes),
    }
}

#[derive(Clone, Debug, PartialEq, Cross)]
enum Tree {
    Leaf(String),
    Node(Vec<Tree>),
    Named {
        name: String,
        inside: Option<Box<Tree>>,
    },
}

fn bounded<T: Cross>(bytes: &[u8]) -> Option<T> {
    receive(bytes, &Budget::new(&Limits::default())).ok()
}

fn one<T: Cross + PartialEq + Debug>(bytes: &[u8]) {
    if let Some(value) = bounded::<T>(bytes) {
        let again = encode(&value);
        // A number may be written with more bytes than it needs, and each byte of a message allows for an element.
        if again.len() == bytes.len() {
            assert_eq!(bounded::<T>(&again), Some(value));
        }
    }
}

/// A page with something of everything that a browser may write, call and keep.
#[component]
fn Page() -> View {
    let (open, set_open) = signal(false);
    let (count, set_count) =
        signal(1).validate(|count: u16| if count <= 300 { Ok(count) } else { Err(()) });
    let names = RwSignal::new(vec![String::from("a")]).validate(|mut names: Vec<String>| {
        names.truncate(20);
        names
    });
    let tree = RwSignal::new(Tree::Node(Vec::new()));
    let (calls, set_calls) = signal(0u32);
    let add = action(async move |name: String| {
        set_calls.update(|calls| *calls += 1);
        names.update(|names| names.push(name));
    });
    let leaves = memo(move || tree.with(|tree| matches!(tree, Tree::Leaf(_))));
    view! {
        <button on:click=move |_| { set_open.set(true); add.dispatch("b".into()); tree.set(Tree::Leaf("x".into())) }>"all"</button>
        <button on:click=move |_| { set_count.update(|count| *count += 1); names.update(Vec::clear) }>{count}</button>
        <Show when=open><p title={names.get().join(" ")}>{calls}</p></Show>
        <For each={0..count.get()} key=|row| *row let:row><Row row=row/></For>
        {for name in names.get() { view! { <i>{name}</i> } }}
        {match tree.get() { Tree::Node(_) => view! { "node" }, Tree::Leaf(leaf) => view! { <u>{leaf}</u> }, _ => view! { "named" } }}
        {if leaves.get() { view! { <s>"leaf"</s> } }}
    }
}

/// A row with state of its own.
#[component]
fn Row(row: ReadSignal<u16>) -> View {
    let (on, set_on) = signal(false);
    view! { <b class:on=on on:click=move |_| set_on.set(true)>{row}</b>{if on.get() { view! { <i>"on"</i> } }} }
}

/// Feeds a session with messages. Each begins with its length; a length above 240 is a step of the server's.
pub fn session(mut bytes: &[u8]) {
    let mut session = Session::new(<Page as Component>::FIRST);
    let rendered = session
        .render(|| Page(Page::props().build()))
        .now_or_never();
    assert!(rendered.is_some_and(|rendered| rendered.is_ok()));
    let limits = Limits::default();
    while let Some((length, rest)) = bytes.split_first() {
        bytes = rest;
        let answers = match length {
            241 => {
                session.detach();
                Vec::new()
            }
            242 => session.flush(),
            243 => {
                let waker = std::task::Waker::noop();
                let _ = session.poll(&mut std::task::Context::from_waker(waker));
                session.flush()
            }
            length => {
                let (message, rest) = rest.split_at(rest.len().min(usize::from(*length)));
                bytes = rest;
                match FromClient::decode(message, &limits, &Budget::new(&limits)) {
                    Ok(message) => session.handle(message),
                    Err(_) => Vec::new(),
                }
            }
        };
        for answer in answers {
            match answer {
                Outgoing::Frame(frame) => {
                    assert!(frame.len() <= UPDATE);
                    assert!(decode::<FromServer>(&frame).is_ok());
                }
                Outgoing::Dismissal(Reason::Violation) => return,
                Outgoing::Dismissal(reason) => {
                    panic!("{reason:?}: only a violation ends this page")
                }
            }
        }
    }
}

/// Asks whether an address may be followed, and compares the answer with what browsers do.
pub fn address(bytes: &[u8]) {
    let Ok(value) = str::from_utf8(bytes) else {
        return;
    };
    assert!(!attribute::address(value) || !runs_code(value), "{value:?}");
    let _ = (
        attribute::style(value, true),
        attribute::style(value, false),
        attribute::name(value),
    );
}

/// Returns whether a browser runs code when it follows an address, by the rules of WHATWG.
pub fn runs_code(value: &str) -> bool {
    let page = Url::parse("https://example.com/page").expect("an address");
    page.join(value).is_ok_and(|url| match url.scheme() {
        "javascript" | "vbscript" => true,
        "data" => {
            let kind = url.path().split([',', ';']).next().unwrap_or_default();
            let kind = kind.trim().to_ascii_lowercase();
            // What is not a type is plain text.
            let is_token = |text: &str| {
                let is_inside =
                    |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte);
                !text.is_empty() && text.bytes().all(is_inside)
            };
            kind.split_once('/').is_some_and(|(sort, name)| {
                let is_page = name == "html" || name == "xml" || name.ends_with("+xml");
                is_token(sort) && is_token(name) && is_page && sort != "image"
            })
        }
        _ => false,
    })
}

thread_local! {
    /// The number of a place on a page, and the HTML that is shown there.
    static SHOWN: RefCell<(u8, String)> = const { RefCell::new((0, String::new())) };
}

/// A page with HTML of somebody in one of several places.
#[component]
fn Shown() -> View {
    let (place, html) = SHOWN.with_borrow(Clone::clone);
    view! {
        <main>
            {match place % 8 {
                0 => view! { <div inner_html={html.clone()}/> },
                1 => view! { <p inner_html={html.clone()}/> },
                2 => view! { <svg><g inner_html={html.clone()}/></svg> },
                3 => view! { <svg><foreignObject inner_html={html.clone()}/></svg> },
                4 => view! { <table><tbody inner_html={html.clone()}/></table> },
                5 => view! { <noscript><div inner_html={html.clone()}/></noscript> },
                6 => view! { <template><ul inner_html={html.clone()}/></template> },
                _ => view! { <a href="/"><b><i inner_html={html.clone()}/></b></a> },
            }}
        </main>
        <footer/>
    }
}

/// Shows HTML of somebody on a page, in a place that the first byte chooses. It stays in its element.
pub fn markup(bytes: &[u8]) {
    let Some((place, html)) = bytes.split_first() else {
        return;
    };
    let Ok(html) = str::from_utf8(html) else {
        return;
    };
    SHOWN.set((*place, html.to_owned()));
    let mut session = Session::new(<Shown as Component>::FIRST);
    let rendered = session
        .render(|| Shown(Shown::props().build()))
        .now_or_never()
        .and_then(Result::ok)
        .expect("a page without anything to wait for");
    let page = parse_html().one(format!("<!DOCTYPE html>{}", rendered.html));
    let main = page.select_first("main").expect("an element of the page");
    let main = main.as_node();
    let elements = main.children().elements().count();
    let texts = main.children().text_nodes().count();
    assert_eq!((elements, texts), (1, 0), "{}", rendered.html);
    let next = main.following_siblings().elements().next();
    let next = next.map(|next| next.name.local.to_string());
    assert_eq!(next.as_deref(), Some("footer"), "{}", rendered.html);
}
