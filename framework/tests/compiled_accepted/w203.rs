//! A computed attribute does not overwrite its parts.
//!
//! Setting `style=` replaces the whole attribute, and with it what `style:color=` has set. The same holds for `class=`
//! and `class:`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p style="margin: 0" style:color="red">"text"</p> }
}
