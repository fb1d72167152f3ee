//! Markup is in a component.
//!
//! The macro of the component reads the whole function, with its `view!`, to decide what runs where. A `view!` in
//! another function has nobody who reads it.

use watershed::prelude::*;

#[component]
fn Banner() -> View {
    view! { <p>"news"</p> }
}
