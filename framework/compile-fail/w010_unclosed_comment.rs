//! A comment ends with `-->`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p>"text"</p> <!-- a remark }
}

fn main() {}
