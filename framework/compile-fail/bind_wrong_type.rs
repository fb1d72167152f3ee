//! Mistakes in a bound signal, or in the value of a control in a group, are reported where it is written.

use watershed::prelude::*;

#[component]
fn Fields() -> View {
    let done = RwSignal::new(String::new());
    let size = RwSignal::new(1u32);
    view! {
        <input type="checkbox" bind:checked=done/>
        <input type="radio" name="size" value="large" bind:group=size/>
    }
}

fn main() {}
