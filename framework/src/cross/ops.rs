//! What can be done with the value of a node whose type is erased.

use std::any::Any;

use super::Cross;
#[cfg(not(target_arch = "wasm32"))]
use super::context;
use crate::wire::codec;
#[cfg(not(target_arch = "wasm32"))]
use crate::wire::{bounded::Budget, codec::DecodeError};

/// The operations of one type: a table without state, found by [`ops`].
#[derive(Debug)]
pub struct ValueOps {
    /// Encodes a value in the crossing context of now. Panics if it is of another type.
    pub encode: fn(&dyn Any) -> Vec<u8>,
    /// Decodes a value that a server sent.
    pub decode: fn(&[u8]) -> Option<Box<dyn Any>>,
    /// As [`receive`].
    #[cfg(not(target_arch = "wasm32"))]
    pub receive: fn(&[u8], &Budget) -> Received,
    /// The type's [`Cross::SHAPE`].
    pub shape: u32,
}

/// A value that a browser sent, or why it was refused.
#[cfg(not(target_arch = "wasm32"))]
pub type Received = Result<Box<dyn Any>, DecodeError>;

/// The operations of `T`.
pub fn ops<T: Cross>() -> &'static ValueOps {
    const {
        &ValueOps {
            encode: encode::<T>,
            decode: decode::<T>,
            #[cfg(not(target_arch = "wasm32"))]
            receive: receive_erased::<T>,
            shape: T::SHAPE,
        }
    }
}

/// Decodes a value that a browser sent, within what is left of the budget. No handle can be in it, in whatever
/// context this is called: a browser could name any node with it.
///
/// # Errors
/// If the bytes are not exactly one such value, or if it would exceed the budget.
#[cfg(not(target_arch = "wasm32"))]
pub fn receive<T: Cross>(bytes: &[u8], budget: &Budget) -> Result<T, DecodeError> {
    let _nowhere = context::nowhere();
    codec::decode_bounded(bytes, budget)
}

fn encode<T: Cross>(value: &dyn Any) -> Vec<u8> {
    let value = value.downcast_ref::<T>();
    codec::encode(value.expect("a node's value has the type of its handles"))
}

fn decode<T: Cross>(bytes: &[u8]) -> Option<Box<dyn Any>> {
    match codec::decode::<T>(bytes) {
        Ok(value) => Some(Box::new(value)),
        Err(_) => None,
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn receive_erased<T: Cross>(bytes: &[u8], budget: &Budget) -> Received {
    Ok(Box::new(receive::<T>(bytes, budget)?))
}
