//! `inner_html` is the whole content.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div inner_html="<b>a</b>">"text"</div> }
}

fn main() {}
