//! A slot takes nothing but `let:`.
//!
//! A slot is not an element: nothing of it is in the page but its content. So there is nothing that could have an
//! attribute.

use watershed::prelude::*;

#[component]
fn Card(children: Children) -> View {
    view! { <section>{children()}</section> }
}

#[component]
fn Page() -> View {
    view! { <Card><slot:children><b class="b">"text"</b></slot:children></Card> }
}
