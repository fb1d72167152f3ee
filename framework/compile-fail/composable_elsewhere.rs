//! A function of another file with the name of a composable must be one.

#[path = "parts/hooks.rs"]
mod hooks;

use hooks::use_number;
use watershed::prelude::*;

#[component]
fn Imported() -> View {
    let number = use_number();
    view! { <p>{number}</p> }
}

#[component]
fn Named() -> View {
    let number = hooks::use_number();
    view! { <p>{number}</p> }
}

fn main() {}
