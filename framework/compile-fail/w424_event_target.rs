//! The value of a control is told by the event itself.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (name, set_name) = signal(String::new());
    let (agreed, set_agreed) = signal(false);
    view! {
        <input on:input=move |event| set_name.set(event.target.value)/>
        <input on:input=move |event| set_name.set(event.target().value())/>
        <input type="checkbox" on:change=move |event| set_agreed.set(event.target().checked())/>
        {name} {agreed}
    }
}

fn main() {}
