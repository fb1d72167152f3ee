//! What is known of the page: which client functions it has, which nodes it knows, what is to be told.

pub mod crossed;
pub(crate) mod link;
pub(crate) mod numbers;
pub(crate) mod ops;
