//! Long lists whose rows rest: the server keeps of a row its value, until another one comes.

use std::sync::atomic::{AtomicU32, Ordering};

use watershed::prelude::*;

#[derive(Clone, PartialEq, Cross)]
struct Item {
    id: u32,
    label: String,
}

/// A change of the list, made on the server.
#[derive(Cross)]
enum Change {
    Rename(u32),
    RenameAll,
    Swap,
    Remove(u32),
    Insert,
    Prefix,
}

fn item(id: u32) -> Item {
    Item {
        id,
        label: format!("item number {id}, with a long name"),
    }
}

fn apply(change: &Change, items: &mut Vec<Item>) {
    match change {
        Change::Rename(id) => items
            .iter_mut()
            .filter(|item| item.id == *id)
            .for_each(|item| item.label = item.label.replace("item", "renamed")),
        Change::RenameAll => items.iter_mut().for_each(|item| item.label.push('!')),
        Change::Swap => items.swap(1, 38),
        Change::Remove(id) => items.retain(|item| item.id != *id),
        Change::Insert => items.insert(0, item(100)),
        Change::Prefix => {}
    }
}

/// Forty rows with a handler, an attribute of the server and a class of the browser; beside them rows that show more
/// than their value.
#[component]
pub fn Rest() -> View {
    let items = RwSignal::new((0..40).map(item).collect::<Vec<_>>());
    let prefix = RwSignal::new("a".to_owned());
    let picked = RwSignal::new(1_000);
    let change = action(async move |change: Change| {
        items.update(|items| apply(&change, items));
        if let Change::Prefix = change {
            prefix.update(|prefix| prefix.push('a'));
        }
    });
    view! {
        <button id="rename" on:click=move |_| change.dispatch(Change::Rename(7))>"rename"</button>
        <button id="all" on:click=move |_| change.dispatch(Change::RenameAll)>"rename all"</button>
        <button id="swap" on:click=move |_| change.dispatch(Change::Swap)>"swap"</button>
        <button id="remove" on:click=move |_| change.dispatch(Change::Remove(8))>"remove"</button>
        <button id="insert" on:click=move |_| change.dispatch(Change::Insert)>"insert"</button>
        <button id="prefix" on:click=move |_| change.dispatch(Change::Prefix)>"prefix"</button>
        <output>{picked}</output>
        <ul id="plain">
            <For each=items key=|item| item.id let:item>
                <li id=format!("row-{}", item.get().id) title=item.get().label class:picked={picked.get() == item.get().id} on:click=move |_| picked.set(item.get().id)>
                    <b>{item.get().label.len()}</b>" "{item.get().label}
                </li>
            </For>
        </ul>
        <ul id="reading">
            <For each=items key=|item| item.id let:item><li id=format!("reading-{}", item.get().id)>{prefix.get()}{item.get().label}</li></For>
        </ul>
        <ul id="impure">
            <For each=items key=|item| item.id let:item>
                <li id=format!("impure-{}", item.get().id) data-time=time() on:click=move |_| picked.set(item.get().id + 500)>{item.get().label}" "{if item.get().id < 100 { time() } else { 0 }}</li>
            </For>
        </ul>
        <ul id="writing">
            <For each=items key=|item| item.id let:item><Counted item=item/></For>
        </ul>
    }
}

/// Returns another number each time.
fn time() -> u32 {
    static TIME: AtomicU32 = AtomicU32::new(1_000);
    TIME.fetch_add(1, Ordering::Relaxed)
}

/// A row with a state of its own, which is not lost.
#[component]
fn Counted(item: ReadSignal<Item>) -> View {
    let count = RwSignal::new(0);
    view! { <li><button class="count" on:click=move |_| count.update(|n| *n += 1)>{count}</button>{item.get().label}</li> }
}
