//! The server's knowledge of the page: its client functions, the nodes that the browser knows, and the operations to
//! send.

pub(crate) mod alike;
pub mod crossed;
pub(crate) mod link;
pub(crate) mod names;
pub(crate) mod numbers;
pub(crate) mod ops;
