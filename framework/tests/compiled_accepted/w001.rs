//! An expression in a view is Rust.
//!
//! The text in braces, or after `=`, is a Rust expression, and the Rust parser stopped in it. The message repeats what
//! the parser says, at the place where it stopped.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p title={1 + 1}>"one"</p> }
}
