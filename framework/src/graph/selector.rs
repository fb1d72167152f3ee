//! Selectors: a reader asks whether a source has *its* value, and is woken only when the answer changes.

use std::hash::Hash;

use super::access::{Tracking, read};
use super::signal::{Readable, typed};

/// Whether `source` has the value `key`, tracked so that a write wakes only the readers that asked for the old and for
/// the new value.
///
/// # Panics
///
/// If the source was disposed.
pub fn select<S>(source: S, key: &S::Value) -> bool
where
    S: Readable,
    S::Value: Hash + Eq + Clone,
{
    typed::<S::Value>(&*read(source.node(), Tracking::On)) == key
}
