//! `asset!`: files of the package, in attributes and from Rust.

use watershed::prelude::*;

// ANCHOR: files
const LOGO: &str = asset!("assets/logo.svg");

/// A stylesheet, an image, and addresses in client code.
#[component]
pub fn Files() -> View {
    let (address, set_address) = signal(String::new());
    view! {
        <Head>
            <title>"Files"</title>
            <link rel="stylesheet" href=asset!("assets/style.css")>
        </Head>
        <p id="styled">"styled"</p>
        <img id="logo" src=LOGO alt="Logo">
        <button id="show" on:click=move |_| set_address.set(asset!("assets/style.css").to_owned())>"show"</button>
        <output>{address}</output>
    }
}
// ANCHOR_END: files
