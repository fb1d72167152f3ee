//! What HTML, SVG and MathML allow, and what a browser does with the rest.

mod ancestors;
mod attributes;
mod check;
mod elements;
mod events;
mod nesting;

#[cfg(test)]
mod tests;

pub use ancestors::Open;
pub use check::{is_data, validate};
pub use elements::{ContentModel, content, is_raw_text, is_void};
pub use events::is_known as is_known_event;
pub use nesting::refuses_text;
