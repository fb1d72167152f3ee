//! Crossing: the values that may go from the server to the browser and back, and the encoding of handles in them.
//!
//! A type crosses only if it implements [`Cross`]. Plain values cross in their encoding ([`crate::wire::codec`]). A
//! handle (a signal, a memo) crosses as a number, which depends on the *crossing context*:
//!
//! | context | entered by | a handle is encoded as | and decoded |
//! |---|---|---|---|
//! | local | [`local`] | the node itself | back to that node |
//! | link | [`linking`] | its node number, given at its first crossing | not at all |
//! | client | [`resolving`] | not at all: handles only go down | to the client's node with that number |
//! | none | nothing | not at all | not at all: so no browser can name a node inside a value |

mod context;
mod decode;
mod ecosystem;
mod handles;
pub mod held;
#[cfg(not(target_arch = "wasm32"))]
mod local;
mod ops;
pub mod shape;
mod text;
mod values;

use serde::{Deserializer, Serialize, Serializer};

pub use context::{Access, EnteredContext, Initial, Numbering, Resolve, resolving};
#[cfg(not(target_arch = "wasm32"))]
pub use context::{linking, local};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use context::{local_unless_client, narrowed};
pub(crate) use context::{read_handle, with_initial, write_handle};
pub(crate) use decode::Decoded;
pub use held::Held;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use local::handle_ops;
#[cfg(not(target_arch = "wasm32"))]
pub use local::{CapturedValue, Local, encode_local, relink};
#[cfg(not(target_arch = "wasm32"))]
pub use ops::Ways;
pub(crate) use ops::count_ops;
#[cfg(not(target_arch = "wasm32"))]
pub use ops::{ReceivedValue, receive};
pub use ops::{ValueOps, ops};
pub use shape::mix;

#[cfg(not(target_arch = "wasm32"))]
use crate::form::FieldError;
#[cfg(not(target_arch = "wasm32"))]
use crate::graph::NodeId;
use crate::rt::conjure::conjure;
#[cfg(not(target_arch = "wasm32"))]
use crate::wire::bounded::Budget;
use crate::wire::codec;
#[cfg(not(target_arch = "wasm32"))]
use crate::wire::limits::Limits;

