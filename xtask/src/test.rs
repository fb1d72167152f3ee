//! Runs everything that CI runs. All suites run, whatever fails, and the outcome is printed at the end.

use std::{
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use anyhow::Result;
use cargo_watershed::Profile;

use crate::{crossed, examples, measuring, setup, shell, size, tally::Tally, words};

/// Runs all suites, prints their errors, the time and the outcome of each and, at the very end, `N passed, N failed`.
pub fn run() -> ExitCode {
    let outcomes: Vec<_> = SUITES.iter().map(Suite::run).collect();
    report(&outcomes)
}

/// The suites, ordered for the shortest wait for the likeliest mistake. The examples are built before the tests that
/// drive them.
const SUITES: &[Suite] = &[
    Suite {
        name: "setup",
        what: What::Task(setup::run),
    },
    Suite {
        name: "format",
        what: What::Cargo(&["fmt", "--all", "--check"]),
    },
    Suite {
        name: "words",
        what: What::Task(check_words),
    },
    Suite {
        name: "lints",
        what: What::Cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]),
    },
    Suite {
        name: "browser",
        what: What::Cargo(&[
            "check",
            "--target",
            "wasm32-unknown-unknown",
            "--package",
            "watershed",
            "--test",
            "compiled*",
            "--test",
            "rt_server",
            "--package",
            "database",
            "--bin",
            "database",
            "--package",
            "watershed-book",
            "--lib",
        ]),
    },
    Suite {
        name: "packages",
        what: What::Cargo(&[
            "test",
            "--workspace",
            "--exclude",
            "watershed-tests",
            "--no-fail-fast",
        ]),
    },
    Suite {
        name: "examples",
        what: What::Task(build_examples),
    },
    Suite {
        name: "scenarios",
        what: What::Recorded(&["test", "--package", "watershed-tests", "--no-fail-fast"]),
    },
    Suite {
        name: "lock",
        what: What::Task(crossed::check),
    },
    Suite {
        name: "costs",
        what: What::Task(measuring::short),
    },
    Suite {
        name: "sizes",
        what: What::Task(size::compare),
    },
];

struct Suite {
    name: &'static str,
    what: What,
}

enum What {
    /// A cargo command whose tests are counted.
    Cargo(&'static [&'static str]),
    /// The same, recording what crosses.
    Recorded(&'static [&'static str]),
    /// A task that passes or fails as a whole.
    Task(fn() -> Result<()>),
}

struct Outcome {
    name: &'static str,
    time: Duration,
    tally: Tally,
    error: Option<anyhow::Error>,
}

impl Suite {
    fn run(&self) -> Outcome {
        println!("\n=== {} ===", self.name);
        let start = Instant::now();
        let (tally, error) = match self.tally() {
            Ok(tally) => (tally, None),
            Err(error) => {
                let failed = Tally {
                    passed: 0,
                    failed: 1,
                };
                (failed, Some(error))
            }
        };
        Outcome {
            name: self.name,
            time: start.elapsed(),
            tally,
            error,
        }
    }

    fn tally(&self) -> Result<Tally> {
        match self.what {
            What::Cargo(arguments) => Tally::of(&mut cargo(arguments)),
            What::Recorded(arguments) => {
                let mut command = cargo(arguments);
                crossed::record(&mut command);
                Tally::of(&mut command)
            }
            What::Task(task) => task().map(|()| Tally::default()),
        }
    }
}

fn cargo(arguments: &[&str]) -> Command {
    shell::command(&shell::cargo_program(), arguments)
}

/// Checks the language of the source.
fn check_words() -> Result<()> {
    words::run(false)
}

/// Builds the examples for the browser tests, which drive the artifacts that a visitor would get, on servers that are
/// quick to build.
fn build_examples() -> Result<()> {
    examples::build(Profile::Dev, Profile::Release).map(|_| ())
}

fn report(outcomes: &[Outcome]) -> ExitCode {
    let mut total = Tally::default();
    println!();
    for Outcome {
        name, error, tally, ..
    } in outcomes
    {
        if let Some(error) = error {
            println!("{name}: {error:#}\n");
        }
        total += *tally;
    }
    for outcome in outcomes {
        let verdict = match outcome.tally.failed {
            0 => "ok",
            _ => "FAILED",
        };
        println!(
            "{:<10} {:>6.1} s  {verdict}",
            outcome.name,
            outcome.time.as_secs_f64()
        );
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
