//! Between tags there are no statements.
//!
//! Between tags are text, markup and expressions in braces. A `let` there would be on the page as text.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, _set_count) = signal(0);
    let double = memo(move || count.get() * 2);
    view! { <p>{double}</p> }
}
