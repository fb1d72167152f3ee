//! An event of the window is heard on the window.
//!
//! Some events never come to an element: the browser dispatches them on the window or on the document.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <main on:popstate:window=move |_| {}>"text"</main> }
}
