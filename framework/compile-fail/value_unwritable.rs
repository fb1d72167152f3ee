//! What is no value of an attribute is told what is.

use watershed::prelude::*;

struct Point;

#[component]
fn Page() -> View {
    let point = Point;
    view! { <p title=point>"text"</p> }
}

fn main() {}
