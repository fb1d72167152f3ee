//! A key is only allowed on the rows of a list.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (names, set_names) = signal(vec![String::from("a")]);
    view! {
        <ul on:click=move |_| set_names.update(|names| names.clear())>
            {for name in names.get() { view! { <li><b key=name.clone()>{name}</b></li> } }}
        </ul>
    }
}

fn main() {}
