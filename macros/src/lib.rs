//! The compiler of Watershed.

mod diagnostic;
mod html;
mod lower;
mod view;
