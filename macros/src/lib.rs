//! The compiler of Watershed.

#![cfg_attr(
    not(test),
    expect(dead_code, reason = "the pipeline does not call the parser yet")
)]

mod diagnostic;
mod html;
mod view;
