//! Text is not decoded.
//!
//! Text in a view is the text that is shown: the server escapes it when it writes HTML. So `&nbsp;` would be on the
//! page as six characters.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p>"one \u{a0} two"</p> }
}
