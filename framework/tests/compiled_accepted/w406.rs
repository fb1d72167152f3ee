//! Client code makes no signals.
//!
//! Signals, memos and effects belong to the component that made them, and the server knows each of them by number.
//! One that the browser made would be unknown to it. Plain values can be made anywhere.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let list = RwSignal::new(Vec::<i32>::new());
    view! { <button on:click=move |_| list.update(|list| list.push(1))>{move || list.get().len()}</button> }
}
