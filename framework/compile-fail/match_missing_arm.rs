//! A missing arm is suggested behind the last one.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (name, _set_name) = signal(Some(1));
    view! { <div>{match name.get() { Some(name) => view! { <b>{name}</b> } }}</div> }
}

fn main() {}
