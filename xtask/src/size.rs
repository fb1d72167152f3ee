//! Measures the bytes that every example sends, and compares them with the committed `sizes.txt`.

mod measure;
mod table;

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::shell;
pub use table::Row;
use table::Table;

const FILE: &str = "sizes.txt";

/// Measures the examples with this thread for `hackernews`, and prints the result.
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
/// If a size grew, is new or is missing. The error says so in words.
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
