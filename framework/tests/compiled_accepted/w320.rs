//! The content of `<noscript>` does not react.
//!
//! A browser that runs this page does not make elements of the content of `<noscript>` or `<template>`, so nothing could
//! be clicked there.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <noscript><p>"text"</p></noscript> <button on:click=move |_| {}>"text"</button> }
}
