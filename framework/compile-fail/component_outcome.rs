//! A component returns a view.

use watershed::prelude::*;

#[component]
fn Page() -> u32 {
    3
}

fn main() {}
