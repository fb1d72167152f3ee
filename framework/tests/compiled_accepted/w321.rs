//! An element of HTML means nothing in MathML.
//!
//! The name is one of HTML, and in SVG or MathML it is an unknown element.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <math><mtext><label>"text"</label></mtext></math> }
}
