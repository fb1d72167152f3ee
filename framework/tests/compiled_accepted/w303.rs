//! An element of SVG or MathML is in it.
//!
//! A browser makes an element of SVG only inside of `<svg>`. Anywhere else the same name is an unknown element of
//! HTML, and draws nothing.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div><svg><circle r=1/></svg></div> }
}
