//! What the compiler says of values that cross: their restore classes, and their types.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

use watershed::facts::{Crossing, Facts};
use watershed::prelude::*;
use watershed::server::task;

#[derive(Clone, PartialEq, Cross)]
pub struct Row {
    id: u32,
    label: String,
}

#[component]
pub fn Classes(given: ReadSignal<u32>, limit: u32) -> View {
    let (typed, set_typed) = signal(String::new());
    let (loaded, set_loaded) = signal(0);
    set_loaded.set(1);
    let (ticks, set_ticks) = signal(0);
    #[volatile]
    let (seen, set_seen) = signal(0);
    task(async move { set_seen.set(ticks.get() + seen.get()) });
    task(async move { set_ticks.set(1) });
    let (rows, set_rows) = signal(Vec::<Row>::new());
    let add = action(async move |row: Row| set_rows.update(|rows| rows.push(row)));
    let (found, set_found) = signal(Vec::<Row>::new());
    set_found.set(Vec::new());
    let twice = memo(move || ticks.get() * 2);
    let thrice = memo(move || loaded.get() * 3);
    view! {
        <button on:click=move |_| {
            set_typed.set(typed.get());
            log(loaded.get() + ticks.get() + twice.get() + thrice.get() + given.get() + limit);
            add.dispatch(Row { id: 1, label: String::new() });
        }>"go"</button>
        <For each=rows key=|row| row.id let:row><p on:click=move |_| log(row.get().id)></p></For>
        <For each=found key=|row| row.id let:hit><p on:click=move |_| log(hit.get().id)></p></For>
    }
}

fn log(_: u32) {}

/// What the compiler does not look into: all of the text is captured.
fn size(text: &str) -> u32 {
    text.len() as u32
}

#[component]
pub fn Generic<T: Cross + Clone>(all: Vec<T>, on_pick: Callback<T>, name: &str) -> View {
    let other = all.len() as u32;
    view! { <p on:click=move |_| { on_pick.run(all[0].clone()); log(other + size(name)); }></p> }
}

fn facts(component: &str) -> &'static Facts {
    let found = Facts::all().find(|facts| facts.component == format!("facts::{component}"));
    found.expect("it is compiled")
}

fn crossing(component: &str, way: &str, name: &str) -> &'static Crossing {
    let crossings = facts(component).crossings.iter();
    let mut found = crossings.filter(|crossing| crossing.way == way && crossing.name == name);
    found
        .next()
        .unwrap_or_else(|| panic!("{name} does not go {way}"))
}

fn ty(component: &str, name: &str) -> String {
    (facts(component).types)()[crossing(component, "down", name).ty].clone()
}

#[test]
fn a_value_is_restored_by_who_wrote_it_last() {
    let classes = [
        ("down", "typed", "browser"),
        // Written by the body itself, and by nobody later.
        ("down", "loaded", "recomputed"),
        ("down", "thrice", "recomputed"),
        ("down", "hit.id", "recomputed"),
        ("down", "limit", "recomputed"),
        // Written by a task, by an action.
        ("down", "ticks", "volatile"),
        ("down", "twice", "volatile"),
        ("down", "row.id", "volatile"),
        // The caller knows.
        ("down", "given", "open"),
        ("call", "add", "action"),
    ];
    for (way, name, class) in classes {
        assert_eq!(crossing("Classes", way, name).class, class, "{name}");
    }
}

#[test]
fn what_is_lost_with_its_process_is_known_unless_that_is_fine() {
    let nodes = facts("Classes").nodes.iter();
    let lost: Vec<_> = nodes
        .filter(|node| node.is_lost)
        .map(|node| node.name)
        .collect();
    assert_eq!(lost, ["ticks", "rows"]);
}

#[test]
fn types_are_those_that_inference_found() {
    assert_eq!(ty("Classes", "typed"), "String");
    assert_eq!(ty("Classes", "ticks"), "u32");
}

#[test]
fn types_of_a_generic_component_are_those_that_its_source_names() {
    assert_eq!(ty("Generic", "on_pick"), "Callback<T>");
    assert_eq!(ty("Generic", "all"), "Vec<T>");
    assert_eq!(ty("Generic", "name"), "&str");
    assert_eq!(ty("Generic", "other"), "_");
}
