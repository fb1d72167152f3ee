//! Definitions about markup that Watershed's compiler, its server half and its client half share.
//!
//! [`place`] is the format in which the compiler writes the positions of nodes in a piece of markup; [`template`] has the
//! words that describe the piece. [`attribute`] decides which values are allowed in an attribute, a property or a style;
//! [`element`] lists the elements that a parser treats specially. [`facts`] has the words of the facts about a component.
//! [`asset`] names the application's own files.

pub mod asset;
pub mod attribute;
pub mod element;
pub mod facts;
pub mod place;
mod style;
pub mod template;
