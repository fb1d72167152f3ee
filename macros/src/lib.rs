//! The compiler of Watershed.

mod diagnostic;
mod html;
mod view;
