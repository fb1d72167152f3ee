//! A shadow root is written in its element.
//!
//! A parser takes the `<template>` out of the page, and what is counted around it must know that. Content that comes later has no
//! shadow root.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! {
        <x-card>
            <template shadowrootmode="open"><slot/></template>
            <button on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
        </x-card>
    }
}
