//! Client code cannot make signals in any expression.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let list = RwSignal::new(Vec::<RwSignal<i32>>::new());
    let add = move |n: i32| list.update(|list| list.push(RwSignal::new(n)));
    view! {
        <button on:click=move |_| list.update(|list| list.push(RwSignal::new(1)))>"one"</button>
        <button on:click=move |_| list.set([1, 2].map(RwSignal::new).to_vec())>"two"</button>
        <button on:click=move |_| list.set(vec![signal(1).0.get()].into_iter().map(watershed::RwSignal::new).collect())>"three"</button>
        <button on:click=move |_| add(1)>"four"</button>
        <button on:click=move |_| add(2)>"five"</button>
    }
}

fn main() {}
