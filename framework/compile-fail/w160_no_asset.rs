//! A file is looked for in the folder of Cargo.toml.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <img src=asset!("images/lgoo.svg") alt="Logo"> }
}

fn main() {}
