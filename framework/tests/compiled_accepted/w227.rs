//! `.idempotent()` is right behind `action(..)`.
//!
//! Whoever calls an action must know whether a call may run more than once, and so must the browser before it makes the first
//! call. So that is said where the action is made, and nowhere else.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    #[volatile]
    let left = RwSignal::new(5_u32);
    let take = action(async move |count: u32| left.set(count)).idempotent();
    view! { <button on:click=move |_| take.dispatch(1)>{left}</button> }
}
