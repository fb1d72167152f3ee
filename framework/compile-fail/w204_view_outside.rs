//! Markup belongs to a component.

use watershed::prelude::*;

fn banner() -> View {
    view! { <p>"news"</p> }
}

fn main() {
    banner();
}
