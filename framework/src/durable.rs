//! Values that outlive the process: those of signals with `#[durable]`.
//!
//! A signal that only server code writes is lost with its process, unless somebody stores it. A [`DurableStore`] does: each
//! value under a [`DurableKey`], with a revision that counts its writes. A write says which revision it has seen, and is
//! refused if the store has another one by now, so two processes with the same page do not overwrite each other unseen.
//!
//! Without further ado values are in memory, which is good for development alone. With `WATERSHED_DURABLE` they are in that
//! file (with the feature `redb`, which is on by default), and with [`use_store`] wherever the application wants them.

#[cfg(feature = "redb")]
mod file;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

#[cfg(feature = "redb")]
pub use file::FileStore;

/// The environment variable with the file in which values are stored.
const FILE: &str = "WATERSHED_DURABLE";

/// The name of a stored value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DurableKey {
    /// The page's session. Pages that come in place of one another have sessions with the same values, and copies of them.
    pub session: [u8; 16],
    /// A hash of the component, the variable, and the key of `#[durable(key)]`. A value that could not be read is kept under the sum of
    /// that and its revision.
    pub signal: u64,
}

/// A stored value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredValue {
    /// The number of writes, this one included.
    pub revision: u64,
    /// The encoded value.
    pub bytes: Vec<u8>,
}

/// A value to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DurableWrite {
    /// The name.
    pub key: DurableKey,
    /// The revision that the writer has seen; 0 if it has seen none. The value gets the next one.
    pub seen: u64,
    /// The encoded value.
    pub bytes: Vec<u8>,
}

/// A place for the values of signals with `#[durable]`.
///
/// The calls are made on the thread of the page's session, between its turns, so they should take milliseconds at most. A
/// store forgets values that were not written for a long time: a day is enough for most applications.
pub trait DurableStore: Send + Sync + 'static {
    /// Returns a value.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn get(&self, key: DurableKey) -> io::Result<Option<StoredValue>>;

    /// Stores the values of one turn. Returns for each whether it was stored: a value is refused if the stored revision is
    /// not the one that its writer has seen.
    ///
    /// # Errors
    /// If they cannot be stored. Then the page is not told that its turn is over.
    fn put(&self, writes: &[DurableWrite]) -> io::Result<Vec<bool>>;
}

/// Sets the store of this process. Later calls, and those after the first `#[durable]` signal was made, have no effect.
pub fn use_store(store: impl DurableStore) {
    STORE.get_or_init(|| Arc::new(store));
}

static STORE: OnceLock<Arc<dyn DurableStore>> = OnceLock::new();

/// Returns the store of this process.
pub(crate) fn store() -> Arc<dyn DurableStore> {
    Arc::clone(STORE.get_or_init(|| {
        let Some(path) = std::env::var_os(FILE).map(PathBuf::from) else {
            tracing::warn!(
                "values of `#[durable]` signals are in memory, and lost with this process; help: set {FILE} to the path of a file"
            );
            return Arc::new(MemoryStore::default());
        };
        file_store(&path).unwrap_or_else(|error| {
            tracing::error!(?path, %error, "values of `#[durable]` signals are not stored");
            Arc::new(Unusable)
        })
    }))
}

#[cfg(feature = "redb")]
fn file_store(path: &Path) -> io::Result<Arc<dyn DurableStore>> {
    Ok(Arc::new(FileStore::open(path, DAY)?))
}

#[cfg(not(feature = "redb"))]
fn file_store(_: &Path) -> io::Result<Arc<dyn DurableStore>> {
    Err(io::Error::other(
        "watershed was built without its feature `redb`",
    ))
}

/// The time for which values are kept after their last write.
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A store that could not be opened.
struct Unusable;

impl DurableStore for Unusable {
    fn get(&self, _: DurableKey) -> io::Result<Option<StoredValue>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn put(&self, _: &[DurableWrite]) -> io::Result<Vec<bool>> {
        Err(io::ErrorKind::NotFound.into())
    }
}

/// A store in memory: for tests, and for development.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<StoredValues>);

impl MemoryStore {
    /// Returns the names of all values.
    pub fn keys(&self) -> Vec<DurableKey> {
        locked(&self.0).values.keys().copied().collect()
    }
}

