//! A misspelt modifier is reported with the right one.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:click:prevnt=move |_| {}>"text"</button> }
}

fn main() {}
