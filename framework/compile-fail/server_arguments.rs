//! `#[server]` has no arguments, or a list of derives.

use watershed::prelude::*;

#[server(only)]
fn load() -> u32 {
    1
}

fn main() {}
