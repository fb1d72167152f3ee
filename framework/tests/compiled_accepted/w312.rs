//! Some elements hold only text.
//!
//! A browser shows tags in a `<textarea>` or `<title>` as text.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (n, _) = signal(0);
    view! { <textarea>{move || if n.get() == 0 { "zero" } else { "many" }}</textarea> }
}
