//! Builds the servers of the examples, and the program that drives them.

use anyhow::{Result, bail};
use cargo_metadata::MetadataCommand;
use clap::Args;

use crate::shell;

/// The examples whose servers are driven.
const SERVERS: &[&str] = &["toggle", "rows", "hackernews"];

#[derive(Args, Default)]
pub struct Load {
    /// Only these examples.
    examples: Vec<String>,
    /// Few visitors for a short time, on servers of a development build: checks the memory of a session, and no time.
    #[arg(long)]
    short: bool,
    /// The seconds of each measurement.
    #[arg(long)]
    seconds: Option<f64>,
}

/// Runs it as CI does.
pub fn short() -> Result<()> {
    run(&Load {
        short: true,
        ..Load::default()
    })
}

/// Builds and runs it.
///
/// # Errors
/// If something does not build, or a session takes more memory than its budget.
pub fn run(load: &Load) -> Result<()> {
    let profile = if load.short { "dev" } else { "release" };
    let mut build = vec!["build", "--quiet", "--bins", "--profile", profile];
    let packages = SERVERS.iter().chain(&["bench"]);
    build.extend(packages.flat_map(|package| ["--package", package]));
    shell::cargo(&build)?;

    let metadata = MetadataCommand::new()
        .current_dir(shell::root())
        .no_deps()
        .exec()?;
    let folder = if load.short { "debug" } else { "release" };
    let program = metadata.target_directory.join(folder).join("load");
    let mut command = shell::command(program.as_str(), &[]);
    command.args(&load.examples);
    command.args(load.short.then_some("--short"));
    command.args(load.seconds.map(|seconds| format!("--seconds={seconds}")));
    if !command.status()?.success() {
        bail!("`load` failed");
    }
    Ok(())
}
