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
pub use check::validate;
pub use elements::{Content, Namespace, content, drops_first_line_break, is_raw_text, is_void};
