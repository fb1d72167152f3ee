//! A composable returns callbacks, not closures.
//!
//! A closure of the server cannot go to the browser: it is code, and what it has captured is unknown. A callback is
//! client code with a number, and what it captured is sent.

use watershed::prelude::*;

#[composable]
fn use_counter() -> (ReadSignal<i32>, Callback<()>) {
    let (count, set_count) = signal(0);
    (
        count,
        callback(move |()| set_count.update(|count| *count += 1)),
    )
}
