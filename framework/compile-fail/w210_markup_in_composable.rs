//! A composable gives handles, a component gives markup.

use watershed::prelude::*;

#[composable]
fn use_title(title: String) -> View {
    view! { <h1>{title}</h1> }
}

fn main() {}
