//! Client code of a composable is one function, not one for each type.

use watershed::prelude::*;

#[composable]
fn use_value<T: Cross + Clone + PartialEq>(value: T) -> Callback<()> {
    let (_, set_shown) = signal(value.clone());
    callback(move |()| set_shown.set(value.clone()))
}

fn main() {}
