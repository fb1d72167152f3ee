//! Making a client function out of its type: one of the project's two places with `unsafe`.
//!
//! A client function is a closure that captures nothing, so its type is all there is to it. Its type is found in
//! code that never runs (see `rt`); here it becomes a value that can be called.

use std::mem::MaybeUninit;

/// The one value of a closure type that captures nothing.
///
/// Generated code has coerced a closure of this type to a `fn` pointer, which the compiler only allows for closures
/// that capture nothing; a capture is thus a type error where the closure stands, and the assertion cannot fail.
#[allow(unsafe_code)]
#[allow(
    clippy::uninit_assumed_init,
    reason = "`F` has no bytes, as the assertion says"
)]
pub(crate) fn conjure<F: Copy>() -> F {
    const { assert!(size_of::<F>() == 0, "a client function captured something") };
    // SAFETY: `F` has no bytes that could be uninitialised, and as it is `Copy` another value of it costs nobody
    // anything: it has no `Drop`. That making one is allowed at all is the coercion's proof: a closure without
    // captures is a constant, it stands for no permission that somebody would have had to hand out.
    unsafe { MaybeUninit::uninit().assume_init() }
}
