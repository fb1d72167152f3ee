//! The application that `cargo watershed new` makes, with its own test.

#[path = "../../../cli/template/src/main.rs"]
#[allow(dead_code, reason = "nobody serves it here")]
mod main;
