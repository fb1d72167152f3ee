//! Runs Binaryen's `wasm-opt`, if it is on the PATH.

use std::{
    io::ErrorKind,
    path::Path,
    process::{Command, Output},
};

use anyhow::{Context, Result, bail};

use crate::progress;

/// The features that rustc's wasm target uses by default, and that every browser has had since 2022.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Each pass creates work for the next: two rounds are 0.1 kB (brotli) better than one, and so is inlining slightly larger functions. Pointers never wrap around to the lowest addresses, where the stack ends.
const PASSES: &[&str] = &[
    "--always-inline-max-function-size=8",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--low-memory-unused",
    "--strip-debug",
    "--strip-producers",
    "--local-cse",
    "-Oz",
    "--reorder-locals",
    "--reorder-functions",
];

/// Optimizes `module`. Without `wasm-opt`, prints a hint and returns `module` itself.
pub fn wasm(module: Vec<u8>) -> Result<Vec<u8>> {
    let directory = tempfile::tempdir()?;
    let (input, output) = (
        directory.path().join("in.wasm"),
        directory.path().join("out.wasm"),
    );
    std::fs::write(&input, &module)?;
    match run(&input, &output) {
        Ok(result) if result.status.success() => Ok(std::fs::read(&output)?),
        Ok(result) => bail!(
            "wasm-opt failed:\n{}",
            String::from_utf8_lossy(&result.stderr)
        ),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            progress::step(
                "Skipping",
                "wasm-opt: not found; `npm install --global binaryen` makes the wasm smaller",
            );
            Ok(module)
        }
        Err(error) => Err(error).context("wasm-opt does not run"),
    }
}

fn run(input: &Path, output: &Path) -> std::io::Result<Output> {
    Command::new("wasm-opt")
        .args(FEATURES)
        .args(PASSES)
        .arg(input)
        .arg("--output")
        .arg(output)
        .output()
}
