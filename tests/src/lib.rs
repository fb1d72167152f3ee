//! What the tests of Watershed share: the examples as modules, a real browser, and servers to point it at.
//!
//! Scenarios run twice: in one process over a simulated DOM and network (`watershed::testing`), and in
//! headless Chromium against the artifacts that `cargo watershed build --release` makes.

pub mod browser;
pub mod served;
