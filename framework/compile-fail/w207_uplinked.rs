//! A claim about what is sent that does not hold: an action reads the field.

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
