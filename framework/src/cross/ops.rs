//! The operations on a node's value whose type is erased.

use std::any::Any;
#[cfg(not(target_arch = "wasm32"))]
use std::rc::Rc;

#[cfg(not(target_arch = "wasm32"))]
use super::context;
#[cfg(not(target_arch = "wasm32"))]
use super::held::IfAny;
use super::{Cross, Decoded};
#[cfg(not(target_arch = "wasm32"))]
use crate::wire::bounded::Budget;
use crate::wire::codec;
use crate::wire::codec::DecodeError;

/// The operations of one type: a table without state, returned by [`ops`].
#[derive(Debug)]
pub struct ValueOps {
    /// Encodes a value in the current crossing context. Panics if it is of another type.
    pub encode: fn(&dyn Any) -> Vec<u8>,
    /// Encodes a value as `encode` does, and appends it.
    #[cfg(not(target_arch = "wasm32"))]
    pub append: fn(&dyn Any, &mut Vec<u8>),
    /// Decodes a value of the server.
    pub decode: fn(&[u8]) -> Option<Box<dyn Any>>,
    /// Decodes a value of a browser: see [`receive`].
    #[cfg(not(target_arch = "wasm32"))]
    pub receive: fn(&[u8], &Budget) -> ReceivedValue,
    /// The type's [`Cross::SHAPE`].
    pub shape: u32,
    /// The directions in which values go.
    #[cfg(not(target_arch = "wasm32"))]
    pub ways: Ways,
}

/// The directions in which the values of a type go.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ways {
    /// To the browser and back.
    Both,
    /// To the browser only: they may hold handles or borrowed texts.
    Down,
    /// In neither direction: each side has its own value.
    Neither,
}

/// Returns the operations on an action's number of calls: each side counts its own.
pub fn count_ops() -> &'static ValueOps {
    const {
        &ValueOps {
            encode: encode::<u32>,
            #[cfg(not(target_arch = "wasm32"))]
            append: append::<u32>,
            decode: decode::<u32>,
            #[cfg(not(target_arch = "wasm32"))]
            receive: receive_erased::<u32>,
            shape: <u32 as Cross>::SHAPE,
            #[cfg(not(target_arch = "wasm32"))]
            ways: Ways::Neither,
        }
    }
}

/// A value of a browser, or the reason why it was refused.
#[cfg(not(target_arch = "wasm32"))]
pub type ReceivedValue = Result<Rc<dyn Any>, DecodeError>;

/// Returns the operations of `T`.
pub fn ops<T: Cross>() -> &'static ValueOps {
    const {
        &ValueOps {
            encode: encode::<T>,
            #[cfg(not(target_arch = "wasm32"))]
            append: append::<T>,
            decode: decode::<T>,
            #[cfg(not(target_arch = "wasm32"))]
            receive: receive_erased::<T>,
            shape: T::SHAPE,
            #[cfg(not(target_arch = "wasm32"))]
            ways: if <T::Held as IfAny>::DOWN_ONLY {
                Ways::Down
            } else {
                Ways::Both
            },
        }
    }
}

/// Decodes a value of a browser, within the rest of the budget. It cannot contain handles, in any context: with one, a
/// browser could refer to any node.
///
/// # Errors
/// If the bytes are not exactly one such value, or if it would exceed the budget.
#[cfg(not(target_arch = "wasm32"))]
pub fn receive<T: Cross>(bytes: &[u8], budget: &Budget) -> Result<T, DecodeError> {
    let _nowhere = context::nowhere();
    let Decoded(value) = codec::decode_bounded(bytes, budget)?;
    Ok(value)
}

fn encode<T: Cross>(value: &dyn Any) -> Vec<u8> {
    #[cfg(target_arch = "wasm32")]
    if let Some(bytes) = narrow::encoded::<T>(value) {
        return bytes;
    }
    let value = value.downcast_ref::<T>();
    codec::encode(value.expect("a node's value has the type of its handles"))
}

#[cfg(not(target_arch = "wasm32"))]
fn append<T: Cross>(value: &dyn Any, bytes: &mut Vec<u8>) {
    let value = value.downcast_ref::<T>();
    let value = value.expect("a node's value has the type of its handles");
    codec::append(value, bytes);
}

fn decode<T: Cross>(bytes: &[u8]) -> Option<Box<dyn Any>> {
    match decoded::<T>(bytes) {
        Ok(value) => Some(Box::new(value)),
        Err(_) => None,
    }
}

/// Decodes a value of the server.
pub(super) fn decoded<T: Cross>(bytes: &[u8]) -> Result<T, DecodeError> {
    #[cfg(target_arch = "wasm32")]
    if let Some(value) = narrow::decoded(bytes) {
        return Ok(value);
    }
    let Decoded(value) = codec::decode(bytes)?;
    Ok(value)
}

/// The conversion of `usize` and `isize` of 32 bits, which are sent with 64 bits. Everything here is decided by the
/// type alone, when the artifact is compiled.
#[cfg(target_arch = "wasm32")]
mod narrow {
    use std::any::{Any, TypeId};

    use crate::wire::codec;

    /// Decodes a value of these types as the nearest one that fits; `None` for other types.
    pub fn decoded<T: 'static>(bytes: &[u8]) -> Option<T> {
        if is::<T, usize>() {
            let wide: u64 = codec::decode(bytes).ok()?;
            return same(usize::try_from(wide).unwrap_or(usize::MAX));
        }
        if is::<T, isize>() {
            let wide: i64 = codec::decode(bytes).ok()?;
            let nearest = if wide < 0 { isize::MIN } else { isize::MAX };
            return same(isize::try_from(wide).unwrap_or(nearest));
        }
        None
    }

    /// Encodes the ends of the range of these types as those of 64 bits; `None` for other values.
    pub fn encoded<T: 'static>(value: &dyn Any) -> Option<Vec<u8>> {
        if is::<T, usize>() && value.downcast_ref() == Some(&usize::MAX) {
            return Some(codec::encode(&u64::MAX));
        }
        if is::<T, isize>() {
            return match value.downcast_ref()? {
                &isize::MAX => Some(codec::encode(&i64::MAX)),
                &isize::MIN => Some(codec::encode(&i64::MIN)),
                _ => None,
            };
        }
        None
    }

    fn is<T: 'static, U: 'static>() -> bool {
        TypeId::of::<T>() == TypeId::of::<U>()
    }

    fn same<T: 'static>(value: impl Any) -> Option<T> {
        let mut value = Some(value);
        let value: &mut dyn Any = &mut value;
        value.downcast_mut::<Option<T>>()?.take()
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn receive_erased<T: Cross>(bytes: &[u8], budget: &Budget) -> ReceivedValue {
    Ok(Rc::new(receive::<T>(bytes, budget)?))
}
