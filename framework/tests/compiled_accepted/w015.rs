//! `let:` binds a name or a tuple.
//!
//! The value that a list or a slot gives is bound to a name, as in a parameter of a closure. A pattern that may not match has
//! no place there: use `match` in the content.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <For each=[1, 2] key=|n| *n let:n><p>{n}</p></For> }
}
