//! Effects: code that runs in the browser for its side effects. The compiler replaces these calls in a component;
//! anywhere else they fail the build.

/// Runs `apply` in the browser: when the page is there, and again whenever something it read has changed.
///
/// `effect(compute, apply)` separates reading from acting: only reads of `compute` are tracked, and `apply` is given
/// its result.
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

/// Runs `run` once in the browser, when the page (or the part that was added to it) is there. Its reads are not
/// tracked.
///
/// Only in the body of a component; a call anywhere else fails the build.
///
/// ```ignore
/// on_mount(move || set_show.set(true));
/// ```
pub fn on_mount<R>(_run: impl Fn() -> R) {
    const { panic!("`on_mount` works only in the body of a `#[component]`") }
}
