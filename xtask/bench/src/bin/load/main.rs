//! Drives the servers of the examples over real sockets: memory of a session, turns per second, processor time of a turn,
//! and the time until its answer. `cargo xtask load` builds the servers and runs this.
//!
//! The client is one thread that does nothing else, or several. If there are several cores it has the last one for itself
//! and the server has the others, so that neither takes time from the other, and it says how much of its core it needed.
//! With `--share`, both run on all cores.

mod churned;
mod drive;
mod flood;
mod frame;
mod hostile;
mod measure;
mod pages;
mod server;
mod soak;
mod visitor;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;
use watershed::wire::number::NodeNumber;

use visitor::Turn;

#[derive(Parser)]
struct LoadArguments {
    /// Only these: `pages`, `toggle`, `rows`, `hackernews`.
    examples: Vec<String>,
    /// Few visitors for a short time: checks the memory of a session against its budget, and no time.
    #[arg(long)]
    short: bool,
    /// Serves the pages that others are compared with.
    #[arg(long, hide = true)]
    plain: bool,
    /// Serves the pages of a soak.
    #[arg(long, hide = true)]
    churned: bool,
    /// The seconds of each measurement.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// The threads of the visitors.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Lets visitors come, work, sleep, fail and leave for so many minutes, and fails if the memory of the server rises, or if
    /// something is left of them at the end.
    #[arg(long)]
    soak: Option<f64>,
    /// Honest visitors beside one hostile client of each kind. Fails if 99 of 100 turns take more than 50 ms.
    #[arg(long)]
    hostile: bool,
    /// Fetches a page so many times without attaching it (10,000 without a number), while a hundred honest visitors come one after
    /// the other. Fails if the server keeps 10 MB for the pages, or a visitor is not served.
    #[arg(long, num_args = 0..=1, default_missing_value = "10000", require_equals = true)]
    flood: Option<usize>,
    /// Lets the server run on all cores, so that it has a worker on each. The visitors run there too.
    #[arg(long)]
    share: bool,
}

/// An example, and the turn that its visitors make.
struct Example {
    name: &'static str,
    path: &'static str,
    turn: Turn,
    /// The numbers of visitors between which the memory of one is measured; as many as the second make turns.
    visitors: [usize; 2],
    /// The goals: KiB of an idle session, and microseconds of a turn.
    goals: Goals,
    /// The most KiB of an idle session on a server of a development build.
    budget: f64,
}

/// The figures that are wanted, and for comparison those of Phoenix LiveView for the same page.
struct Goals {
    session: f64,
    turn: Option<f64>,
}

const EXAMPLES: &[Example] = &[
    Example {
        name: "toggle",
        // With a query, because `/` alone lies in no buffer that a session could keep.
        path: "/?visitor",
        turn: Turn::Switch(NodeNumber(0), false),
        visitors: [200, 2_000],
        goals: Goals {
            session: 12.0,
            turn: Some(10.0),
        },
        budget: 18.0,
    },
    Example {
        name: "rows",
        path: "/",
        // `Operation::Swap`.
        turn: Turn::Call(NodeNumber(0), &[4]),
        visitors: [40, 240],
        goals: Goals {
            session: 256.0,
            turn: None,
        },
        budget: 420.0,
    },
    Example {
        name: "hackernews",
        path: "/unrender",
        turn: Turn::Switch(NodeNumber(0), true),
        visitors: [40, 240],
        goals: Goals {
            session: 256.0,
            turn: None,
        },
        budget: 550.0,
    },
];

fn main() -> ExitCode {
    match run(&LoadArguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &LoadArguments) -> Result<ExitCode> {
    if arguments.plain {
        return pages::serve().map(|()| ExitCode::SUCCESS);
    }
    if arguments.churned {
        return Ok(churned::serve());
    }
    if let Some(minutes) = arguments.soak {
        return soak::soak(Duration::from_secs_f64(minutes * 60.0)).map(verdict);
    }
    if arguments.share {
        measure::Cores::share();
    }
    let folder = programs()?;
    let names = |name: &str| {
        arguments.examples.is_empty() || arguments.examples.iter().any(|one| one == name)
    };
    let is_wanted = |example: &&Example| names(example.name);
    let time = Duration::from_secs_f64(arguments.seconds);
    if arguments.hostile {
        let mut is_within = true;
        for example in EXAMPLES.iter().filter(is_wanted) {
            is_within &= hostile::measure(example, &folder.join(example.name), time)?;
        }
        return Ok(verdict(is_within));
    }
    if let Some(fetches) = arguments.flood {
        let mut is_within = true;
        for example in EXAMPLES.iter().filter(is_wanted) {
            is_within &= flood::measure(example, &folder.join(example.name), fetches)?;
        }
        return Ok(verdict(is_within));
    }
    if names("pages") && !arguments.short {
        pages::measure(&folder, time)?;
    }
    let mut is_within = true;
    for example in EXAMPLES.iter().filter(is_wanted) {
        let program = folder.join(example.name);
        match arguments.short {
            true => is_within &= measure::short(example, &program)?,
            false => measure::all(example, &program, time, arguments.threads.max(1))?,
        }
    }
    Ok(verdict(is_within))
}

fn verdict(is_good: bool) -> ExitCode {
    if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Returns the folder of the servers: they are built with this program.
fn programs() -> Result<PathBuf> {
    let itself = std::env::current_exe()?;
    Ok(itself.parent().context("a program is in a folder")?.into())
}
