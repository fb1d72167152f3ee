//! Code that runs in the browser for what it does. In a component the compiler replaces these calls; anywhere else they
//! fail the build.

/// Runs `apply` in the browser: when the page is there, and again whenever what it read has changed.
///
/// `effect(compute, apply)` tells what is read from what is done: only what `compute` reads is tracked, and `apply` gets
/// what it gives.
///
/// Only in the body of a component; a call anywhere else fails the build.
///
/// ```ignore
/// effect(move || log!("count is {}", count.get()));
/// effect(move || count.get(), move |count| log!("count is {count}"));
/// ```
pub fn effect<R>(_apply: impl Fn() -> R) {
    const {
        panic!(
            "`effect` works only in the body of a `#[component]`: only there the compiler knows what it reads"
        )
    }
}

/// Runs `run` once in the browser, when the page (or what was added to it) is there. What it reads is not tracked.
///
/// Only in the body of a component; a call anywhere else fails the build.
///
/// ```ignore
/// on_mount(move || set_show.set(true));
/// ```
pub fn on_mount<R>(_run: impl Fn() -> R) {
    const { panic!("`on_mount` works only in the body of a `#[component]`") }
}
