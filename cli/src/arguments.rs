//! Parses the command line, and turns the outcome of a command into an exit code.

use std::{ffi::OsString, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::{
    build::{Profile, Request, build, inspect},
    cargo::CompilerFailed,
    explain::explain,
    graph::{Format, draw},
    serve::serve,
};

/// Runs the command that `arguments` ask for, reports errors on stderr and returns the exit code.
///
/// Both spellings work: `cargo watershed build` (cargo passes the word `watershed` on) and `cargo-watershed build`.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let command = Arguments::parse_from(without_subcommand_name(arguments)).command;
    match execute(command) {
        Ok(code) => code,
        Err(error) => report(&error),
    }
}

/// Builds and serves Watershed applications.
#[derive(Parser)]
#[command(name = "cargo watershed", bin_name = "cargo watershed", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the server binary and the browser's assets; write crossings.lock
    Build(What),
    /// Build, then run the server (WATERSHED_ADDR, else 127.0.0.1:3000).
    Serve {
        #[command(flatten)]
        what: What,
        /// Arguments for the server
        #[arg(last = true)]
        arguments: Vec<OsString>,
    },
    /// Say why the compiler refuses something, by the number in its message.
    Explain {
        /// The number, such as W409.
        code: String,
    },
    /// Show every node with its colour and the shortest reason for it.
    Graph {
        /// The component, with or without its modules (default: all of them)
        component: Option<String>,
        /// The format of the graph
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
        /// The package to inspect (default: the one in this directory)
        #[arg(short, long, value_name = "PKG")]
        package: Vec<String>,
    },
}

#[derive(Args)]
struct What {
    /// Optimize both halves; compress the assets as far as possible.
    #[arg(long)]
    release: bool,
    /// The package to build (default: the one in this directory)
    #[arg(short, long, value_name = "PKG")]
    package: Vec<String>,
    /// Fail if crossings.lock would change.
    #[arg(long)]
    locked: bool,
}

fn without_subcommand_name(
    arguments: impl IntoIterator<Item = OsString>,
) -> impl Iterator<Item = OsString> {
    arguments
        .into_iter()
        .enumerate()
        .filter(|(index, argument)| !(*index == 1 && argument == "watershed"))
        .map(|(_, argument)| argument)
}

fn execute(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Build(what) => build(&request(what)?).map(|_| ExitCode::SUCCESS),
        Command::Serve { what, arguments } => serve(&build(&request(what)?)?, &arguments),
        Command::Explain { code } => {
            print!("{}", explain(&code)?);
            Ok(ExitCode::SUCCESS)
        }
        Command::Graph {
            component,
            format,
            package,
        } => {
            let facts = inspect(&request(What {
                release: false,
                package,
                locked: false,
            })?)?;
            print!("{}", draw(&facts, component.as_deref(), format)?);
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn request(what: What) -> anyhow::Result<Request> {
    let profile = if what.release {
        Profile::Release
    } else {
        Profile::Dev
    };
    Ok(Request {
        directory: std::env::current_dir()?,
        packages: what.package,
        server: profile,
        client: profile,
        locked: what.locked,
    })
}

/// Prints an error, unless the compiler has printed it already, and returns the exit code.
fn report(error: &anyhow::Error) -> ExitCode {
    if let Some(failed) = error.downcast_ref::<CompilerFailed>() {
        return ExitCode::from(failed.code);
    }
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Arguments {
        let words = line.split(' ').map(OsString::from);
        Arguments::parse_from(without_subcommand_name(words))
    }

    #[test]
    fn cargo_may_pass_the_subcommand_name() {
        for line in [
            "cargo-watershed watershed build --release",
            "cargo-watershed build --release",
        ] {
            let Command::Build(what) = parse(line).command else {
                panic!("`{line}` is a build");
            };
            assert!(what.release);
        }
    }

    #[test]
    fn a_package_may_be_called_watershed() {
        let Command::Serve { what, .. } = parse("cargo-watershed serve -p watershed").command
        else {
            panic!("this is a serve");
        };
        assert_eq!(what.package, ["watershed"]);
    }
}
