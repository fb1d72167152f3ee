//! The folder of browser files that a server of an example starts with. No browser visits it, so it names files that are
//! not there: a server without any would make static pages.

use std::fs;

use anyhow::Result;
use tempfile::TempDir;

const MANIFEST: &str =
    r#"{"glue":"glue-0123456789abcdef.js","wasm":"client-0123456789abcdef.wasm"}"#;

/// Makes the folder.
///
/// # Errors
/// If there is no room for it.
pub fn files() -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("watershed.json"), MANIFEST)?;
    Ok(folder)
}
