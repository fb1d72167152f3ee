//! A store in one file.
//!
//! Writes are appended, and all values are in memory too. A record is its length, a hash of it, and then the session, the
//! signal, the revision, the time, and the value; a record that was not written to its end is dropped when the file is
//! opened. Once records that are out of date take more room than the others, the file is written anew.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{
    DurableKey, DurableStore, DurableWrite, StoredValue, StoredValues, has_passed, locked,
};

/// A store in one file, which one process has open at a time.
///
/// Stored values outlive the process, however it ends. If the machine fails, the last seconds may be lost, because the
/// file is not forced to the disk for each write.
#[derive(Debug)]
pub struct FileStore {
    path: PathBuf,
    age: Duration,
    log: Mutex<Log>,
}

#[derive(Debug)]
struct Log {
    values: StoredValues,
    file: File,
    /// The bytes in the file.
    length: usize,
}

/// The bytes of a record in front of its value, besides length and hash.
const HEAD: usize = 16 + 8 + 8 + 8;

/// The bytes in front of each record.
const FRAME: usize = 8;

/// A file of fewer bytes is not written anew.
const SMALL: usize = 1 << 20;

/// The first bytes of the file.
const MAGIC: &[u8; 8] = b"wsdurab1";

impl FileStore {
    /// Opens a file, or makes it. Values that are not written for `age` are forgotten.
    ///
    /// # Errors
    /// If the file cannot be read and written, if it is none of this kind, or if another process has it.
    pub fn open(path: impl AsRef<Path>, age: Duration) -> io::Result<Self> {
        let path = path.as_ref().to_owned();
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            fs::create_dir_all(folder)?;
        }
        let mut file = locked_file(&path)?;
        let bytes = fs::read(&path)?;
        let (values, length) = match bytes.strip_prefix(MAGIC) {
            Some(records) => read(records, SystemTime::now(), age),
            None if MAGIC.starts_with(&bytes) => {
                file.set_len(0)?;
                file.write_all(MAGIC)?;
                (HashMap::new(), 0)
            }
            None => return Err(io::Error::other("the file holds something else")),
        };
        // What comes behind was not written to its end.
        let length = MAGIC.len() + length;
        file.set_len(length as u64)?;
        let values = StoredValues {
            values,
            forgot: None,
        };
        let log = Mutex::new(Log {
            values,
            file,
            length,
        });
        Ok(Self { path, age, log })
    }
}

/// Opens a file that no other process has. A process that is about to end may have it for a moment.
fn locked_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let file = options.read(true).append(true).create(true).open(path)?;
    for _ in 0..50 {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(100)),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::Error::other("another process has the file"))
}

impl DurableStore for FileStore {
    fn get(&self, key: DurableKey) -> io::Result<Option<StoredValue>> {
        Ok(locked(&self.log).values.get(key))
    }

    fn put(&self, writes: &[DurableWrite]) -> io::Result<Vec<bool>> {
        let mut log = locked(&self.log);
        let now = SystemTime::now();
        log.values.forget(now, self.age);
        let mut bytes = Vec::new();
        let mut stored = Vec::with_capacity(writes.len());
        for write in writes {
            let revision = log.values.get(write.key).map_or(0, |value| value.revision);
            stored.push(revision == write.seen);
            if revision == write.seen {
                append(&mut bytes, write.key, revision + 1, now, &write.bytes);
            }
        }
        log.write(&bytes)?;
        // Only now: what is not in the file is not stored.
        for (write, is_stored) in writes.iter().zip(&stored) {
            if *is_stored {
                log.values.put(write);
            }
        }
        if log.is_mostly_old() {
            log.renew(&self.path)?;
        }
        Ok(stored)
    }
}

impl Log {
    /// Appends records, all or none.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = self.file.write_all(bytes);
        match written {
            Ok(()) => self.length += bytes.len(),
            Err(_) => self.file.set_len(self.length as u64)?,
        }
        written
    }

    fn is_mostly_old(&self) -> bool {
        let values = self.values.values.values();
        let current: usize = match self.length < SMALL {
            true => return false,
            false => values
                .map(|(value, _)| FRAME + HEAD + value.bytes.len())
                .sum(),
        };
        self.length > SMALL + 2 * current
    }

    /// Writes the present values to a file that takes the place of this one.
    fn renew(&mut self, path: &Path) -> io::Result<()> {
        let mut bytes = MAGIC.to_vec();
        for (key, (value, written)) in &self.values.values {
            append(&mut bytes, *key, value.revision, *written, &value.bytes);
        }
        let fresh = path.with_extension("new");
        let _ = fs::remove_file(&fresh);
        let mut file = locked_file(&fresh)?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        fs::rename(&fresh, path)?;
        (self.file, self.length) = (file, bytes.len());
        Ok(())
    }
}

