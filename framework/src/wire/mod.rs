//! What travels between the two halves, and the rules by which both sides come to agree. No I/O and no clock.
//!
//! | file | what |
//! |---|---|
//! | [`codec`] | values and frames as bytes; alone in naming postcard |
//! | [`bounded`] | the budget under which the server decodes what a browser sent |
//! | [`limits`] | the limits, each with its reason |
//! | [`message`] | the frames: a closed grammar without a name that would select code |
//! | [`mod@column`] | many similar cells in few bytes |
//! | [`snapshot`] | the scopes and nodes that a page or an update brings to the browser |
//! | [`number`] | the numbers of regions, nodes, templates, updates, batches and calls |
//! | [`sequence`] | batches, acknowledgements, and whose value wins |
//! | `read` | reading frames in the browser, in little code |
//! | `write` | writing frames in the browser |
//! | [`splice`] | a small change of a large text |

pub mod bounded;
pub mod bucket;
pub mod codec;
pub mod column;
pub mod limits;
pub mod message;
pub mod number;
mod read;
pub mod sequence;
pub mod snapshot;
pub mod splice;
pub(crate) mod write;

pub use codec::{DecodeError, decode, decode_bounded, encode};
