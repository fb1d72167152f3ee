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

/// Pages with lists whose rows rest at once, or do not. Each is the same, and is told the same, as one with rows awake.
#[cfg(debug_assertions)]
mod at_once {
    use std::cell::{Cell, RefCell};
    use std::mem::take;

    use watershed::server::keep_rows_awake;
    use watershed::wire::message::{Op, Update};

    use super::*;

    thread_local! {
        static ROWS: RefCell<Option<(RwSignal<Vec<Row>>, RwSignal<String>)>> = const { RefCell::new(None) };
        static COUNT: Cell<u32> = const { Cell::new(0) };
    }

    fn data() -> (RwSignal<Vec<Row>>, RwSignal<String>) {
        let rows = (1..=20).map(|id| Row {
            id,
            label: format!("row {}", id * id),
        });
        let data = (
            RwSignal::new(rows.collect()),
            RwSignal::new("prefix".to_owned()),
        );
        ROWS.replace(Some(data));
        data
    }

    /// Returns a text that follows the second signal in every fifth row.
    fn mixed(row: &Row, prefix: RwSignal<String>) -> String {
        match row.id % 5 {
            0 => format!("{} {}", prefix.get(), row.label),
            _ => row.label.clone(),
        }
    }

    fn counted(row: &Row) -> String {
        COUNT.set(COUNT.get() + 1);
        format!("{} {}", row.label, COUNT.get())
    }

    #[component]
    fn Alike() -> View {
        let (rows, _) = data();
        let (selected, set_selected) = signal(0_u32);
        view! { <ul><For each=rows key=|row| row.id let:row>
            <li class:selected=selected.get() == row.get().id on:click=move |_| set_selected.set(row.get().id)>
                {row.get().label}
            </li>
        </For></ul> }
    }

    #[component]
    fn Mixed() -> View {
        let (rows, prefix) = data();
        let (selected, set_selected) = signal(0_u32);
        view! { <ul><For each=rows key=|row| row.id let:row>
            <li title=row.get().label on:click=move |_| set_selected.set(row.get().id)>{mixed(&row.get(), prefix)}</li>
        </For></ul><output>{selected}</output> }
    }

    #[component]
    fn LaterWritten() -> View {
        let (rows, _) = data();
        let (selected, set_selected) = signal(0_u32);
        view! { <main><ul><For each=rows key=|row| row.id let:row>
            <li class:selected=selected.get() == row.get().id>{row.get().label}</li>
        </For></ul><button on:click=move |_| set_selected.set(3)></button></main> }
    }

    #[component]
    fn EarlierWritten() -> View {
        let (rows, _) = data();
        let (selected, set_selected) = signal(0_u32);
        view! { <main><button on:click=move |_| set_selected.set(3)></button><ul><For each=rows key=|row| row.id let:row>
            <li class:selected=selected.get() == row.get().id>{row.get().label}</li>
        </For></ul></main> }
    }

    #[component]
    fn TwoNodes() -> View {
        let (rows, _) = data();
        let (number, set_number) = signal(0_u32);
        let (text, set_text) = signal(String::new());
        view! { <main><output>{text}{number}</output><ul><For each=rows key=|row| row.id let:row>
            <li on:click=move |_| { set_text.set(row.get().label); set_number.set(row.get().id) }>{row.get().id}</li>
        </For></ul><p on:click=move |_| set_number.set(9)></p></main> }
    }

    #[component]
    fn SeveralLists() -> View {
        let (rows, prefix) = data();
        let (shown, set_shown) = signal(true);
        view! { <main>
            <ul><For each=rows key=|row| row.id let:row><li title=prefix.get()>{row.get().label}</li></For></ul>
            <button on:click=move |_| set_shown.set(false)>{shown}</button>
            <Show when=shown><ul><For each=rows key=|row| row.id let:row>
                <li on:click=move |_| set_shown.set(row.get().id > 3)>{row.get().label}<b title=row.get().label></b></li>
            </For></ul></Show>
            <ul>{for row in rows.get() { view! { <li key=row.id on:click=move |_| set_shown.set(row.id > 2)>{row.label.clone()}</li> } }}</ul>
        </main> }
    }

    #[component]
    fn Counting() -> View {
        let (rows, prefix) = data();
        view! { <ul><For each=rows key=|row| row.id let:row>
            <li title=mixed(&row.get(), prefix)>{counted(&row.get())}</li>
        </For></ul> }
    }

