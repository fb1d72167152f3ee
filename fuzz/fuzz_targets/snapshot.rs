//! Fuzzes a page with the snapshot of a server.

#![no_main]

#[path = "../../framework/tests/fuzz/targets.rs"]
#[allow(dead_code)]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::updates::resumed(bytes));
