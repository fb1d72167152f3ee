//! A store in one file, by [`redb`].

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};

use super::{DurableKey, DurableStore, DurableWrite, FORGETS, StoredValue, has_passed, locked};

/// A store in one file, which one process has open at a time.
///
/// A stored value is on the disk: it outlives the process and the machine, however these end. That takes as long as the disk needs for
/// it, some milliseconds mostly.
#[derive(Debug)]
pub struct FileStore {
    database: Database,
    age: Duration,
    /// The time when old values were forgotten last.
    forgot: Mutex<SystemTime>,
}

/// By session and signal: the revision, the seconds since 1970 when it was written, and the value.
const VALUES: TableDefinition<(u128, u64), (u64, u64, &[u8])> =
    TableDefinition::new("watershed durable");

/// Bytes of memory for what was read.
const CACHE: usize = 8 << 20;

/// The number of times that a file is asked for which another process has, and the time in between.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

impl FileStore {
    /// Opens a file, or makes it. Values that are not written for `age` are forgotten.
    ///
    /// # Errors
    /// If the file cannot be read and written, if it is none of this kind, or if another process has it.
    pub fn open(path: impl AsRef<Path>, age: Duration) -> io::Result<Self> {
        let path = path.as_ref();
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let store = Self {
            database: database(path)?,
            age,
            forgot: Mutex::new(UNIX_EPOCH),
        };
        // So that there is a table to read.
        store.put(&[])?;
        Ok(store)
    }

    /// Returns whether it is time to look for old values.
    fn forgets(&self, now: SystemTime) -> bool {
        let mut last = locked(&self.forgot);
        let is_due = has_passed(*last, now, FORGETS);
        if is_due {
            *last = now;
        }
        is_due
    }
}

/// Opens a file that no other process has. A process that is about to end may have it for a moment.
fn database(path: &Path) -> io::Result<Database> {
    for _ in 0..TRIES {
        match Database::builder().set_cache_size(CACHE).create(path) {
            Err(DatabaseError::DatabaseAlreadyOpen) => std::thread::sleep(PAUSE),
            opened => return opened.map_err(failed),
        }
    }
    Err(io::Error::other("another process has the file"))
}

impl DurableStore for FileStore {
    fn get(&self, key: DurableKey) -> io::Result<Option<StoredValue>> {
        let transaction = self.database.begin_read().map_err(failed)?;
        let values = transaction.open_table(VALUES).map_err(failed)?;
        let stored = values.get(place(key)).map_err(failed)?;
        Ok(stored.map(|stored| {
            let (revision, _, bytes) = stored.value();
            let bytes = bytes.to_vec();
            StoredValue { revision, bytes }
        }))
    }

    fn put(&self, writes: &[DurableWrite]) -> io::Result<Vec<bool>> {
        let now = SystemTime::now();
        let seconds = |time: SystemTime| {
            let since = time.duration_since(UNIX_EPOCH);
            since.map_or(0, |since| since.as_secs())
        };
        let transaction = self.database.begin_write().map_err(failed)?;
        let mut are_stored = Vec::with_capacity(writes.len());
        {
            let mut values = transaction.open_table(VALUES).map_err(failed)?;
            if self.forgets(now) {
                let oldest = seconds(now).saturating_sub(self.age.as_secs());
                let kept = values.retain(|_, (_, written, _)| written > oldest);
                kept.map_err(failed)?;
            }
            for write in writes {
                let stored = values.get(place(write.key)).map_err(failed)?;
                let revision = stored.map_or(0, |stored| stored.value().0);
                are_stored.push(revision == write.seen);
                if revision == write.seen {
                    let value = (revision + 1, seconds(now), &*write.bytes);
                    values.insert(place(write.key), value).map_err(failed)?;
                }
            }
        }
        // On the disk when this returns.
        transaction.commit().map_err(failed)?;
        Ok(are_stored)
    }
}

fn place(key: DurableKey) -> (u128, u64) {
    (u128::from_be_bytes(key.session), key.signal)
}

fn failed(error: impl Into<redb::Error>) -> io::Error {
    match error.into() {
        redb::Error::Io(error) => error,
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use super::super::DAY;
    use super::super::tests::{compares_and_sets, key, write};
    use super::*;

    #[test]
    fn a_store_in_a_file_compares_and_sets() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let path = folder.path().join("some/where/values");
        let store = FileStore::open(&path, DAY).expect("the folder is ours");
        compares_and_sets(&store);
        drop(store);
        let again = FileStore::open(&path, DAY).expect("nobody has it");
        assert_eq!(
            again.get(key(2)).unwrap().map(|value| value.revision),
            Some(2)
        );
    }

    #[test]
    fn a_file_of_another_kind_is_left_alone() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let path = folder.path().join("values");
        fs::write(&path, "a letter ".repeat(1_000)).unwrap();
        assert!(FileStore::open(&path, DAY).is_err());
        assert!(fs::read_to_string(&path).unwrap().starts_with("a letter"));
    }

    #[test]
    fn a_file_does_not_grow_without_end() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let path = folder.path().join("values");
        let store = FileStore::open(&path, DAY).expect("the folder is ours");
        let value = vec![1; 64 << 10];
        for seen in 0..100 {
            assert_eq!(store.put(&[write(1, seen, &value)]).unwrap(), [true]);
        }
        drop(store);
        let length = fs::metadata(&path).unwrap().len();
        assert!(length < 4 << 20, "{length}");
        let store = FileStore::open(&path, DAY).expect("nobody has it");
        assert_eq!(
            store.get(key(1)).unwrap().map(|value| value.revision),
            Some(100)
        );
    }

    #[test]
    fn what_is_too_old_is_not_read() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let path = folder.path().join("values");
        let store = FileStore::open(&path, DAY).expect("the folder is ours");
        store.put(&[write(1, 0, b"one")]).unwrap();
        drop(store);
        let store = FileStore::open(&path, Duration::ZERO).expect("nobody has it");
        assert_eq!(store.get(key(1)).unwrap(), None);
    }
}
