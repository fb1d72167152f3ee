//! Parts that the measuring programs share: `cargo xtask bench` and `cargo xtask load` run these.

pub mod browser;
pub mod cpu;
pub mod examples;
pub mod plain;
pub mod report;
