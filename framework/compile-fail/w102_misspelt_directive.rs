//! A misspelt directive is reported with the right one.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p clas:open=true>"text"</p> }
}

fn main() {}
