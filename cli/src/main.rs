//! The cargo subcommand: `cargo watershed new|build|serve|graph|explain`.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_watershed::run(std::env::args_os())
}
