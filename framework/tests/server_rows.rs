//! The rows of js-framework-benchmark: the bytes of each operation.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, non_snake_case)]

#[path = "server/page.rs"]
mod page;

use page::Page;
use watershed::action;
use watershed::prelude::*;
use watershed::rt::{self, Hole, Locator, Root, Target, Template};

#[derive(Clone, PartialEq)]
struct Row {
    id: u32,
    label: String,
}

static LIST: Template = Template {
    id: rt::kind_id("rows", "Rows", 0),
    name: "Rows#0",
    origin: rt::Origin::NONE,
    root: Root::Element,
    slots: 1,
    client: true,
    pieces: &["<main", "><ul>", "</ul></main>"],
    holes: &[
        Hole::Mark,
        Hole::Structure {
            at: Locator(&[1, 0, 1]),
            inside: &[],
        },
    ],
};

static ROW: Template = Template {
    id: rt::kind_id("rows", "Rows", 1),
    name: "Rows#1",
    origin: rt::Origin::NONE,
    root: Root::Element,
    slots: 2,
    client: true,
    pieces: &["<li", " class=\"", "\">", "</li>"],
    holes: &[
        Hole::Mark,
        Hole::Value {
            at: Locator(&[0, 0]),
            target: Target::Class("selected"),
        },
        Hole::Text {
            at: Locator(&[0, 1]),
            lone: false,
            escape: rt::Escape::Text,
        },
    ],
};

static CLICK: rt::EventDef = rt::EventDef {
    name: "click",
    flags: 0,
    keys: &[],
    wait: 0,
};

struct Rows {}

impl rt::Component for Rows {
    const FIRST: rt::KindId = rt::kind_id("rows", "Rows", 0);
}

fn row(id: u32) -> Row {
    Row {
        id,
        label: format!("{:<20}", format!("pretty red house {id}")),
    }
}

fn numbered(range: std::ops::Range<u32>) -> Vec<Row> {
    range.map(row).collect()
}

fn operate(rows: &mut Vec<Row>, operation: String) {
    match operation.as_str() {
        "create" => *rows = numbered(0..1000),
        "insert" => rows.insert(0, row(5000)),
        "update" => rows
            .iter_mut()
            .step_by(10)
            .for_each(|row| row.label = row.label.replace("red", "odd")),
        "swap" => rows.swap(1, 998),
        "remove" => drop(rows.remove(500)),
        _ => rows.clear(),
    }
}

fn Rows(count: u32) -> rt::Pending {
    rt::component(move || {
        let rows = RwSignal::new(numbered(0..count));
        let (selected, set_selected) = signal(0u32);
        let run =
            action(async move |operation: String| rows.update(|rows| operate(rows, operation)));
        let mut view = rt::Builder::new(&LIST);
        let _ = rt::client_event(
            &mut view,
            rt::Ty::<rt::event::click>::new(),
            Locator(&[1, 0, 0]),
            &CLICK,
            &[0],
            (rt::cap(&run), ()),
            |(run, ()), event| rt::handle(move |_| run.dispatch(String::new()), event),
        );
        rt::each(
            &mut view,
            move || rt::items(&rows),
            |row: &Row| row.id,
            move |row| {
                let id = memo(move || row.get().id);
                let mut view = rt::Builder::new(&ROW);
                let _ = rt::client_binding(
                    &mut view,
                    Locator(&[0, 0]),
                    Target::Class("selected"),
                    &[0, 1],
                    (rt::cap_or(&selected, || 0), (rt::cap(&id), ())),
                    |(selected, (id, ()))| rt::as_value(&(selected.get() == id.get())),
                );
                let _ = rt::client_event(
                    &mut view,
                    rt::Ty::<rt::event::click>::new(),
                    Locator(&[0, 0]),
                    &CLICK,
                    &[0, 1],
                    (rt::cap_or(&set_selected, || 0), (rt::cap(&id), ())),
                    |(set_selected, (id, ())), event| {
                        rt::handle(move |_| set_selected.set(id.get()), event)
                    },
                );
                rt::text_with(&mut view, move || row.get().label);
                rt::finish(view)
            },
            None,
        );
        rt::finish(view)
    })
}

fn rows(count: u32) -> Page {
    Page::attached::<Rows>(move || Rows(count))
}

/// Asserts that an operation sends at most so many bytes to a page that has shown a row before.
#[track_caller]
fn costs(mut page: Page, operation: &str, at_most: usize) {
    let run = 0;
    let answer = page.call(run, &operation);
    println!("{operation}: {} bytes", answer.bytes);
    assert!(!answer.ops().is_empty(), "{operation} does something");
    assert!(
        answer.bytes <= at_most,
        "{operation}: {} bytes, {:?}",
        answer.bytes,
        answer.updates
    );
}

#[test]
fn head_insert_sends_a_row() {
    let mut page = rows(1000);
    page.call(0, &"insert");
    costs(page, "insert", 100);
}

#[test]
fn remove_sends_a_number() {
    costs(rows(1000), "remove", 24);
}

#[test]
fn swap_sends_two_moves() {
    costs(rows(1000), "swap", 32);
}

#[test]
fn update_sends_the_labels_that_changed() {
    costs(rows(1000), "update", 2_400);
}

#[test]
fn create_sends_what_differs() {
    costs(rows(0), "create", 45_000);
}

#[test]
fn the_first_page_is_little_more_than_bare_markup() {
    let page = rows(1000);
    let bare: usize = numbered(0..1000)
        .iter()
        .map(|row| format!("<li>{}</li>", row.label).len())
        .sum();
    println!(
        "{} bare {bare}, snapshot {}",
        page.rendered.html.len(),
        page.rendered.snapshot.len()
    );
    assert!(page.rendered.html.len() + page.rendered.snapshot.len() * 4 / 3 <= bare + 3_000);
}
