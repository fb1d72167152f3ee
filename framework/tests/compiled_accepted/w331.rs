//! A property does not run code.
//!
//! `innerHTML` makes elements, and runs what is in them. `inner_html` does that too, but says so, and closes what was
//! left open.

use watershed::prelude::*;

#[component]
fn Page(html: String) -> View {
    view! { <div inner_html=html></div> }
}
