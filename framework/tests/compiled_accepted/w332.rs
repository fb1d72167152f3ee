//! An attribute does not run code.
//!
//! `srcdoc` is a page of its own, and runs with the rights of this one. A value in it could be any code.

use watershed::prelude::*;

#[component]
fn Page(address: String) -> View {
    view! { <iframe src=address></iframe> }
}
