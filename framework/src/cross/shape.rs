//! Hashes over how types are encoded.
//!
//! The two halves of a component are compiled apart, so a captured value could be inferred as an `i32` in one and
//! as a `u64` in the other. Comparing [`Cross::SHAPE`](super::Cross::SHAPE) finds it at compile time.
//!
//! A struct hashes its name and, in order, each field's name and shape; an enum its name and, in order, each
//! variant as a struct would be. A field whose type mentions the type itself has no shape that could be computed
//! first: it is hashed as the [`name`] of its type.

use crate::part::{FNV_OFFSET, fnv};

/// The shape of what this word names.
pub const fn name(word: &str) -> u32 {
    fnv(FNV_OFFSET, word.as_bytes())
}

/// The shape of a whole that goes on with `part`.
pub const fn and(whole: u32, part: u32) -> u32 {
    fnv(whole, &part.to_le_bytes())
}

/// The shape of something named with one part: a field, or a generic type.
pub const fn mix(word: &str, part: u32) -> u32 {
    and(name(word), part)
}
