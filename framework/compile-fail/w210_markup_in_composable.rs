//! A composable returns handles; markup belongs to a component.

use watershed::prelude::*;

#[composable]
fn use_title(title: String) -> View {
    view! { <h1>{title}</h1> }
}

fn main() {}
