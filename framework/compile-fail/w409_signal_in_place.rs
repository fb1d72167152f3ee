//! A signal in place of its value.

use watershed::prelude::*;

#[derive(Clone, PartialEq, Cross)]
struct Item {
    id: u32,
    name: String,
}

#[component]
fn Page() -> View {
    let (show, set_show) = signal(false);
    let items = RwSignal::new(Vec::<Item>::new());
    let count = memo(move || items.get().len());
    view! {
        {if show { "shown" } else { "hidden" }}
        <p hidden=!show>{count()}</p>
        <button on:click=move |_| set_show.set(items[0].id == 1)>"turn"</button>
        {for item in items { view! { <b>{item.name}</b> } }}
        <For each=items key=|item| item.id let:item><i>{item.name}</i></For>
    }
}

fn main() {}
