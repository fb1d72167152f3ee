//! From what components return to HTML and operations.

mod choice;
pub(crate) mod content;
pub(crate) mod exceeded;
pub(crate) mod follow;
pub(crate) mod html;
pub(crate) mod markup;
pub(crate) mod mount;
pub(crate) mod nesting;
pub(crate) mod reconcile;
pub(crate) mod structure;
pub(crate) mod tree;
pub(crate) mod trust;
