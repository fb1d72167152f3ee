//! A component is a free function.

use watershed::prelude::*;

struct Pages;

impl Pages {
    #[component]
    fn Page(&self) -> View {
        view! { <p>"text"</p> }
    }
}

fn main() {}
