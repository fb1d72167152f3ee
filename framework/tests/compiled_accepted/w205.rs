//! Client code does not use a server-only signal.
//!
//! `#[server_only]` is a promise that the browser never gets this. Client code uses it, or has to be sent it, so the
//! promise does not hold.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    #[server_only]
    let greeting = memo(|| String::from("hello"));
    view! { <p>{greeting}</p> }
}
