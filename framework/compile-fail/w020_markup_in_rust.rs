//! Markup in the middle of Rust code: in a loop, under a condition, and in a closure.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (names, _set_names) = signal(vec![String::from("Ada")]);
    view! {
        <ul>{for name in names.get() { <li>{name}</li> }}</ul>
        {if names.get().is_empty() { "nobody" } else { <b>"some"</b> }}
        <Show when={names.get().is_empty()} fallback={|| <p>"some"</p>}>"nobody"</Show>
    }
}

fn main() {}
