//! An attribute of another framework does nothing.
//!
//! The server writes such an attribute as it is, and no script of this framework reads it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let field: NodeRef = NodeRef::new();
    view! { <input node_ref=field/> <button on:click=move |_| {}>"text"</button> }
}
