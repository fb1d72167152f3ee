//! Checks that the Rust toolchain has the wasm target, and adds it if rustup can.

use std::{io::ErrorKind, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::progress;

/// The target that the browser's half is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Makes sure that rustc can compile for wasm in `directory` (which may pin a toolchain).
pub fn ensure_wasm_target(directory: &Path) -> Result<()> {
    if has_wasm_target(directory)? {
        return Ok(());
    }
    progress::step("Adding", &format!("{WASM} to the Rust toolchain"));
    add_wasm_target(directory)
}

fn has_wasm_target(directory: &Path) -> Result<bool> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM])
        .current_dir(directory)
        .output()
        .context("rustc does not run\nhelp: install Rust from https://rustup.rs")?;
    let libraries = String::from_utf8_lossy(&output.stdout);
    Ok(output.status.success() && Path::new(libraries.trim()).is_dir())
}

fn add_wasm_target(directory: &Path) -> Result<()> {
    let added = Command::new("rustup")
        .args(["target", "add", WASM])
        .current_dir(directory)
        .status();
    match added {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => bail!(
            "rustup could not add the target {WASM}\nhelp: see its message above, then type `rustup target add {WASM}`"
        ),
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "this Rust toolchain has no {WASM} target, and there is no rustup to add it\n\
             help: install rustup from https://rustup.rs and type `rustup target add {WASM}`, \
             or install your distribution's package of the Rust standard library for {WASM}"
        ),
        Err(error) => Err(error).context("rustup does not run"),
    }
}
