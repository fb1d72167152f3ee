//! A head holds what describes the document.
//!
//! The elements in a `<Head>` become part of the document's own `<head>`, where a browser allows no others. They are
//! there as long as the component is: what comes and goes is written around the `<Head>`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <Head><title>"Page"</title></Head> <h1>"Page"</h1> }
}
