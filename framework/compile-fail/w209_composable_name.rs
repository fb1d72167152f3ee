//! A composable is recognised by its name.

use watershed::prelude::*;

#[composable]
fn counter() -> ReadSignal<i32> {
    signal(0).0
}

fn main() {}
