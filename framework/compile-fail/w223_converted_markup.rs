//! Branches need no common type.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (show, _set_show) = signal(true);
    view! {
        {if show.get() {
            view! { <b>"text"</b> }.into_any()
        } else {
            view! { "text" }.into_view()
        }}
    }
}

fn main() {}
