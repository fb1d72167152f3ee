//! `class:` switches one class.
//!
//! A class is switched on and off by its name, and `classList` of the browser refuses a name with a space. Classes
//! that are always there are in `class="..."`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p class="wide" class:open=true>"text"</p> }
}
