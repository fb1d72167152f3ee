//! Attributes of the framework are reserved.
//!
//! By these attributes the client finds what the server has rendered. One that is written by hand would lead it to
//! the wrong element.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <main data-kind="a">"text"</main> }
}
