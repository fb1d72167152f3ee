//! A passive listener prevents nothing.
//!
//! A browser calls a passive listener without waiting for it, which makes scrolling smooth. It cannot prevent the
//! default action afterwards.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div on:wheel:prevent=move |_| {}>"text"</div> }
}
