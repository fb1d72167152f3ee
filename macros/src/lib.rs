//! The compiler of Watershed.

mod analyze;
mod diagnostic;
mod html;
mod lower;
mod split;
mod view;
