//! A page whose program is changed and built again while it is open: with the feature `next`, and with `later`.

#[cfg_attr(feature = "next", path = "next.rs")]
mod draft;
mod midway;

use draft::{BUILD, Draft, Note, Tabs};
use midway::Midway;
use watershed::prelude::*;

/// The amount that a click adds.
const STEP: u32 = if cfg!(feature = "later") { 2 } else { 1 };

/// Values that the next build has too, and one whose type it has changed.
#[component]
pub fn Renewed() -> View {
    let (count, set_count) = signal(0u32);
    let (local, set_local) = signal(0u32);
    let (draft, set_draft) = signal(Draft::default());
    let name = RwSignal::new(String::new());
    let lost = lost_state();
    let marks = move || (0..count.get()).collect::<Vec<_>>();
    view! {
        <main>
            <Note/>
            <h1 id="build">{BUILD}</h1>
            <button id="count" on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
            <p id="marks"><For each=marks key=|mark| *mark let:mark><b title=mark>"*"</b></For></p>
            <button id="local" on:click=move |_| set_local.update(|local| *local += STEP)>{local}</button>
            <button id="draft" on:click=move |_| set_draft.update(Draft::write)>{move || draft.get().length()}</button>
            <input id="name" bind:value=name/>
            <p id="lost">{lost.get().join(" ")}</p>
            <Tabs/>
        </main>
    }
}

/// Something that a person has in one view and not in another.
#[component]
pub fn Stars(id: &'static str) -> View {
    let (stars, set_stars) = signal(0u32);
    view! { <button id=id on:click=move |_| set_stars.update(|stars| *stars += 1)>{stars}</button> }
}

#[watershed::main]
fn main() -> Router {
    watershed::router()
        .page("/", Renewed)
        .page("/midway", Midway)
}