fn append(bytes: &mut Vec<u8>, key: DurableKey, revision: u64, at: SystemTime, value: &[u8]) {
    let mut record = key.session.to_vec();
    let at = at
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    for number in [key.signal, revision, at] {
        record.extend(number.to_le_bytes());
    }
    record.extend(value);
    bytes.extend((record.len() as u32).to_le_bytes());
    bytes.extend(hash(&record).to_le_bytes());
    bytes.extend(record);
}

/// Reads records. Returns the values, and the bytes of all that are whole.
fn read(
    mut bytes: &[u8],
    now: SystemTime,
    age: Duration,
) -> (HashMap<DurableKey, (StoredValue, SystemTime)>, usize) {
    let (mut values, mut length) = (HashMap::new(), 0);
    while let Some((record, rest)) = record(bytes) {
        length += bytes.len() - rest.len();
        bytes = rest;
        let (head, value) = record.split_at(HEAD);
        let (session, numbers) = head.split_at(16);
        let number = |index: usize| {
            numbers[index * 8..]
                .first_chunk()
                .copied()
                .map_or(0, u64::from_le_bytes)
        };
        let key = DurableKey {
            session: session.first_chunk().copied().unwrap_or_default(),
            signal: number(0),
        };
        let since = Duration::from_secs(number(2));
        let at = UNIX_EPOCH.checked_add(since).unwrap_or(now);
        let value = StoredValue {
            revision: number(1),
            bytes: value.to_vec(),
        };
        values.insert(key, (value, at));
    }
    values.retain(|_, (_, at)| !has_passed(*at, now, age));
    (values, length)
}

/// Splits the first record off, if it is whole.
fn record(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (expected, rest) = rest.split_first_chunk()?;
    let length = u32::from_le_bytes(*length) as usize;
    let (record, rest) = rest.split_at_checked(length)?;
    let is_whole = length >= HEAD && hash(record) == u32::from_le_bytes(*expected);
    is_whole.then_some((record, rest))
}

fn hash(bytes: &[u8]) -> u32 {
    crate::part::fnv(crate::part::FNV_OFFSET, bytes)
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
        compares_and_sets(&FileStore::open(&path, DAY).expect("the folder is ours"));
        let again = FileStore::open(&path, DAY).expect("nobody has it");
        assert_eq!(
            again.get(key(2)).unwrap().map(|value| value.revision),
            Some(2)
        );
    }

    #[test]
    fn a_file_that_was_cut_anywhere_holds_what_was_written_before() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let path = folder.path().join("values");
        let store = FileStore::open(&path, DAY).expect("the folder is ours");
        store.put(&[write(1, 0, b"one")]).unwrap();
        let whole = fs::read(&path).unwrap().len();
        store.put(&[write(2, 0, b"two")]).unwrap();
        drop(store);
        let bytes = fs::read(&path).unwrap();
        for end in 0..bytes.len() {
            let cut = folder.path().join(format!("cut-{end}"));
            fs::write(&cut, &bytes[..end]).unwrap();
            let store = FileStore::open(&cut, DAY).expect("it can be read");
            assert_eq!(store.get(key(1)).unwrap().is_some(), end >= whole, "{end}");
            assert_eq!(store.get(key(2)).unwrap(), None);
            assert_eq!(store.put(&[write(3, 0, b"three")]).unwrap(), [true]);
            drop(store);
            let store = FileStore::open(&cut, DAY).expect("it can be read");
            assert!(store.get(key(3)).unwrap().is_some(), "{end}");
        }
        fs::write(&path, b"a letter").unwrap();
        assert!(FileStore::open(&path, DAY).is_err());
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
        let length = fs::metadata(&path).unwrap().len() as usize;
        assert!(length < 2 * SMALL, "{length}");
        drop(store);
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
