//! A bound `<textarea>` with content of its own.

use watershed::prelude::*;

#[component]
fn Note() -> View {
    let note = RwSignal::new(String::new());
    view! { <textarea bind:value=note>"note"</textarea> }
}

fn main() {}
