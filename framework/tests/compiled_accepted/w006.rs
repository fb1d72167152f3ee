//! An element is closed.
//!
//! Only void elements such as `<br>` end by themselves. A browser would guess where another element ends; a view says
//! it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div><p>"text"</p></div> }
}
