//! A value that cannot be text is reported with the values that can.

use watershed::prelude::*;

struct Point;

#[component]
fn Page() -> View {
    let point = Point;
    view! { <p>{point}</p> }
}

fn main() {}
