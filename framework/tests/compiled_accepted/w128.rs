//! A slot is directly in a component's tag.
//!
//! `<slot:name>` says which content of the component this is. Inside of an element there is no component to give it
//! to.

use watershed::prelude::*;

#[component]
fn Card(title: String, note: Slot<()>) -> View {
    view! { <section><h2>{title}</h2>{note(())}</section> }
}

#[component]
fn Page() -> View {
    view! { <Card title="a".into()><slot:note let:_unused>"text"</slot:note></Card> }
}
