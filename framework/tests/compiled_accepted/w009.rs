//! A void element has no content.
//!
//! `<br>`, `<img>`, `<input>` and the like cannot have children in HTML. A browser would put what follows beside the
//! element.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p><br/>"text"</p> }
}
