//! `#[server]` stands alone, or names derives.

use watershed::prelude::*;

#[server(only)]
fn load() -> u32 {
    1
}

fn main() {}
