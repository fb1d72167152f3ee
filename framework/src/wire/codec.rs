//! Encodes values and messages. The only file that names postcard.

#[cfg(not(target_arch = "wasm32"))]
use std::cell::Cell;
use std::fmt;

#[cfg(not(target_arch = "wasm32"))]
use bytes::Bytes;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::bounded::{Bounded, Budget};

/// The reason why bytes are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The bytes do not encode the expected type.
    Malformed,
    /// There are more bytes after the value.
    Trailing,
    /// The value nests deeper than [`Limits::depth`](super::limits::Limits::depth).
    TooDeep,
    /// The bytes announce more elements than their length warrants, or than is allowed.
    TooManyElements,
    /// The value is, or would become, larger than allowed.
    TooLarge,
}

/// Encodes a value.
///
/// # Panics
/// If the value's own `Serialize` refuses: postcard has no limit of its own here. A handle refuses outside a
/// crossing context, which is a defect of the framework.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).expect("the value can be encoded")
}

/// Encodes a value into a buffer. Returns the number of bytes; `None` if there is no room for them.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn encode_short<T: Serialize + ?Sized>(value: &T, buffer: &mut [u8]) -> Option<usize> {
    let written = postcard::to_slice(value, buffer).ok()?;
    Some(written.len())
}

/// Encodes a value, and appends it.
///
/// # Panics
/// As [`encode`].
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn append<T: Serialize + ?Sized>(value: &T, bytes: &mut Vec<u8>) {
    let before = std::mem::take(bytes);
    *bytes = postcard::to_extend(value, before).expect("the value can be encoded");
}

/// Encodes a message that is kept until it has arrived: it takes as much memory as it is long.
///
/// # Panics
/// As [`encode`].
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn encode_message<T: Serialize>(message: &T) -> Bytes {
    /// The largest buffer that a thread keeps.
    const KEPT: usize = 16 << 10;
    thread_local! {
        static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    }
    let mut bytes =
        postcard::to_extend(message, BUFFER.take()).expect("the message can be encoded");
    let encoded = Bytes::copy_from_slice(&bytes);
    bytes.clear();
    bytes.shrink_to(KEPT);
    BUFFER.set(bytes);
    encoded
}

/// Decodes values that were encoded one after the other, from trusted bytes.
///
/// # Errors
/// If the bytes are not exactly such values.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn decode_all<T: DeserializeOwned>(mut bytes: &[u8]) -> Result<Vec<T>, DecodeError> {
    let mut values = Vec::new();
    while !bytes.is_empty() {
        let (value, rest) = postcard::take_from_bytes(bytes).map_err(|_| DecodeError::Malformed)?;
        values.push(value);
        bytes = rest;
    }
    Ok(values)
}

/// Decodes a value from trusted bytes: in the browser, those of its server.
///
/// # Errors
/// If the bytes are not exactly one such value.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        Ok(_) => Err(DecodeError::Trailing),
        Err(_) => Err(DecodeError::Malformed),
    }
}

/// Decodes a value from untrusted bytes, within the rest of `budget`: the server does.
///
/// # Errors
/// If the bytes are not exactly one such value, or if it would exceed the budget.
pub fn decode_bounded<T: DeserializeOwned>(
    bytes: &[u8],
    budget: &Budget,
) -> Result<T, DecodeError> {
    budget.admit(bytes.len());
    let mut decoder = postcard::Deserializer::from_bytes(bytes);
    let value = T::deserialize(Bounded::new(&mut decoder, budget)).map_err(|_| budget.refusal())?;
    match decoder.finalize() {
        Ok([]) => Ok(value),
        _ => Err(DecodeError::Trailing),
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the bytes do not encode the expected type",
            Self::Trailing => "the bytes go on after the value",
            Self::TooDeep => "the value nests too deep",
            Self::TooManyElements => "the value has too many elements",
            Self::TooLarge => "the value is too large",
        })
    }
}

impl std::error::Error for DecodeError {}
