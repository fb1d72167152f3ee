//! A script is fixed text.
//!
//! Nothing can be escaped in a script, so a value in it could be any code. A script that is data, such as JSON, takes
//! one text, and so does a style.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let data = String::from("{\"a\": 1}");
    view! { <script type="application/json">{data}</script> }
}
