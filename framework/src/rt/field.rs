//! Serialization of the fields of a type with `#[derive(Cross)]`: it requires [`Cross`], so that a field that does not
//! cross is one error, in the framework's words.

use serde::{Deserializer, Serializer};

use crate::cross::Cross;

/// Serializes a field.
///
/// # Errors
/// The serializer's.
pub fn serialize<T: Cross, S: Serializer>(field: &T, serializer: S) -> Result<S::Ok, S::Error> {
    field.serialize(serializer)
}

/// Deserializes a field.
///
/// # Errors
/// The deserializer's.
pub fn deserialize<'de, T: Cross, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::deserialize(deserializer)
}
