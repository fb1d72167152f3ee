//! The processor time of a process, as Linux counts it.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// Returns the time that the threads of a process have run, in user code and in the kernel. Threads that have ended are
/// not counted: those of a server live as long as it.
///
/// # Errors
/// If there is no such process, or no `/proc`.
pub fn time(process: u32) -> Result<Duration> {
    let threads = fs::read_dir(format!("/proc/{process}/task"))
        .context("the processor time of a process is read from /proc, which only Linux has")?;
    let mut nanoseconds = 0;
    for thread in threads {
        // A thread may end meanwhile.
        let Ok(text) = fs::read_to_string(thread?.path().join("schedstat")) else {
            continue;
        };
        let ran = text.split(' ').next().unwrap_or_default();
        nanoseconds += ran.parse::<u64>().context("not a schedstat")?;
    }
    Ok(Duration::from_nanos(nanoseconds))
}

/// Returns the bytes of memory that a process has for itself, and its share of those that it has with others.
///
/// # Errors
/// If there is no such process, or no `/proc`.
pub fn memory(process: u32) -> Result<u64> {
    let path = format!("/proc/{process}/smaps_rollup");
    let text = fs::read_to_string(&path).with_context(|| format!("{path} cannot be read"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kilobytes: u64 = number.context("no line `Pss`")?.trim().parse()?;
    Ok(kilobytes << 10)
}
