//! A key belongs to the root of a row.
//!
//! A key tells the rows of a list apart, so that the row of an item stays when the list changes. Elements inside of a
//! row are found by their place in it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (names, set_names) = signal(vec![String::from("a")]);
    view! {
        <ul on:click=move |_| set_names.update(|names| names.clear())>
            {for name in names.get() { view! { <li key=name.clone()><b>{name}</b></li> } }}
        </ul>
    }
}
