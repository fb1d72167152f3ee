//! How the user's closures are called in client functions.
//!
//! They are called through functions, not as `(closure)(argument)`, which does not infer the closure's parameters; and
//! as `Fn`, because a client function runs again from fresh captures.

use crate::graph::{self, Memo};

/// Runs a closure.
pub fn call<A, R>(f: impl Fn(A) -> R, argument: A) -> R {
    f(argument)
}

/// Runs a handler: what it gives is of no use.
pub fn handle<A, R>(f: impl Fn(A) -> R, argument: A) {
    f(argument);
}

/// Runs an effect whose parts were given apart: it follows what was computed, and nothing that `apply` reads.
pub fn effect_of<T: Clone + 'static, R>(computed: Memo<T>, apply: impl Fn(T) -> R) {
    let value = computed.get();
    graph::untrack(|| {
        apply(value);
    });
}

/// Runs `on_mount`'s closure: what it reads is not tracked, so it does not run again.
pub fn mount<R>(f: impl Fn() -> R) {
    graph::untrack(|| {
        f();
    });
}

/// Runs a memo's closure.
pub fn compute<T>(f: impl Fn() -> T) -> T {
    f()
}

/// Runs an effect's closure: what it gives is of no use.
pub fn effect<R>(f: impl Fn() -> R) {
    f();
}
