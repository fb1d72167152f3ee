//! The memory of all sessions together, by their own estimates, and the budget for it.
//!
//! The memory that the process takes of the system is not looked at: an allocator keeps what was freed, so after a burst a server
//! would refuse for ever.

use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

use crate::graph::counted;
use crate::server::view::limit::Limit;
use crate::wire::limits::{MEMORY, SCARCE};

/// The bytes of all sessions of this process.
static HELD: AtomicUsize = AtomicUsize::new(0);

/// The bytes of one session, counted until it is dropped.
#[derive(Debug, Default)]
pub(crate) struct HeldMemory(Cell<usize>);

impl HeldMemory {
    /// Notes how many bytes the session takes now.
    pub fn set(&self, bytes: usize) {
        let before = self.0.replace(bytes);
        if before != bytes {
            HELD.fetch_add(bytes.wrapping_sub(before), Ordering::Relaxed);
        }
    }
}

impl Drop for HeldMemory {
    fn drop(&mut self) {
        self.set(0);
    }
}

/// The sessions of this process: the pages that a server keeps the state of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionReport {
    /// The number of sessions in memory. Pages whose sessions sleep are not among them.
    pub sessions: usize,
    /// The signals, memos and bindings of all of them, as they were after the last turn of each.
    pub nodes: usize,
    /// The bytes that they take, roughly: what counts for the limit `memory`.
    pub bytes: usize,
}

/// Returns how many sessions there are now, and what they take.
///
/// ```
/// let report = watershed::server::sessions();
/// println!("sessions {}", report.sessions);
/// println!("session_bytes {}", report.bytes);
/// ```
#[must_use]
pub fn sessions() -> SessionReport {
    let (sessions, nodes) = counted();
    SessionReport {
        sessions,
        nodes,
        bytes: HELD.load(Ordering::Relaxed),
    }
}

/// Returns whether there is too little memory for another session.
pub(crate) fn is_scarce() -> bool {
    let is_scarce = HELD.load(Ordering::Relaxed) >= SCARCE.of(budget());
    if is_scarce {
        Limit::Memory.hit();
    }
    is_scarce
}

/// Returns the bytes in `WATERSHED_MEMORY_MIB`, or else a part of what the system lets the process have.
fn budget() -> usize {
    static BUDGET: OnceLock<usize> = OnceLock::new();
    *BUDGET.get_or_init(|| {
        let given = env::var("WATERSHED_MEMORY_MIB").ok();
        given
            .and_then(|given| mebibytes(&given))
            .unwrap_or_else(|| {
                let read = |path: &str| fs::read_to_string(path).ok();
                system(read).map_or(usize::MAX, |all| MEMORY.of(all))
            })
    })
}

fn mebibytes(given: &str) -> Option<usize> {
    let mebibytes = given.trim().parse::<usize>().ok();
    let bytes = mebibytes.and_then(|mebibytes| mebibytes.checked_mul(1 << 20));
    if bytes.is_none() {
        tracing::error!(given, "WATERSHED_MEMORY_MIB is not a number of MiB");
    }
    bytes
}

/// Returns the memory of the control groups that the process is in, or of the machine, if that is less; `None` where
/// the system says neither.
fn system(read: impl Fn(&str) -> Option<String>) -> Option<usize> {
    let machine = read("/proc/meminfo").and_then(|text| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("MemTotal:"))?;
        let kibibytes: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        kibibytes.checked_mul(1 << 10)
    });
    let groups = read("/proc/self/cgroup").unwrap_or_default();
    let groups = groups.lines().filter_map(|line| {
        let (_, rest) = line.split_once(':')?;
        let (kind, path) = rest.split_once(':')?;
        let (root, file) = match kind {
            "" => ("/sys/fs/cgroup", "memory.max"),
            kind if kind.split(',').any(|kind| kind == "memory") => {
                ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
            }
            _ => return None,
        };
        // In a container the path may be that of the machine, whose files are not there; the root is there always.
        let all = std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0));
        let limits = all.filter_map(|path| {
            let path = path.trim_end_matches('/');
            read(&format!("{root}{path}/{file}"))?.trim().parse().ok()
        });
        limits.min()
    });
    groups.chain(machine).min()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn known(files: &[(&str, &str)]) -> Option<usize> {
        let files: HashMap<_, _> = files.iter().copied().collect();
        system(|path| files.get(path).map(ToString::to_string))
    }

    const MACHINE: (&str, &str) = ("/proc/meminfo", "MemTotal:       16384 kB\nMemFree: 1 kB\n");

    #[test]
    fn a_container_has_what_the_least_of_its_groups_has() {
        assert_eq!(known(&[]), None);
        assert_eq!(known(&[MACHINE]), Some(16 << 20));
        let second = [
            MACHINE,
            ("/proc/self/cgroup", "0::/pods/one\n"),
            ("/sys/fs/cgroup/pods/one/memory.max", "max\n"),
            ("/sys/fs/cgroup/pods/memory.max", "8388608\n"),
            ("/sys/fs/cgroup/memory.max", "9388608\n"),
        ];
        assert_eq!(known(&second), Some(8 << 20));
        let root = [
            MACHINE,
            ("/proc/self/cgroup", "0::/\n"),
            ("/sys/fs/cgroup/memory.max", "4194304\n"),
        ];
        assert_eq!(known(&root), Some(4 << 20));
        let first = [
            MACHINE,
            ("/proc/self/cgroup", "5:cpu:/x\n4:memory:/y\n"),
            ("/sys/fs/cgroup/memory/y/memory.limit_in_bytes", "2097152\n"),
        ];
        assert_eq!(known(&first), Some(2 << 20));
        let none = [
            MACHINE,
            ("/proc/self/cgroup", "0::/\n"),
            ("/sys/fs/cgroup/memory.max", "max\n"),
        ];
        assert_eq!(known(&none), Some(16 << 20));
    }

    #[test]
    fn what_is_given_is_a_number_of_mebibytes() {
        assert_eq!(mebibytes(" 3 "), Some(3 << 20));
        assert_eq!(mebibytes("3 GB"), None);
        assert_eq!(mebibytes("99999999999999999"), None);
    }

    #[test]
    fn a_session_counts_with_what_it_has_until_it_ends() {
        // Other tests have sessions, too.
        let large = usize::MAX / 4;
        let held = HeldMemory::default();
        held.set(large);
        assert!(HELD.load(Ordering::Relaxed) >= large);
        held.set(5);
        assert!(HELD.load(Ordering::Relaxed) < large);
        held.set(large);
        drop(held);
        assert!(HELD.load(Ordering::Relaxed) < large);
    }
}
