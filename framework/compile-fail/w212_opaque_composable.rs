//! A closure of a composable is a callback.

use watershed::prelude::*;

#[composable]
fn use_counter() -> (ReadSignal<i32>, impl Fn() + Copy) {
    let (count, set_count) = signal(0);
    (count, move || set_count.update(|count| *count += 1))
}

fn main() {}
