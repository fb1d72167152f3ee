//! Some elements take only certain children.
//!
//! A browser moves other children out, and the client would not find them.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <table><tbody><tr><td><p>"text"</p></td></tr></tbody></table> }
}
