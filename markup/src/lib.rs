//! Definitions about markup that Watershed's compiler, its server half and its client half share.
//!
//! [`place`] is the format in which the compiler writes the positions of nodes in a piece of markup. [`attribute`]
//! decides which values are allowed in an attribute, a property or a style.

pub mod attribute;
pub mod place;
mod style;
