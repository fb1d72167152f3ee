//! The project's own tasks: `cargo xtask test|size|words|bootstrap|bench|load|soak|nightly|demo|setup`.

mod crossed;
mod demo;
mod diagnostics;
mod examples;
mod measuring;
mod setup;
mod shell;
mod size;
mod tally;
mod test;
mod words;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

fn main() -> ExitCode {
    match Arguments::parse().task.run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Everything that CI runs; installs what is missing.
    Test,
    /// The bytes that every example sends, compared with the committed `sizes.txt`.
    Size {
        /// Write `sizes.txt` instead of comparing.
        #[arg(long)]
        write: bool,
        /// Only show them, with this thread for `hackernews`: JSON, in the form of api.hackerwebapp.com.
        #[arg(long, conflicts_with = "write")]
        thread: Option<PathBuf>,
    },
    /// The language of the source: openings of doc comments, type names defined twice, overloaded words.
    Words {
        /// Print every doc comment that opens badly.
        #[arg(long)]
        list: bool,
    },
    /// Minify the script that starts a page, after a change of `bootstrap.js`.
    Bootstrap,
    /// Write the pages of the diagnostics, after a change of one.
    Diagnostics,
    /// The benchmarks: rendering beside maud, in time and in instructions, messages, the graph, clicks in Chromium.
    Bench(measuring::Bench),
    /// The servers of examples under load: memory of a session, turns per second, processor time, latency.
    Load(measuring::Load),
    /// Visitors who come, work and leave, for long: the memory of the examples' servers must come to rest.
    Soak(measuring::Soak),
    /// The tests that are too long for CI.
    Nightly,
    /// Build all examples and serve them behind one page on 127.0.0.1:3000.
    Demo {
        /// Optimize both halves.
        #[arg(long)]
        release: bool,
    },
    /// Take the pictures of the book again: the page of `demo`, and the overlay.
    Screenshots,
    /// Install what the other tasks need: the wasm target, Chromium, wasm-opt.
    Setup,
}

impl Task {
    fn run(self) -> Result<ExitCode> {
        match self {
            Self::Test => return Ok(test::run()),
            Self::Size {
                thread: Some(thread),
                ..
            } => size::show(&thread)?,
            Self::Size { write: true, .. } => size::write()?,
            Self::Size { write: false, .. } => size::compare()?,
            Self::Words { list } => words::run(list)?,
            Self::Bootstrap => shell::cargo(&["run", "--package", "minify"])?,
            Self::Diagnostics => diagnostics::write()?,
            Self::Bench(bench) => measuring::bench(&bench)?,
            Self::Load(load) => measuring::load(&load)?,
            Self::Soak(soak) => measuring::soak(&soak)?,
            Self::Nightly => shell::cargo(NIGHTLY)?,
            Self::Demo { release } => demo::run(release)?,
            Self::Screenshots => demo::screenshots()?,
            Self::Setup => setup::run()?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Optimized, because these tests are many rounds of the same.
const NIGHTLY: &[&str] = &[
    "test",
    "--workspace",
    "--release",
    "--no-fail-fast",
    "--",
    "--ignored",
];
