//! Knowledge of markup that Watershed's compiler, its server half and its client half share, so that none of the three
//! has a definition of its own.
//!
//! [`place`] is the format in which the compiler writes down where something is in a piece of markup. [`attribute`] says
//! which values may be in an attribute, a property or a style. [`asset`] names the application's own files.

pub mod asset;
pub mod attribute;
pub mod place;
mod style;
