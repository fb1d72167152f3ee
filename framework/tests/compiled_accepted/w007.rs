//! A closing tag closes the open one.
//!
//! Elements are nested: the last one that was opened is closed first. A browser would drop this closing tag without a
//! word.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div><p>"text"</p></div> }
}
