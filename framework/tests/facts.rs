//! The compiler's facts about values that cross: their restore classes, and their types.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use watershed::facts::{Class, Facts, Line, Way, crossings};
use watershed::prelude::*;
use watershed::server::task;
use watershed::testing::App;

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

/// The compiler does not look into a function, so the whole text is captured.
fn size(text: &str) -> u32 {
    text.len() as u32
}

#[component]
pub fn Generic<T: Cross + Clone>(all: Vec<T>, on_pick: Callback<T>, name: &str) -> View {
    let other = all.len() as u32;
    view! { <p on:click=move |_| { on_pick.run(all[0].clone()); log(other + size(name)); }></p> }
}

fn all() -> &'static [Line] {
    static ALL: OnceLock<Vec<Line>> = OnceLock::new();
    ALL.get_or_init(|| crossings(&Facts::sorted()))
}

fn facts(component: &str) -> &'static Facts {
    let found = Facts::all().find(|facts| facts.component == format!("facts::{component}"));
    found.expect("it is compiled")
}

fn crossing(component: &str, way: Way, name: &str) -> &'static Line {
    let component = format!("facts::{component}");
    let mut found = all()
        .iter()
        .filter(|line| line.component == component && line.way == way && line.name == name);
    found
        .next()
        .unwrap_or_else(|| panic!("{name} does not go {way}: {:#?}", all()))
}

fn ty(component: &str, name: &str) -> &'static str {
    &crossing(component, Way::Down, name).ty
}

#[test]
fn a_value_is_restored_by_who_wrote_it_last() {
    let classes = [
        // Written by the body itself, and not later.
        (Way::Down, "loaded", Class::Recomputed),
        (Way::Down, "thrice", Class::Recomputed),
        (Way::Down, "hit.id", Class::Recomputed),
        (Way::Down, "limit", Class::Recomputed),
        // Written by a task or an action.
        (Way::Down, "ticks", Class::Volatile),
        (Way::Down, "twice", Class::Volatile),
        (Way::Down, "row.id", Class::Volatile),
        // The code that gives the prop is not known.
        (Way::Down, "given", Class::Open),
        (Way::Call, "add", Class::Action),
    ];
    for (way, name, class) in classes {
        let found = crossing("Classes", way, name);
        assert_eq!(found.class, class, "{found:?}");
    }
}

#[test]
fn what_the_browser_starts_with_itself_does_not_cross() {
    let typed = |line: &&Line| line.component == "facts::Classes" && line.name == "typed";
    assert_eq!(all().iter().find(typed), None);
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
    assert_eq!(ty("Classes", "ticks"), "u32");
}

#[test]
fn types_of_a_generic_component_are_those_that_its_source_names() {
    assert_eq!(ty("Generic", "on_pick"), "Callback<T>");
    assert_eq!(ty("Generic", "all"), "Vec<T>");
    assert_eq!(ty("Generic", "name"), "&str");
    assert_eq!(ty("Generic", "other"), "_");
}

/// A function is not a module: what has one name in two of them would run for the other.
#[test]
fn two_components_of_one_name_are_reported() {
    fn first() -> App {
        #[component]
        fn Twin() -> View {
            let n = RwSignal::new(1);
            view! { <button on:click=move |_| n.set(2)>{n}</button> }
        }
        App::new(Twin)
    }
    fn second() -> App {
        #[component]
        fn Twin() -> View {
            let text = RwSignal::new(String::from("a"));
            view! { <button on:click=move |_| text.set("b".into())>{text}</button> }
        }
        App::new(Twin)
    }
    let app = first();
    app.click("button");
    app.sees("2");
    let Err(panic) = catch_unwind(AssertUnwindSafe(second)) else {
        panic!("the second one is not reported");
    };
    let message = panic.downcast_ref::<String>().expect("it is a message");
    assert!(
        message.starts_with("two components are called `facts::Twin`, at "),
        "{message}"
    );
    assert!(message.contains("help: rename one"), "{message}");
}
