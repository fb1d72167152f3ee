//! A `<textarea>` holds text.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (n, _) = signal(0);
    view! {
        <textarea><b>"text"</b></textarea>
        <textarea>"n " <Show when=move || { n.get() > 0 }>"some"</Show></textarea>
        <textarea>{match n.get() { 0 => view! { "zero" }, _ => view! { "many" } }}</textarea>
    }
}

#[component]
fn Titled(children: Children) -> View {
    view! { <title>{children()}</title> }
}

fn main() {}
