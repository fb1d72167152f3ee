//! Reading part of a signal: selectors and projections.

use crate::graph::{self, Memo, ReadSignal, RwSignal};

/// What can be read like a signal.
pub trait Readable: Copy + 'static {
    /// What it holds.
    type Value;
    /// Reads it (tracked).
    fn read<R>(&self, with: impl FnOnce(&Self::Value) -> R) -> R;
}

macro_rules! readable {
    ($($handle:ident)*) => {$(
        impl<T: Clone + 'static> Readable for $handle<T> {
            type Value = T;

            fn read<R>(&self, with: impl FnOnce(&T) -> R) -> R {
                self.with(with)
            }
        }
    )*};
}

readable! { ReadSignal RwSignal Memo }

/// A path that starts at a signal, as a memo of its own: `project(&user, |user| user.joined.clone())` for
/// `user.get().joined`.
pub fn project<S, T>(source: &S, path: impl Fn(&S::Value) -> T + 'static) -> Memo<T>
where
    S: Readable,
    T: PartialEq + 'static,
{
    let source = *source;
    graph::memo(move || source.read(&path))
}

/// `source.get() == key` as a selector: a write runs only the readers of the old and the new value.
pub fn select<S>(source: &S, key: &S::Value) -> bool
where
    S: Readable,
    S::Value: PartialEq,
{
    source.read(|value| value == key)
}
