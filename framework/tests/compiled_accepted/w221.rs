//! A function that returns markup is a component.
//!
//! Markup is read by the macro of a component. A component has props by name, a place in the page, and client code of
//! its own; a function that returns markup has none of that.

use watershed::prelude::*;

#[component]
fn ListItem(name: String) -> View {
    view! { <li>{name}</li> }
}

#[component]
fn Page() -> View {
    view! { <ul><ListItem name="a".into()/></ul> }
}
