//! The name of a composable begins with `use_`.
//!
//! A macro sees names only: by `use_` it knows that a call is one of a composable, and that client code of it has to
//! be registered.

use watershed::prelude::*;

#[composable]
fn use_counter() -> ReadSignal<i32> {
    signal(0).0
}
