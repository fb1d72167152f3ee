//! HTML does not stay in SVG.
//!
//! A browser that meets an element of HTML in `<svg>` ends the drawing, and puts the element behind it. Then nothing
//! is where the client looks for it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <svg><foreignObject><p>"text"</p></foreignObject></svg> }
}
