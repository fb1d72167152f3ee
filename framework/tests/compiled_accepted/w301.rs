//! An element is one of HTML.
//!
//! A browser shows an unknown element as text without meaning. A component begins with a capital letter, and a custom
//! element has a dash in its name.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <x-gadget>"text"</x-gadget> }
}
