//! Branches need no common type.
//!
//! The compiler takes branches and arms apart and knows which is shown, so each may have its own markup.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (show, _set_show) = signal(true);
    view! { {if show.get() { view! { <b>"text"</b> } } else { view! { "text" } }} }
}
