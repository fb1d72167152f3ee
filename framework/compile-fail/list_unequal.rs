//! A list compares its items.

use watershed::prelude::*;

#[derive(Clone, Cross)]
struct Item {
    id: u32,
}

#[component]
fn Page() -> View {
    let items = RwSignal::new(vec![Item { id: 1 }]);
    view! { <For each=items key=|item| item.id let:item><p>{item.get().id}</p></For> }
}

fn main() {}
