//! A `static` is another one in the browser.

use watershed::prelude::*;

use std::sync::atomic::{AtomicU32, Ordering};

static COUNT: AtomicU32 = AtomicU32::new(0);
static NAMES: [&str; 2] = ["Ada", "Bob"];

#[component]
fn Page() -> View {
    let (name, set_name) = signal(String::new());
    view! {
        <button on:click=move |_| {
            let next = COUNT.fetch_add(1, Ordering::Relaxed);
            set_name.set(NAMES[next as usize % 2].to_owned());
        }>{name}</button>
    }
}

fn main() {}
