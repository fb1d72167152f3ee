//! Rust code gives markup by a `view!`.
//!
//! In braces is Rust, and there markup is written in a `view!` of its own. Newcomers from frameworks in which a loop is part of the markup leave it out, and the compiler
//! would take the tag for a comparison.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (names, _set_names) = signal(vec![String::from("Ada")]);
    view! {
        <ul>{for name in names.get() { view! { <li>{name}</li> } }}</ul>
        {if names.get().is_empty() { view! { "nobody" } } else { view! { <b>"some"</b> } }}
        <Show when={names.get().is_empty()} fallback=|| view! { <p>"some"</p> }>"nobody"</Show>
    }
}
