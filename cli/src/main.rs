//! Builds and serves Watershed applications.
fn main() {}
