//! Fuzzes HTML of others that is shown on a page.

#![no_main]

#[path = "../../framework/tests/fuzz/targets.rs"]
#[allow(dead_code)]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::markup(bytes));
