//! The script that starts a page, minified, as the framework contains it.

use std::path::PathBuf;

use anyhow::Result;
use cargo_watershed::Bootstrap;

use crate::shell;

/// Where the script is, and in the folder beside it what is made of it.
const SOURCE: &str = "framework/src/client/bootstrap.js";
const PREVENTING: &str = "framework/src/client/bootstrap/preventing.js";
const BARE: &str = "framework/src/client/bootstrap/bare.js";

/// Minifies the script and writes what the framework contains.
pub fn write() -> Result<()> {
    let Bootstrap { preventing, bare } = minified()?;
    std::fs::write(path(PREVENTING), preventing)?;
    std::fs::write(path(BARE), bare)?;
    Ok(())
}

fn minified() -> Result<Bootstrap> {
    cargo_watershed::bootstrap(&std::fs::read_to_string(path(SOURCE))?)
}

fn path(file: &str) -> PathBuf {
    shell::root().join(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_framework_contains_what_the_script_says() {
        let read = |file| std::fs::read_to_string(path(file)).expect("it is committed");
        let committed = Bootstrap {
            preventing: read(PREVENTING),
            bare: read(BARE),
        };
        let minified = minified().expect("the source is a script");
        assert!(minified == committed, "type `cargo xtask bootstrap`");
    }
}
