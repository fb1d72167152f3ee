//! Runs cargo twice, once for each half. Its messages and artifacts are read from its JSON lines.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    io::{BufRead, BufReader, IsTerminal},
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result};
use cargo_metadata::{Message, diagnostic::DiagnosticLevel};

use crate::{
    build::{Profile, Request},
    progress,
    toolchain::WASM,
    workspace::Package,
};

/// Cargo failed, and has already said why.
#[derive(Debug)]
pub struct CompilerFailed {
    /// Cargo's exit code.
    pub code: u8,
    /// The errors in sources, as cargo printed them.
    pub errors: String,
}

impl fmt::Display for CompilerFailed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the build failed")
    }
}

impl std::error::Error for CompilerFailed {}

/// Builds the server binaries, in the order of `packages`.
pub fn build_servers(request: &Request, packages: &[Package]) -> Result<Vec<PathBuf>> {
    progress::step("Building", &halves("1 of 2, server", packages));
    artifacts(cargo_build(request, packages, request.server), packages)
}

/// Builds the browser's wasm files, in the order of `packages`.
pub fn build_clients(request: &Request, packages: &[Package]) -> Result<Vec<PathBuf>> {
    progress::step("Building", &halves("2 of 2, browser", packages));
    let mut command = cargo_build(request, packages, request.client);
    command.args(["--target", WASM]);
    for setting in client_settings(request.client) {
        command.arg("--config").arg(setting);
    }
    // Flags in the environment are meant for the native half, and would replace the ones above.
    command
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    artifacts(command, packages).map_err(explained)
}

/// The codes of rustc for what is named and not there.
const MISSING: [&str; 7] = [
    "E0412", "E0425", "E0432", "E0433", "E0559", "E0599", "E0609",
];

/// The help for what only the server has: the server's half was built, so the browser's lacks it.
const ON_SERVER: &str = "help: the server half has what is missing in the browser half. Put `#[server]` on items that only the server has;\n      \
    where client code captures what is made of them, write its type: `let name: Type = ..`";

/// Adds a help to errors of the browser half about what is not there.
fn explained(error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<CompilerFailed>() {
        Ok(mut failed) => {
            if MISSING.iter().any(|code| failed.errors.contains(code)) {
                progress::show(ON_SERVER);
                failed.errors.push_str(ON_SERVER);
            }
            failed.into()
        }
        Err(error) => error,
    }
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

fn cargo_build(request: &Request, packages: &[Package], profile: Profile) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(&request.directory)
        .args(["build", "--message-format", message_format()])
        .args(["--profile", cargo_profile(profile)])
        .args(&request.options);
    for package in packages {
        command.args(["--package", &package.name, "--bin", &package.binary]);
    }
    command
}

/// Returns the format of cargo's messages, with colours if stderr is a terminal.
fn message_format() -> &'static str {
    match std::io::stderr().is_terminal() {
        true => "json-diagnostic-rendered-ansi",
        false => "json",
    }
}

fn artifacts(mut command: Command, packages: &[Package]) -> Result<Vec<PathBuf>> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo does not run")?;
    let output = child.stdout.take().context("cargo has no output")?;
    let Output { built, errors } = read(BufReader::new(output))?;
    let status = child.wait()?;
    if !status.success() {
        let code = status.code().and_then(|code| u8::try_from(code).ok());
        return Err(CompilerFailed {
            code: code.unwrap_or(1),
            errors,
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

/// The messages of cargo about a build.
#[derive(Default)]
struct Output {
    /// The executables, by the names of their targets.
    built: HashMap<String, PathBuf>,
    /// The errors, as cargo printed them.
    errors: String,
}

fn read(output: impl BufRead) -> Result<Output> {
    let mut read = Output::default();
    let mut shown = HashSet::new();
    for message in Message::parse_stream(output) {
        match message.context("cargo wrote a message that cannot be read")? {
            Message::CompilerArtifact(artifact) => {
                if let Some(path) = artifact.executable {
                    read.built.insert(artifact.target.name, path.into());
                }
            }
            Message::CompilerMessage(told) => {
                let text = told.message.rendered.unwrap_or_default();
                if !shown.insert(text.clone()) {
                    continue;
                }
                progress::show(&text);
                // A message without a place only counts the others.
                if told.message.level == DiagnosticLevel::Error && !told.message.spans.is_empty() {
                    read.errors.push_str(&text);
                }
            }
            Message::TextLine(line) => println!("{line}"),
            _ => {}
        }
    }
    Ok(read)
}
