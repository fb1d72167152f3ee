//! Runs other programs from the root of the workspace.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// Returns the root of this workspace.
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).into()
}

/// Returns a command that will run in the root of the workspace.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs a program whose output is printed.
pub fn run(program: &str, arguments: &[&str]) -> Result<()> {
    let status = command(program, arguments)
        .status()
        .with_context(|| format!("`{program}` does not run"))?;
    if !status.success() {
        bail!("`{program} {}` failed", arguments.join(" "));
    }
    Ok(())
}

/// Runs the cargo that runs this task.
pub fn cargo(arguments: &[&str]) -> Result<()> {
    run(&cargo_program(), arguments)
}

/// Returns the cargo that runs this task.
pub fn cargo_program() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

/// Returns whether a program can be started and answers `--version`.
pub fn answers(program: &str, arguments: &[&str]) -> bool {
    command(program, arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
