//! `#[durable]` is for a signal of a component.
//!
//! A stored value is found by component and variable. If one `let` made several signals, it would be that of all of them,
//! and each would overwrite the others. So make the signal in the body of a component, one for each row, and say with a key
//! which row it is.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let rows = RwSignal::new(vec![1u32, 2, 3]);
    view! {
        <For each=rows key=|row| *row let:row><Step row={row.get_untracked()}/></For>
    }
}

#[component]
fn Step(row: u32) -> View {
    #[durable(row)]
    let step = RwSignal::new(1u32);
    let next = action(async move |_: ()| step.update(|step| *step += 1));
    view! { <button on:click=move |_| next.dispatch(())>{row} ": " {step}</button> }
}
