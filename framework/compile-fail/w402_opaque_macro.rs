//! The compiler does not look into unknown macros.

use watershed::prelude::*;

macro_rules! twice {
    ($set:ident, $by:ident) => {
        $set.update(|count| *count += 2 * $by)
    };
}

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    let step = 2;
    view! { <button on:click=move |_| { twice!(set_count, step); }>{count}</button> }
}

fn main() {}
