//! Runs cargo twice, once for each half. Its messages are passed on, and its artifacts are read from its JSON lines.

use std::{
    collections::HashMap,
    fmt,
    io::BufReader,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};
use cargo_metadata::Message;

use crate::{build::Profile, progress, toolchain::WASM, workspace::Package};

/// Cargo failed, and has already said why.
#[derive(Debug)]
pub struct CompilerFailed {
    /// Cargo's exit code.
    pub code: u8,
}

impl fmt::Display for CompilerFailed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the build failed")
    }
}

impl std::error::Error for CompilerFailed {}

/// Builds the server binaries, in the order of `packages`.
pub fn build_servers(
    directory: &Path,
    packages: &[Package],
    profile: Profile,
) -> Result<Vec<PathBuf>> {
    progress::step("Building", &halves("server", packages));
    artifacts(cargo_build(directory, packages, profile), packages)
}

/// Builds the browser's wasm files, in the order of `packages`.
pub fn build_clients(
    directory: &Path,
    packages: &[Package],
    profile: Profile,
) -> Result<Vec<PathBuf>> {
    progress::step("Building", &halves("browser", packages));
    let mut command = cargo_build(directory, packages, profile);
    command.args(["--target", WASM]);
    for setting in client_settings(profile) {
        command.arg("--config").arg(setting);
    }
    // Flags in the environment are meant for the native half, and would replace the ones above.
    command
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    artifacts(command, packages)
}

/// Returns the settings of cargo's profile that differ for wasm. They are given here, so that an application's
/// Cargo.toml need not define a profile. They are few, because most others would also recompile the macros, which run
/// on this machine.
fn client_settings(profile: Profile) -> Vec<String> {
    let settings: &[&str] = match profile {
        Profile::Dev => &["opt-level='s'"],
        Profile::Release => &["opt-level='z'", "lto='fat'", "codegen-units=1"],
    };
    let name = cargo_profile(profile);
    settings
        .iter()
        .chain(&["panic='abort'"])
        .map(|setting| format!("profile.{name}.{setting}"))
        .chain([format!("target.{WASM}.rustflags={:?}", rust_flags(profile))])
        .collect()
}

/// Returns the flags for rustc.
///
/// Lints belong to the native build, which has already shown them. Half a megabyte of stack is ample for event
/// functions, and keeps the addresses of all data one byte shorter than the default of one megabyte does. A release
/// keeps the names of functions and the relocations, by which `snip` and `prune` find what can be removed. It inlines a
/// little more than `opt-level=z` does by itself, so that short functions do not pass everything through memory.
fn rust_flags(profile: Profile) -> Vec<&'static str> {
    let mut flags = vec![
        "-Awarnings",
        "-Cdebuginfo=0",
        "-Cstrip=none",
        "-Clink-arg=-zstack-size=524288",
    ];
    if profile == Profile::Release {
        flags.push("-Clink-arg=--emit-relocs");
        flags.push("-Cllvm-args=-inline-threshold=30");
    }
    flags
}

fn cargo_profile(profile: Profile) -> &'static str {
    match profile {
        Profile::Dev => "dev",
        Profile::Release => "release",
    }
}

fn halves(side: &str, packages: &[Package]) -> String {
    let names: Vec<_> = packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    format!("{} ({side} half)", names.join(", "))
}

fn cargo_build(directory: &Path, packages: &[Package], profile: Profile) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(directory)
        .args(["build", "--message-format=json-render-diagnostics"])
        .args(["--profile", cargo_profile(profile)]);
    for package in packages {
        command.args(["--package", &package.name, "--bin", &package.binary]);
    }
    command
}

fn artifacts(mut command: Command, packages: &[Package]) -> Result<Vec<PathBuf>> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo does not run")?;
    let output = child.stdout.take().context("cargo has no output")?;
    let built = executables(BufReader::new(output))?;
    let status = child.wait()?;
    if !status.success() {
        let code = status.code().and_then(|code| u8::try_from(code).ok());
        return Err(CompilerFailed {
            code: code.unwrap_or(1),
        }
        .into());
    }
    packages
        .iter()
        .map(|package| {
            let path = built.get(&package.binary).cloned();
            path.with_context(|| format!("cargo built no binary `{}`", package.binary))
        })
        .collect()
}

fn executables(output: impl std::io::BufRead) -> Result<HashMap<String, PathBuf>> {
    let mut built = HashMap::new();
    for message in Message::parse_stream(output) {
        match message.context("cargo wrote a message that cannot be read")? {
            Message::CompilerArtifact(artifact) => {
                if let Some(path) = artifact.executable {
                    built.insert(artifact.target.name, path.into());
                }
            }
            Message::TextLine(line) => println!("{line}"),
            _ => {}
        }
    }
    Ok(built)
}
