//! Minifies the script that starts a page: `cargo xtask bootstrap` runs this after a change of it.
//!
//! It is a package of its own, because a JavaScript toolchain takes longer to build than all that applications need.

mod script;

use std::path::{Path, PathBuf};

use anyhow::Result;
use script::Bootstrap;

/// The script, and the files that are made of it and compiled into the framework.
const SOURCE: &str = "framework/src/client/bootstrap.js";
const PREVENTING: &str = "framework/src/client/bootstrap/preventing.js";
const BARE: &str = "framework/src/client/bootstrap/bare.js";
const STREAMING: &str = "framework/src/client/bootstrap/streaming.js";

fn main() -> Result<()> {
    let Bootstrap {
        preventing,
        bare,
        streaming,
    } = minified()?;
    std::fs::write(path(PREVENTING), preventing)?;
    std::fs::write(path(BARE), bare)?;
    std::fs::write(path(STREAMING), streaming)?;
    Ok(())
}

fn minified() -> Result<Bootstrap> {
    Bootstrap::of(&std::fs::read_to_string(path(SOURCE))?)
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(file)
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
            streaming: read(STREAMING),
        };
        let minified = minified().expect("the source is a script");
        assert!(minified == committed, "type `cargo xtask bootstrap`");
    }
}
