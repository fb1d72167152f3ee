//! The compiler of Watershed.

mod diagnostic;
mod view;
