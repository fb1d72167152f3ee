//! A head gives the document attributes and classes.
//!
//! `<html>` and `<body>` in a `<Head>` add to elements that are there already, and that other components add to as well.
//! So they have no content and no listeners; the attributes of all components count together.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! {
        <Head><body class="wide"/></Head>
        <p on:click:document=move |_| set_count.update(|count| *count += 1)>{count}</p>
    }
}
