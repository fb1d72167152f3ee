//! What is wrong with a bound signal, or with the value of a control in a group, is said where it is written.

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
