//! A request in, a response out.

pub(crate) mod admission;
pub(crate) mod assets;
pub(crate) mod document;
pub(crate) mod guard;
pub(crate) mod page;
pub(crate) mod response;
pub(crate) mod router;
pub(crate) mod serve;
pub(crate) mod streamed;
mod submit;
mod upload;
