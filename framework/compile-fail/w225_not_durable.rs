//! `#[durable]` where a signal may be made more than once, and on a value that never changes.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let steps: Vec<_> = (0..3)
        .map(|_| {
            #[durable]
            let step = RwSignal::new(1);
            step
        })
        .collect();
    #[durable]
    let name = String::from("Ada");
    view! { <p>{steps.len()} {name}</p> }
}

fn main() {}
