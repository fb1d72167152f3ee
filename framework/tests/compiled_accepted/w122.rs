//! Attributes are not spread over a component.
//!
//! Only the component knows which element the attributes would be on. It takes them as a prop, and spreads them over
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
