//! `#[no_uplink]` on a signal that an action reads.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    #[no_uplink]
    let password = RwSignal::new(String::new());
    let check = action(async move |_: ()| println!("{}", password.get_untracked().len()));
    view! {
        <input bind:value=password/>
        <button on:click=move |_| check.dispatch(())>"check"</button>
    }
}

fn main() {}
