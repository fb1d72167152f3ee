//! Hashes of the encodings of types.
//!
//! The two halves of a component are compiled separately, so a captured value could be inferred as an `i32` in one and
//! as a `u64` in the other. Comparing [`Cross::SHAPE`](super::Cross::SHAPE) finds this at compile time.
//!
//! A struct hashes its name and, in order, each field's name and shape; an enum its name and, in order, each variant
//! like a struct. A field whose type contains the type itself would need its own shape first: it is hashed as the
//! [`name`] of its type.

use crate::part::{FNV_OFFSET, fnv};

/// Returns the shape of a name.
pub const fn name(word: &str) -> u32 {
    fnv(FNV_OFFSET, word.as_bytes())
}

/// Returns the shape of a whole with one more part.
pub const fn and(whole: u32, part: u32) -> u32 {
    fnv(whole, &part.to_le_bytes())
}

/// Returns the shape of a name with one part: a field, or a generic type.
pub const fn mix(word: &str, part: u32) -> u32 {
    and(name(word), part)
}

/// The type itself: in a derived decoder it hides a reference, which serde would take from the input.
pub type Same<T> = T;
