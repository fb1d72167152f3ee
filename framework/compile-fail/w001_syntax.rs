//! An expression that is not Rust is shown where rustc stumbled.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p title={1 +}>"one"</p> }
}

fn main() {}
