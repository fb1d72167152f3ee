//! Only types derive anything.

use watershed::prelude::*;

#[server(derive(sqlx::FromRow))]
fn load() -> u32 {
    1
}

fn main() {}