/// A type whose values may cross between the server and the browser.
///
/// Client code can capture only values that cross. Numbers, `bool`, `char`, `String`, `Option`, `Result`, tuples,
/// arrays and the collections of std do, and so do signals and memos of values that cross (as references, not as
/// copies). Dates, ids and collections of `chrono`, `time`, `uuid`, `url`, `rust_decimal`, `indexmap` and `smallvec` do
/// with Watershed's feature of that name. For your own types: `#[derive(Cross)]`. Types with interior mutability do not
/// cross.
///
/// `&'static str` crosses down only, by itself and in other types: client code reads it, and the browser cannot send it
/// to the server. For what the browser sends, use `String` or an enum. A browser keeps each different text that it was
/// sent for as long as its page is open.
///
/// `usize` and `isize` are sent with 64 bits, whatever the target. In a browser they have 32: a value that does not fit
/// becomes the nearest one that does (`usize::MAX` stays `usize::MAX`, in both directions). For larger numbers use
/// `u64` or `i64`. Inside other types (`Vec<usize>`, a field) a value that does not fit cannot be decoded.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not cross to the browser",
    label = "all of it would be sent to the browser",
    note = "if every visitor may read all of it, put `#[derive(Cross)]` on the type; of a reference, take a copy before the markup",
    note = "otherwise let client code take a part of it: `user.joined` of a value, `user.get().joined` of a signal; then \
            only that part is sent",
    note = "or compute on the server what client code needs: `#[server_only] let shown = memo(move || ..)`"
)]
pub trait Cross: Serialize + Sized + 'static {
    /// A hash of the encoding. If it differs on the two sides, they come from different builds. See [`shape`].
    const SHAPE: u32;

    /// Says whether values may hold handles or borrowed texts: [`held::NoHandles`], [`held::Handles`],
    /// [`held::Borrowed`] or [`held::BorrowedHandles`].
    type Held: held::IfAny;
    /// The handles in values. The macros set it for a derived type.
    #[doc(hidden)]
    const HELD: Held = Held::NOTHING;
    /// True if values are handles themselves, of a signal or a memo.
    #[doc(hidden)]
    const IS_HANDLE: bool = false;
    /// True if values are handles of nodes whose values are handles too.
    #[doc(hidden)]
    const HAS_HANDLES_AS_VALUES: bool = false;

    /// True if a value can be the argument of one call only, since the files that it names are gone then.
    #[doc(hidden)]
    const IS_USED_UP: bool = false;

    /// Serializes a field of this type. Derived code calls it through this trait, so that rustc has one message for a
    /// field that does not cross.
    ///
    /// # Errors
    /// The serializer's.
    #[doc(hidden)]
    fn serialize_field<S: Serializer>(field: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        field.serialize(serializer)
    }

    /// Deserializes a value. Not all types have a `Deserialize` of serde's: `&'static str` has none.
    ///
    /// # Errors
    /// The deserializer's.
    #[doc(hidden)]
    fn deserialize_field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Decodes the argument of an action: a value, or what is wrong with the fields of a form.
    ///
    /// # Errors
    /// If the bytes are not the encoding of an argument, or if it exceeds the budget.
    #[doc(hidden)]
    #[cfg(not(target_arch = "wasm32"))]
    fn argument(bytes: &[u8], budget: &Budget) -> Result<ReadArgument<Self>, codec::DecodeError> {
        let Decoded(value) = codec::decode_bounded(bytes, budget)?;
        Ok(Ok(value))
    }

    /// Returns the node, if this is a handle whose node's values hold no handles.
    #[doc(hidden)]
    #[cfg(not(target_arch = "wasm32"))]
    fn captured_node(&self) -> Option<NodeId> {
        None
    }

    /// Makes a handle of a node that [`captured_node`](Self::captured_node) has returned.
    #[doc(hidden)]
    #[cfg(not(target_arch = "wasm32"))]
    fn from_captured_node(_: NodeId) -> Option<Self> {
        None
    }
}

/// The argument of an action, or the errors of the fields of a form.
#[cfg(not(target_arch = "wasm32"))]
pub type ReadArgument<T> = Result<T, Vec<(String, FieldError)>>;

/// A handle of a source whose initial value the browser may make itself.
pub trait Source: Cross {
    /// The type of the source's value.
    type Value: Cross;
}

/// Decodes a captured value in the current crossing context.
///
/// # Panics
/// If the bytes do not encode a `T` there. They come from the server, so the two halves come from different builds.
pub fn restore<T: Cross>(bytes: &[u8]) -> T {
    match ops::decoded(bytes) {
        Ok(value) => value,
        Err(error) => mismatch(error),
    }
}

/// Decodes a handle. If the browser does not have its source yet and was sent no value, the source starts with the
/// value that `I` makes. `I` captures nothing.
///
/// # Panics
/// Like [`restore`].
pub fn restore_or<H, I>(bytes: &[u8], _initial: I) -> H
where
    H: Source,
    I: Fn() -> H::Value + Copy,
{
    context::with_initial(|| Box::new(conjure::<I>()()), || restore(bytes))
}

/// Decodes the argument of a call that is under way; `None` if it is a form with mistakes.
pub(crate) fn decode_argument<T: Cross>(bytes: &[u8]) -> Option<T> {
    #[cfg(not(target_arch = "wasm32"))]
    {
        ops::receive(bytes, &Budget::new(&Limits::WHOLE)).ok()
    }
    #[cfg(target_arch = "wasm32")]
    {
        ops::decoded(bytes).ok()
    }
}

#[cold]
fn mismatch(error: codec::DecodeError) -> ! {
    panic!("a captured value cannot be restored: {error}")
}

#[cfg(test)]
mod tests;
