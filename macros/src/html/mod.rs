//! Checks a view against HTML, SVG and MathML: which names exist, and which nesting a browser would rearrange.

mod ancestors;
mod attributes;
mod check;
mod elements;
mod events;
mod nesting;

#[cfg(test)]
mod tests;

pub use ancestors::{OpenElement, namespace};
pub use attributes::known as known_attributes;
pub use check::{is_data, validate};
pub use elements::{ContentModel, Namespace, content};
pub use events::is_known as is_known_event;
pub use nesting::refuses_text;
