//! A secret never crosses, whatever its value is.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (shown, set_shown) = signal(String::new());
    let token = Secret::new(String::from("s3cret"));
    view! { <button on:click=move |_| set_shown.set(token.expose().clone())>{shown}</button> }
}

fn main() {}
