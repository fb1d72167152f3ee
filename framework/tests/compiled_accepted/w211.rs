//! Client code of a composable is one function.
//!
//! The client code of a composable is compiled once, and found by its number. For each type of a parameter there
//! would be another one. The type can be written, or the client code moved into the component.

use watershed::prelude::*;

#[composable]
fn use_value(value: String) -> Callback<()> {
    let (_, set_shown) = signal(value.clone());
    callback(move |()| set_shown.set(value.clone()))
}
