//! Shared code of Watershed's tests: pages, visitors, a real browser, and servers.
//!
//! The scenarios run twice: in one process over a simulated DOM and network (`watershed::testing`), and in headless
//! Chromium against the artifacts that `cargo watershed build --release` makes.

pub mod balanced;
pub mod blocked;
pub mod browser;
pub mod cases;
pub mod examples;
pub mod generate;
pub mod latency;
pub mod ledger;
pub mod markup;
pub mod scenarios;
pub mod served;
pub mod simulated;
pub mod splitting;
pub mod visitor;
