//! Some elements do not contain themselves.
//!
//! A link in a link, a button in a button, a form in a form: the second tag closes the first one.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <a href="/">"one"</a> <a href="/b">"text"</a> }
}
