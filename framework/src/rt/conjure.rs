//! Makes a client function of its type. This file is one of the three with `unsafe`.
//!
//! A client function is a closure without captures, so its type determines it. The type comes from code that never runs
//! (see `rt`); here it becomes a value that can be called.

use std::mem::MaybeUninit;

/// Returns the only value of a closure type without captures.
///
/// Generated code has coerced a closure of this type to a `fn` pointer, which the compiler only allows without
/// captures. So a capture is a type error at the closure, and the assertion cannot fail.
#[allow(unsafe_code)]
#[allow(
    clippy::uninit_assumed_init,
    reason = "`F` has no bytes, as the assertion says"
)]
pub(crate) fn conjure<F: Copy>() -> F {
    const { assert!(size_of::<F>() == 0, "a client function captured something") };
    // SAFETY: `F` has no bytes that could be uninitialised. It is `Copy`, so another value of it has no `Drop` to run
    // twice. Making a value at all is allowed because of the coercion: a closure without captures is a constant, so its
    // value does not represent a permission that someone would have to grant.
    unsafe { MaybeUninit::uninit().assume_init() }
}