    /// Renders a page and lets its data change. Returns the page, and what the browser is told.
    fn told<C: watershed::rt::Component>(
        root: impl FnOnce() -> rt::Pending,
    ) -> (String, Vec<u8>, Vec<Update>) {
        COUNT.set(0);
        let mut page = Page::open::<C>(root);
        let (rows, prefix) = ROWS.take().expect("the page has data");
        let (html, snapshot) = (page.rendered.html.clone(), page.rendered.snapshot.clone());
        let mut updates = Vec::new();
        // Before the browser has a socket, too.
        page.on_server(|| rows.update(|rows| rows[6].label += "!"));
        updates.extend(page.attach().updates);
        let changes: [fn(&mut Vec<Row>); 5] = [
            |rows| rows[2].label += "?",
            |rows| rows.swap(1, 17),
            |rows| rows.iter_mut().for_each(|row| row.label += "."),
            |rows| drop(rows.remove(4)),
            |rows| {
                rows.insert(
                    0,
                    Row {
                        id: 100,
                        label: "new".into(),
                    },
                )
            },
        ];
        for change in changes {
            page.acknowledge();
            page.on_server(|| rows.update(change));
            updates.extend(page.flush().updates);
        }
        page.on_server(|| prefix.set("other".to_owned()));
        updates.extend(page.flush().updates);
        for update in &mut updates {
            // Rows that rest at once need none.
            update.ops.retain(|op| !matches!(op, Op::Names(_)));
        }
        (html, snapshot, updates)
    }

    fn is_the_same<C: watershed::rt::Component>(root: fn() -> rt::Pending) {
        keep_rows_awake(true);
        let (html, snapshot, updates) = told::<C>(root);
        keep_rows_awake(false);
        let resting = told::<C>(root);
        assert_eq!(resting.0, html);
        assert_eq!(resting.1, snapshot);
        assert!(updates.len() > 3, "{updates:?}");
        assert_eq!(resting.2, updates);
    }

    #[test]
    fn rows_that_rest_at_once_are_told_like_others() {
        is_the_same::<Alike>(|| Alike(Alike::props().build()));
        is_the_same::<LaterWritten>(|| LaterWritten(LaterWritten::props().build()));
        is_the_same::<EarlierWritten>(|| EarlierWritten(EarlierWritten::props().build()));
        is_the_same::<TwoNodes>(|| TwoNodes(TwoNodes::props().build()));
    }

    #[test]
    fn rows_among_those_that_rest_at_once_are_told_like_others() {
        is_the_same::<Mixed>(|| Mixed(Mixed::props().build()));
        is_the_same::<SeveralLists>(|| SeveralLists(SeveralLists::props().build()));
    }

    /// A row that turns out to be different is made again: the page has what was computed last.
    #[test]
    fn a_row_that_was_made_twice_is_shown_as_it_is() {
        COUNT.set(0);
        let mut page = Page::open::<Counting>(|| Counting(Counting::props().build()));
        let html = take(&mut page.rendered.html);
        assert!(
            html.contains("row 16 4<") && html.contains("row 25 6<"),
            "{html}"
        );
        assert_eq!(html.matches("<li").count(), 20);
        assert_eq!(page.attach().updates, []);
    }
}

/// Rows whose fields are shown, and how often their items are copied.
mod fields {
    use std::cell::Cell;

    use watershed::prelude::*;

    use super::page::Page;

    thread_local! {
        static COPIES: Cell<u32> = const { Cell::new(0) };
    }

    #[derive(PartialEq)]
    struct Counted {
        id: u32,
        label: String,
    }

    impl Clone for Counted {
        fn clone(&self) -> Self {
            COPIES.set(COPIES.get() + 1);
            Self {
                id: self.id,
                label: self.label.clone(),
            }
        }
    }

    #[component]
    fn Fields() -> View {
        let label = "label".to_owned();
        let rows = RwSignal::new(vec![Counted { id: 1, label }]);
        let rename = action(async move |_: ()| rows.update(|rows| rows[0].label += "!"));
        view! {
            <button on:click=move |_| rename.dispatch(())></button>
            <For each=rows key=|row| row.id let:row>
                <p title=row.get().label>{row.get().label} {move || row.get().id}</p>
            </For>
        }
    }

    #[test]
    fn a_field_is_shown_without_a_copy_of_its_item() {
        let page = Page::open::<Fields>(|| Fields(Fields {}));
        let html = &page.rendered.html;
        assert!(html.contains("title=label>label<!>1</p>"), "{html}");
        assert_eq!(COPIES.get(), 1, "the list is read once");
    }
}
