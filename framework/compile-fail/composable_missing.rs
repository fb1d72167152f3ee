//! A function with the name of a composable must be one.

use watershed::prelude::*;

fn use_number() -> i32 {
    1
}

#[component]
fn Page() -> View {
    let number = use_number();
    view! { <p>{number}</p> }
}

fn main() {}
