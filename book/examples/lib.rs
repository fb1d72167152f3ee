//! The examples of the book: one module for each page, with tests of what the page says about them.

#![allow(
    dead_code,
    missing_docs,
    reason = "the book shows these components as an application has them"
)]
#![cfg_attr(
    target_arch = "wasm32",
    allow(unused_imports, reason = "lints are for the native build")
)]

mod actions;
mod components;
mod events;
mod forms;
mod javascript;
mod lists;
mod loading;
mod optimistic;
mod pages;
mod protocol;
mod server;
mod server_events;
mod sessions;
mod state;
mod testing;
mod views;
