//! A value that the browser writes must cross.

use watershed::prelude::*;

#[derive(Clone, PartialEq)]
struct User {
    name: String,
}

#[component]
fn Page() -> View {
    let (user, set_user) = signal(User { name: String::from("Ada") });
    view! { <button on:click=move |_| set_user.update(|user| user.name.clear())>{user.get().name}</button> }
}

fn main() {}
