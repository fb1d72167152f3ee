//! A value that is read in the body is read once.
//!
//! The body of a component runs once, when the page is made. What it reads then, it has for good; code that reads a signal in
//! the `view!`, or a closure that is used there, runs again when the signal changes. As the first value may be meant, this
//! is a warning: `get_untracked` says so.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(1);
    let twice = move || count.get() * 2;
    let first = count.get_untracked();
    view! {
        <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
        <p>{twice} " of " {count} ", and at first " {first}</p>
    }
}
