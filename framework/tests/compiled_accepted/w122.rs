//! Attributes are not spread over a component.
//!
//! Which element the attributes would be on, only the component knows. It takes them as a prop, and spreads them over
//! that element.

use watershed::prelude::*;

#[component]
fn Badge(attributes: Vec<(&'static str, &'static str)>) -> View {
    view! { <b {..attributes}>"text"</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge attributes=vec![("lang", "en")]/> }
}
