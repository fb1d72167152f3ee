//! Fuzzes a session with the messages of a browser.

#![no_main]

#[path = "../../framework/tests/fuzz/targets.rs"]
#[allow(dead_code)]
mod targets;

libfuzzer_sys::fuzz_target!(
    // Sessions and clients handle panics of the page; one that leaves the target still ends the run.
    init: std::panic::set_hook(Box::new(|_| {})),
    |bytes: &[u8]| targets::session(bytes)
);
