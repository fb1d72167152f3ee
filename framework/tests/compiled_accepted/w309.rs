//! `inner_html` is the whole content.
//!
//! HTML that is set replaces all that is in the element, children included.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div inner_html="<b>a</b>"></div> <div>"text"</div> }
}
