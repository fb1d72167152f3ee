//! A property does not run code.
//!
//! The browser parses what `innerHTML` is set to, and event attributes in it run. With `inner_html` they run too, but the
//! HTML ends where its element ends, and whoever reads the source sees that it is trusted.

use watershed::prelude::*;

#[component]
fn Page(html: String) -> View {
    view! { <div inner_html=html></div> }
}