impl DurableStore for MemoryStore {
    fn get(&self, key: DurableKey) -> io::Result<Option<StoredValue>> {
        Ok(locked(&self.0).get(key))
    }

    fn put(&self, writes: &[DurableWrite]) -> io::Result<Vec<bool>> {
        let mut values = locked(&self.0);
        values.forget(SystemTime::now(), DAY);
        Ok(writes.iter().map(|write| values.put(write)).collect())
    }
}

fn locked<T>(values: &Mutex<T>) -> MutexGuard<'_, T> {
    values.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Values in memory, with the times of their last writes.
#[derive(Debug, Default)]
struct StoredValues {
    values: HashMap<DurableKey, (StoredValue, SystemTime)>,
    /// The time when old values were forgotten last.
    forgot: Option<SystemTime>,
}

/// The time between looks for old values.
const FORGETS: Duration = Duration::from_secs(10 * 60);

impl StoredValues {
    fn get(&self, key: DurableKey) -> Option<StoredValue> {
        self.values.get(&key).map(|(value, _)| value.clone())
    }

    /// Stores a value, unless it is refused.
    fn put(&mut self, write: &DurableWrite) -> bool {
        let revision = self
            .values
            .get(&write.key)
            .map_or(0, |(value, _)| value.revision);
        if revision != write.seen {
            return false;
        }
        let value = StoredValue {
            revision: revision + 1,
            bytes: write.bytes.clone(),
        };
        self.values.insert(write.key, (value, SystemTime::now()));
        true
    }

    /// Forgets values that were not written for so long. Returns whether it has looked for them.
    fn forget(&mut self, now: SystemTime, age: Duration) -> bool {
        let is_due = self
            .forgot
            .is_none_or(|last| has_passed(last, now, FORGETS));
        if is_due {
            self.forgot = Some(now);
            self.values
                .retain(|_, (_, written)| !has_passed(*written, now, age));
        }
        is_due
    }
}

/// Returns whether so much time has passed. A clock may be set back.
fn has_passed(since: SystemTime, now: SystemTime, time: Duration) -> bool {
    now.duration_since(since).is_ok_and(|passed| passed >= time)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub fn write(signal: u64, seen: u64, bytes: &[u8]) -> DurableWrite {
        DurableWrite {
            key: key(signal),
            seen,
            bytes: bytes.to_vec(),
        }
    }

    pub fn key(signal: u64) -> DurableKey {
        DurableKey {
            session: [7; 16],
            signal,
        }
    }

    /// Asserts that of two writers who have seen the same revision the first one wins.
    pub fn compares_and_sets(store: &impl DurableStore) {
        assert_eq!(store.get(key(1)).unwrap(), None);
        let first = [write(1, 0, b"one"), write(2, 0, b"two")];
        assert_eq!(store.put(&first).unwrap(), [true, true]);
        let late = [write(1, 0, b"late"), write(2, 1, b"three")];
        assert_eq!(store.put(&late).unwrap(), [false, true]);
        let value = |revision, bytes: &[u8]| StoredValue {
            revision,
            bytes: bytes.to_vec(),
        };
        assert_eq!(store.get(key(1)).unwrap(), Some(value(1, b"one")));
        assert_eq!(store.get(key(2)).unwrap(), Some(value(2, b"three")));
        let other = DurableKey {
            session: [8; 16],
            ..key(1)
        };
        assert_eq!(store.get(other).unwrap(), None, "of another page");
    }

    #[test]
    fn a_store_in_memory_compares_and_sets() {
        compares_and_sets(&MemoryStore::default());
    }

    #[test]
    fn old_values_are_forgotten() {
        let mut values = StoredValues::default();
        assert!(values.put(&write(1, 0, b"one")));
        let start = SystemTime::now();
        assert!(values.forget(start, DAY));
        assert!(values.get(key(1)).is_some());
        assert!(!values.forget(start + FORGETS / 2, DAY), "not each time");
        assert!(values.forget(start + DAY + FORGETS, DAY));
        assert!(values.get(key(1)).is_none());
    }
}
