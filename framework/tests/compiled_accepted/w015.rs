//! `let:` binds a name or a pattern.
//!
//! The value that a list or a slot gives is bound to a name, as in a parameter of a closure, or taken apart by a pattern. A
//! pattern that may not match has no place there: use `match` in the content.

use watershed::prelude::*;

#[derive(Clone, PartialEq)]
struct Person {
    id: u32,
    name: String,
}

#[component]
fn Page(people: Vec<Person>) -> View {
    view! {
        <For each=[1, 2] key=|n| *n let:n><p>{n}</p></For>
        <For each=people key=|person| person.id let:Person { name, .. }><p>{name}</p></For>
    }
}
