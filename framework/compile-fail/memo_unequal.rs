//! A memo compares its values.

use watershed::prelude::*;

#[derive(Clone, Cross)]
struct Size {
    width: u32,
}

#[component]
fn Here() -> View {
    let width = RwSignal::new(1);
    let size = memo(move || Size { width: width.get() });
    view! { <button on:click=move |_| width.set(2)>{size.get().width}</button> }
}

#[component]
fn There() -> View {
    let width = RwSignal::new(1);
    let size = memo(move || Size { width: width.get() });
    view! { <p>{size.get().width}</p> }
}

fn main() {}
