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

/// Returns the time that all processors of the machine have worked, whatever for.
///
/// # Errors
/// If there is no `/proc`.
pub fn machine() -> Result<Duration> {
    /// The unit of the file, on all systems that there are today.
    const TICKS_PER_SECOND: f64 = 100.0;
    /// The positions of the times without work: idle, and waiting for a disk.
    const IDLE: [usize; 2] = [3, 4];
    /// The number of times; what follows is contained in them.
    const TIMES: usize = 8;
    let text = fs::read_to_string("/proc/stat")?;
    let times = text.lines().next().unwrap_or_default().split_whitespace();
    let worked = times.skip(1).take(TIMES).enumerate();
    let worked = worked.filter(|(at, _)| !IDLE.contains(at));
    let ticks: u64 = worked
        .filter_map(|(_, ticks)| ticks.parse::<u64>().ok())
        .sum();
    Ok(Duration::from_secs_f64(ticks as f64 / TICKS_PER_SECOND))
}
