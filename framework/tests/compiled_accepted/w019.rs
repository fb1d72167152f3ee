//! A `>` in a value without braces ends the tag.
//!
//! A tag ends at the first `>` that is not in braces, parentheses or quotes, as in HTML. So a comparison in a value
//! needs braces.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, _set_count) = signal(0);
    view! { <p class:many={count.get() > 0}>"text"</p> }
}
