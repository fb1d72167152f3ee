//! The cargo subcommand: `cargo watershed build|serve`.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_watershed::run(std::env::args_os())
}
