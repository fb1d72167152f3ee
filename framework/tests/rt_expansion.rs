//! Components as `#[component]` expands them, written by hand: they are what the compiler is held to, and they
//! check that the contract in `rt` is enough, on both targets:
//! `cargo check -p watershed --test rt_expansion --target wasm32-unknown-unknown`.

#![allow(missing_docs)]
// What a macro writes need not be what a person would.
#![allow(clippy::useless_format, clippy::unnecessary_lazy_evaluations)]

#[path = "expansion/closures.rs"]
pub mod closures;
#[path = "expansion/counter.rs"]
pub mod counter;
#[path = "expansion/generic.rs"]
pub mod generic;
#[path = "expansion/props.rs"]
pub mod props;
#[path = "expansion/rows.rs"]
pub mod rows;
#[path = "expansion/toggle.rs"]
pub mod toggle;
