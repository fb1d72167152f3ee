//! An attribute of another framework does nothing.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let field: NodeRef = NodeRef::new();
    view! {
        <input ref=field/>
        <button phx-click="save">"text"</button>
        <input phx-debounce="300"/>
        <p dangerouslySetInnerHTML="<b>a</b>"></p>
    }
}

fn main() {}
