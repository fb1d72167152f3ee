//! A computed attribute does not overwrite its parts.
//!
//! Each time `style=` is set, all that the attribute was is gone, and with it what `style:color=` has set. The same
//! holds for `class=` and `class:`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p style="margin: 0" style:color="red">"text"</p> }
}
