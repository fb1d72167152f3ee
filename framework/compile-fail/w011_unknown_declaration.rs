//! The only declaration is the document type.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <!ENTITY a> <p>"text"</p> }
}

fn main() {}
