//! Names of other frameworks have other names here.
//!
//! The name is known from Leptos, React, Solid or Dioxus, and nothing in this file declares it. What it does there is
//! done here by what the message names. A function or component of your own may have such a name.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    let double = memo(move || count.get() * 2);
    view! { <button on:click=move |_| set_count.set(1)>{double}</button> }
}
