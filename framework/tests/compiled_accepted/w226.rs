//! `optimistic(..)` is followed by `.while_(..)`.
//!
//! An optimistic value is a base with the effects of the calls that are under way. Which calls these are, and what each is
//! going to do, is said by `.while_(action, |shown, argument| ..)`. The compiler makes one memo of all of it, so it is one
//! expression.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    #[volatile]
    let liked = RwSignal::new(false);
    let like = action(async move |wanted: bool| liked.set(wanted));
    let shown = optimistic(liked).while_(like, |shown, wanted| *shown = *wanted);
    view! {
        <button aria-pressed={shown.get().to_string()} on:click=move |_| like.dispatch(!shown.get())>"Like"</button>
    }
}
