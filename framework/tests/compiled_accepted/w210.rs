//! A composable has no markup.
//!
//! A composable is state and behaviour that several components share. Markup is what a component is for.

use watershed::prelude::*;

#[component]
fn Title(title: String) -> View {
    view! { <h1>{title}</h1> }
}
