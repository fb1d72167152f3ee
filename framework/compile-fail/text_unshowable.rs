//! What cannot be shown is told what can.

use watershed::prelude::*;

struct Point;

#[component]
fn Page() -> View {
    let point = Point;
    view! { <p>{point}</p> }
}

fn main() {}
