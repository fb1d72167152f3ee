//! What is in `<noscript>` does not react.
//!
//! A browser that runs this page does not make elements of what is in `<noscript>` or `<template>`, so nothing could
//! be clicked there.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <noscript><p>"text"</p></noscript> <button on:click=move |_| {}>"text"</button> }
}
