//! HTML means nothing in MathML.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <math><label>"text"</label></math> }
}

fn main() {}
