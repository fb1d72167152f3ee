//! A key tells the rows of a list apart.

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
