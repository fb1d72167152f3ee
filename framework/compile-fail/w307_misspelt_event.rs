//! A misspelt event is reported with the right one.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:clik=move |_| {}>"text"</button> }
}

fn main() {}
