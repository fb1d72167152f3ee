//! Knowledge of markup that Watershed's compiler, its server half and its client half share, so that none of the three
//! has a definition of its own.
//!
//! [`place`] is the format in which the compiler writes down where something is in a piece of markup, [`template`] has the
//! words in which it describes the piece. [`attribute`] says which values may be in an attribute, a property or a style,
//! [`element`] which elements a parser treats unlike others. [`facts`] has the words of what the compiler found out.

pub mod attribute;
pub mod element;
pub mod facts;
pub mod place;
mod style;
pub mod template;
