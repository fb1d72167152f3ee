//! The bytes that every example sends, and whether they grew since `sizes.txt` was committed.

mod measure;
mod table;

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::shell;
pub use table::Row;
use table::Table;

const FILE: &str = "sizes.txt";

/// Measures the examples, with a thread of one's own for `hackernews`.
pub fn show(thread: &Path) -> Result<()> {
    print!("{}", measure::all(Some(thread))?);
    Ok(())
}

/// Measures and writes `sizes.txt`.
pub fn write() -> Result<()> {
    let table = measure::all(None)?;
    print!("{table}");
    std::fs::write(shell::root().join(FILE), table.to_string())?;
    Ok(())
}

/// Measures and compares with `sizes.txt`.
///
/// # Errors
///
/// When something grew, is new or has gone, in words.
pub fn compare() -> Result<()> {
    let table = measure::all(None)?;
    print!("{table}");
    let committed = std::fs::read_to_string(shell::root().join(FILE))
        .with_context(|| format!("there is no {FILE}\nhelp: type `cargo xtask size --write`"))?;
    let complaints = table.complaints(&Table::parse(&committed)?);
    if !complaints.is_empty() {
        bail!(
            "{}\nhelp: if that is wanted, type `cargo xtask size --write` and commit {FILE}",
            complaints.join("\n")
        );
    }
    Ok(())
}
