//! A `>` in a value without braces ends the tag.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, _set_count) = signal(0);
    view! {
        <p class:many=move || count.get() > 0>"text"</p>
        <p class=if count.get() > 0 { "many" } else { "none" } title="text">"text"</p>
        <button disabled=count.get() >= 9>"more"</button>
    }
}

fn main() {}
