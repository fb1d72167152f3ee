//! A signal of another kind is given to a component, and client code uses it as well: that is said once.

use watershed::prelude::*;

#[component]
fn Shown(count: ReadSignal<u32>) -> View {
    view! { <p>{count}</p> }
}

#[component]
fn Page() -> View {
    let count = RwSignal::new(0);
    view! { <Shown count=count/> <button on:click=move |_| count.set(1)>"one"</button> }
}

fn main() {}
