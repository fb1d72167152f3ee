//! A value that an attribute cannot have is reported with the values that it can.

use watershed::prelude::*;

struct Point;

#[component]
fn Page() -> View {
    let point = Point;
    view! { <p title=point>"text"</p> }
}

fn main() {}
