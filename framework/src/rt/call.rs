//! Calls of the user's closures in client functions.
//!
//! They are called through functions, not as `(closure)(argument)`, which does not infer the closure's parameters; and
//! as `Fn`, because a client function runs again from fresh captures.

use crate::graph::{self, Memo};

/// Runs a closure.
pub fn call<A, R>(f: impl Fn(A) -> R, argument: A) -> R {
    f(argument)
}

/// Runs a handler and drops its result.
pub fn handle<A, R>(f: impl Fn(A) -> R, argument: A) {
    f(argument);
}

/// Runs an effect with a separate `compute`: it tracks the computed value, and nothing that `apply` reads.
pub fn effect_of<T: Clone + 'static, R>(computed: Memo<T>, apply: impl Fn(T) -> R) {
    let value = computed.get();
    graph::untrack(|| {
        apply(value);
    });
}

/// Runs the closure of `on_mount`: its reads are not tracked, so it does not run again.
pub fn mount<R>(f: impl Fn() -> R) {
    graph::untrack(|| {
        f();
    });
}

/// Runs a memo's closure.
pub fn compute<T>(f: impl Fn() -> T) -> T {
    f()
}

/// Runs an effect's closure and drops its result.
pub fn effect<R>(f: impl Fn() -> R) {
    f();
}
