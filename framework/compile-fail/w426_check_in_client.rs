//! Only the server checks what a browser writes.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let count = RwSignal::new(1u32);
    view! { <button on:click=move |_| { let _ = count.validate(|count| count.min(9)); }>{count}</button> }
}

fn main() {}
