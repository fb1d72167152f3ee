//! Elements of HTML are unknown in MathML.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <math><label>"text"</label></math> }
}

fn main() {}
