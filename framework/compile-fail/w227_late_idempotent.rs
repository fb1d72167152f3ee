//! `.idempotent()` on an action that was made before, and on a prop.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let left = RwSignal::new(5_u32);
    let take = action(async move |count: u32| left.set(count));
    let take = take.idempotent();
    view! { <button on:click=move |_| take.dispatch(1)>{left}</button> }
}

#[component]
fn Item(save: Action<u32>) -> View {
    let save = save.idempotent();
    view! { <button on:click=move |_| save.dispatch(1)>"save"</button> }
}

fn main() {}
