//! An element passes nothing to its children.
//!
//! `let:` names what a component, slot or list gives to its content. An element gives nothing.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <ul><For each=[1, 2] key=|n| *n let:item><li>{item}</li></For></ul> }
}
