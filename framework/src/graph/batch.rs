//! Untracked reads, and batches, during which effects wait.

use super::current::graph;
use super::queue::settle;
use super::runtime::{Here, Return};

/// Runs `f` without tracking its reads.
pub fn untrack<R>(f: impl FnOnce() -> R) -> R {
    let _untracked = Untracked::begin();
    f()
}

/// A guard: until it is dropped, reads are not tracked. For blocks of which only a part is tracked, where [`untrack`]
/// cannot be used.
#[must_use = "reads are tracked again when this is dropped"]
pub(crate) struct Untracked(#[allow(dead_code)] Return);

impl Untracked {
    /// Stops tracking reads.
    #[inline]
    pub fn begin() -> Self {
        Self(Return(graph(|graph| {
            let before = graph.here;
            graph.here = Here {
                tracker: None,
                ..before
            };
            before
        })))
    }
}

/// Runs `f`; effects wait until the outermost batch has ended, so that many writes wake an effect once.
///
/// ```
/// # use watershed::graph::{Runtime, batch, signal, watch};
/// # let runtime = Runtime::new();
/// # let _here = runtime.enter();
/// let (width, set_width) = signal(1);
/// let (height, set_height) = signal(1);
/// watch(move || println!("{}", width.get() * height.get()));
/// batch(|| {
///     set_width.set(3);
///     set_height.set(2);
/// }); // prints 6, and never 3
/// ```
pub fn batch<R>(f: impl FnOnce() -> R) -> R {
    graph(|graph| graph.batches += 1);
    let open = Open;
    let result = f();
    drop(open);
    settle();
    result
}

/// An open batch. If it ends with a panic, effects wait for the next write.
struct Open;

impl Drop for Open {
    fn drop(&mut self) {
        graph(|graph| graph.batches -= 1);
    }
}
