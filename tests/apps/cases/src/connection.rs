//! Pages whose connection breaks.

use watershed::prelude::*;

/// Clicks are counted in the browser, and their numbers are noted by an action.
#[component]
pub fn Numbered() -> View {
    let (clicks, set_clicks) = signal(0u32);
    let (seen, set_seen) = signal(Vec::<u32>::new());
    let note = action(async move |number: u32| set_seen.update(|seen| seen.push(number)));
    let click = move |_| {
        set_clicks.update(|clicks| *clicks += 1);
        note.dispatch(clicks.get_untracked());
    };
    view! {
        <button id="click" on:click=click>{clicks}</button>
        <output id="seen">{seen.with(|seen| format!("{seen:?}"))}</output>
    }
}

/// A page that says itself in which state its connection is.
#[component]
pub fn Stated() -> View {
    let state = RwSignal::new(Connection::Live);
    effect(move || state.set(connection()));
    let (notes, set_notes) = signal(0u32);
    let note = action(async move |_: ()| set_notes.update(|notes| *notes += 1));
    view! {
        <button id="note" on:click=move |_| note.dispatch(())>{notes}</button>
        <output id="state">
            {match state.get() {
                Connection::Live => "live",
                Connection::Offline { since } if since > 0.0 => "offline",
                Connection::Resuming => "resuming",
                Connection::Updating => "updating",
                _ => "unknown",
            }}
        </output>
    }
}
