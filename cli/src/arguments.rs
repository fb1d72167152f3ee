//! Parses the command line, and turns the outcome of a command into an exit code.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::{
    build::{Profile, Request, build, inspect},
    cargo::CompilerFailed,
    explain::explain,
    graph::{Format, draw},
    new::{Framework, new},
    serve::{Serve, serve},
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
    /// Make an application in a new folder
    New {
        /// The name of the folder and of the crate in it
        name: String,
        /// Use the Watershed in this checkout; without it, the one that this tool was built from
        #[arg(long, value_name = "CHECKOUT", conflicts_with = "git")]
        path: Option<PathBuf>,
        /// Use the Watershed of this repository
        #[arg(long, value_name = "URL")]
        git: Option<String>,
    },
    /// Build and serve; build again and reload the page when a source changes
    Serve {
        #[command(flatten)]
        what: What,
        /// The address to listen on [default: WATERSHED_ADDR, else 127.0.0.1:3000]
        #[arg(long, value_name = "HOST:PORT")]
        address: Option<String>,
        /// Build once, whatever changes
        #[arg(long)]
        no_watch: bool,
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
    #[command(flatten)]
    options: Options,
}

/// Options of `cargo build` that are the same for both halves.
#[derive(Args, Default)]
struct Options {
    /// Activate these features of the package
    #[arg(short = 'F', long, value_name = "FEATURES")]
    features: Vec<String>,
    /// Activate all features of the package
    #[arg(long)]
    all_features: bool,
    /// Do not activate the feature `default`
    #[arg(long)]
    no_default_features: bool,
    /// Ask no registry
    #[arg(long)]
    offline: bool,
    /// Compile so many crates at a time
    #[arg(short, long, value_name = "N")]
    jobs: Option<String>,
    /// Override a setting of cargo's configuration
    #[arg(long, value_name = "KEY=VALUE")]
    config: Vec<String>,
    /// Show the commands that are run
    #[arg(short, long)]
    verbose: bool,
}

impl Options {
    /// The options as cargo understands them.
    fn for_cargo(self) -> Vec<String> {
        let flags = [
            ("--all-features", self.all_features),
            ("--no-default-features", self.no_default_features),
            ("--offline", self.offline),
            ("--verbose", self.verbose),
        ];
        let named = |name: &'static str| move |value| [name.to_owned(), value];
        let flags = flags.into_iter().filter(|(_, is_set)| *is_set);
        flags
            .map(|(flag, _)| flag.to_owned())
            .chain(self.features.into_iter().flat_map(named("--features")))
            .chain(self.jobs.into_iter().flat_map(named("--jobs")))
            .chain(self.config.into_iter().flat_map(named("--config")))
            .collect()
    }
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
        Command::New { name, path, git } => {
            let framework = path.map(Framework::Path).or(git.map(Framework::Git));
            new(&std::env::current_dir()?, &name, framework)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Serve {
            what,
            address,
            no_watch,
            arguments,
        } => serve(Serve {
            request: request(what)?,
            address,
            watches: !no_watch,
            arguments,
        }),
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
                options: Options::default(),
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
        options: what.options.for_cargo(),
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
    fn options_of_cargo_are_handed_on() {
        let line = "cargo-watershed build --features one,two -F three --offline -j 1";
        let Command::Build(what) = parse(line).command else {
            panic!("`{line}` is a build");
        };
        assert_eq!(
            what.options.for_cargo().join(" "),
            "--offline --features one,two --features three --jobs 1"
        );
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
