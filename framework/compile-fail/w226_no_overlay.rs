//! `optimistic(..)` without `.while_(..)`, and with one that is not in the same expression.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let liked = RwSignal::new(false);
    let like = action(async move |wanted: bool| liked.set(wanted));
    let shown = optimistic(liked);
    view! {
        <button aria-pressed={shown.get().to_string()} on:click=move |_| like.dispatch(!shown.get())>"Like"</button>
    }
}

#[component]
fn Stock() -> View {
    let left = RwSignal::new(5_u32);
    let take = action(async move |count: u32| left.update(|left| *left -= count));
    let base = optimistic(left);
    let shown = base.while_(take, |left, count| *left -= count);
    view! { <button on:click=move |_| take.dispatch(1)>{shown}</button> }
}

fn main() {}
