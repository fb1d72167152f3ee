//! Conditions are written around a `<Head>`, not in it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <Head><h1>"Page"</h1></Head> <p>"page"</p> }
}

fn main() {}
