//! Invalid Rust in an expression is reported where rustc found it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p title={1 +}>"one"</p> }
}

#[component]
fn Unfinished() -> View {
    view! { <p title=move ||>"one"</p> }
}

fn main() {}
