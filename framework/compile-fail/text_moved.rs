//! A text that was given away before is no longer there for the markup.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let name = String::from("Ada");
    let other = name;
    view! { <p>{name}</p> <p>{other}</p> }
}

fn main() {}
