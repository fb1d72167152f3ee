//! Markup is not an operand.
//!
//! `&&` joins two conditions, and markup is none. In JavaScript it is a way to write a condition; in Rust that is an
//! `if`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (show, _set_show) = signal(true);
    view! { <Show when=show><b>"text"</b></Show> {if show.get() { view! { <i>"text"</i> } }} }
}
