//! The messages between the two halves, and the rules by which both sides agree on values. No I/O and no clock.
//!
//! | file | content |
//! |---|---|
//! | [`close`] | the codes with which a server closes a socket, and what the page does then |
//! | [`codec`] | encoding of values and messages; the only file that names postcard |
//! | [`bounded`] | the budget under which the server decodes values from a browser |
//! | [`limits`] | the limits, each with its reason |
//! | [`message`] | the messages: a closed grammar without a name that could select code |
//! | [`mod@column`] | many similar cells in few bytes |
//! | [`snapshot`] | the frames and nodes that a page or an update brings to the browser |
//! | [`names`] | what regions and nodes are called, for another session |
//! | [`number`] | the numbers of regions, nodes, templates, updates, batches and calls |
//! | [`parts`] | messages that are too large for one |
//! | [`sequence`] | batches, acknowledgements, and the rules that decide whose value wins |
//! | `read` | reads messages in the browser, in little code |
//! | `write` | writes messages in the browser |
//! | [`splice`] | a small change of a large text |

pub mod bounded;
pub mod bucket;
pub mod close;
pub mod codec;
pub mod column;
pub mod limits;
pub mod message;
pub mod names;
pub mod number;
#[cfg(not(target_arch = "wasm32"))]
pub mod parts;
pub mod read;
pub mod sequence;
pub mod snapshot;
pub mod splice;
pub(crate) mod write;

pub use codec::{DecodeError, decode, decode_bounded, encode};

/// Hashes short keys quickly. Seeded at random in each process, so that a visitor who cannot measure the tables does not
/// find keys that collide.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type QuickHash = foldhash::fast::RandomState;
/// Hashes short keys.
#[cfg(target_arch = "wasm32")]
pub(crate) type QuickHash = std::hash::RandomState;
