//! What HTML, SVG and MathML allow, and what a browser does with the rest.

mod ancestors;
mod attributes;
mod check;
mod elements;
mod events;
mod nesting;

#[cfg(test)]
mod tests;

pub use check::validate;
pub use elements::{holds_text, is_raw_text, is_void};
pub use events::is_known as is_known_event;
