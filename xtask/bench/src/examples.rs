//! The sources of the examples: what is measured is what users see.

#![allow(dead_code)] // Their `main`s: the pages are opened without a server.

#[path = "../../../examples/counter/src/main.rs"]
pub mod counter;
#[path = "../../../examples/hackernews/src/main.rs"]
pub mod hackernews;
#[path = "../../../examples/rows/src/main.rs"]
pub mod rows;
#[path = "../../../examples/toggle/src/main.rs"]
pub mod toggle;
