//! Rows are told apart by their keys.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (names, _set_names) = signal(vec![String::from("a")]);
    view! { <For each=names let:name><p>{name}</p></For> }
}

fn main() {}
