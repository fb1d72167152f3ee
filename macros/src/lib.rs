//! The compiler of Watershed.

#![expect(
    dead_code,
    unused_imports,
    reason = "the passes after parsing are not there yet"
)]

mod analyze;
mod diagnostic;
mod html;
mod lower;
mod view;
