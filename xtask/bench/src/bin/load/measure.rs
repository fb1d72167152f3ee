//! The measurements of one example, and how they are printed.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::thread::available_parallelism;
use std::time::Duration;

use anyhow::Result;
use bench::report::{Figure, Short};

use crate::Example;
use crate::drive::{BETWEEN, Crowd, Pace, Run};
use crate::flood::Flood;
use crate::server::Server;
use crate::visitor::{Visitor, fetch};

/// The part of its core from which on the client may be what limits a run.
const BOTTLENECK: f64 = 0.9;

/// The part of a core from which on other programs spoil a run.
const DISTURBED: f64 = 0.1;

/// Measures an example, and prints the figures.
pub fn all(example: &Example, program: &Path, time: Duration, threads: usize) -> Result<()> {
    println!("{}", example.name);
    let cores = Cores::split();
    let server = Server::start(program, cores.server())?;
    let mut crowd = Crowd::new(threads)?;
    let session = session(example, &server, &mut crowd)?;
    say(
        "session",
        session,
        example.goals.session,
        "KiB",
        "an idle session",
    );

    let full = crowd.run(&server, Pace::Saturating, time)?;
    if let Some(goal) = example.goals.turn {
        say("turn", full.server, goal, "µs", "processor time of a turn");
    } else {
        println!(
            "           a turn: {} µs of processor time",
            Short(full.server)
        );
    }
    let half = Pace::Even(full.rate / 2.0);
    let calm = crowd.run(&server, half, time)?;
    run("half of that", &calm, 3.0);
    run("as many as it can", &full, 20.0);
    if full.rate * BETWEEN.as_secs_f64() > BOTTLENECK * crowd.len() as f64 {
        println!(
            "           the visitors were the limit: none of them is faster than the server allows"
        );
    }

    let flood = Flood::start(server.address, example.path);
    let flooded = crowd.run(&server, half, time)?;
    let pages = flood.end()?;
    println!(
        "{:>7.2} ×  99 of 100 turns while pages are fetched: {} µs, without {} µs ({} pages/s, {} turns/s)",
        flooded.most / calm.most,
        Short(flooded.most),
        Short(calm.most),
        Short(pages),
        Short(flooded.rate),
    );
    drop(crowd);
    drop(server);
    let waiting = only_fetched(example, program, cores.server())?;
    println!(
        "           a page that was only fetched: {} KiB for as long as it is kept",
        Short(waiting)
    );
    println!("           {cores}");
    Ok(())
}

/// Measures the memory of a session with few visitors. Returns whether it is within its budget.
pub fn short(example: &Example, program: &Path) -> Result<bool> {
    let server = Server::start(program, None)?;
    let mut crowd = Crowd::new(1)?;
    let [few, many] = example.visitors.map(|count| count.div_ceil(10));
    let kibibytes = slope(example, &server, &mut crowd, [few, many])?;
    let turns = crowd.run(&server, Pace::Saturating, Duration::from_millis(500))?;
    let budget = example.budget;
    let is_within = kibibytes <= budget;
    let verdict = if is_within { "within" } else { "MORE THAN" };
    println!(
        "{}: an idle session takes {} KiB in a development build, {verdict} the budget of {budget} KiB; {} turns were answered",
        example.name,
        Short(kibibytes),
        Short(turns.rate * 0.5),
    );
    Ok(is_within)
}

/// Returns the KiB of an idle session.
fn session(example: &Example, server: &Server, crowd: &mut Crowd) -> Result<f64> {
    slope(example, server, crowd, example.visitors)
}

/// Returns the KiB that a visitor adds, between two numbers of visitors, each of whom has made one turn.
fn slope(example: &Example, server: &Server, crowd: &mut Crowd, counts: [usize; 2]) -> Result<f64> {
    let mut memory = |count| {
        let from = crowd.len();
        for _ in from..count {
            crowd.add(Visitor::arrive(server.address, example.path, example.turn)?)?;
        }
        crowd.greet()?;
        server.memory()
    };
    let [few, many] = counts;
    let (before, after) = (memory(few)?, memory(many)?);
    Ok(after.saturating_sub(before) as f64 / 1024.0 / (many - few) as f64)
}

/// Returns the KiB that a page adds whose session nobody attaches.
fn only_fetched(example: &Example, program: &Path, cores: Option<&str>) -> Result<f64> {
    let server = Server::start(program, cores)?;
    let [few, many] = example.visitors;
    let memory = |count| {
        (0..count).try_for_each(|_| fetch(server.address, example.path).map(drop))?;
        server.memory()
    };
    let (before, after) = (memory(few)?, memory(many - few)?);
    Ok(after.saturating_sub(before) as f64 / 1024.0 / (many - few) as f64)
}

/// Prints a figure beside its goal.
fn say(name: &str, value: f64, goal: f64, unit: &'static str, what: &str) {
    let figure = Figure {
        name: format!("{name}, {what}"),
        value,
        beside: goal,
        unit,
        what: "goal",
        goal: Some(1.0),
    };
    println!("{figure}");
}

/// Prints a run: how much slower the slow turns are than the usual ones.
fn run(name: &str, run: &Run, goal: f64) {
    let figure = Figure {
        name: format!("{} turns/s, {name}: 99 of 100 answers", Short(run.rate)),
        value: run.most,
        beside: run.half,
        unit: "µs",
        what: "half of them",
        goal: Some(goal),
    };
    println!("{figure}");
    let [server, client, others] =
        [run.server_share, run.client_share, run.others_share].map(|share| share * 100.0);
    println!(
        "           over the whole run 99 of 100: {} µs; of one core the server used {server:.0} %, the client {client:.0} %, \
         other programs {others:.0} %",
        Short(run.most_of_all),
    );
    if run.client_share > BOTTLENECK {
        println!("           THE CLIENT WAS THE BOTTLENECK");
    }
    if run.others_share > DISTURBED {
        println!("           other programs were in the way: the times are partly theirs");
    }
}

static SPLIT: OnceLock<Cores> = OnceLock::new();

/// The cores of server and client.
pub struct Cores {
    server: Option<String>,
    count: usize,
}

impl Cores {
    /// Gives the last core to this program and the others to servers, if `taskset` can do that.
    pub fn split() -> &'static Self {
        SPLIT.get_or_init(Self::new)
    }

    /// Lets servers and this program share all cores.
    pub fn share() {
        let count = available_parallelism().map_or(1, usize::from);
        let shared = Self {
            server: None,
            count,
        };
        SPLIT.get_or_init(|| shared);
    }

    fn new() -> Self {
        let count = available_parallelism().map_or(1, usize::from);
        let last = count - 1;
        let itself = std::process::id().to_string();
        let is_split = last > 0
            && Command::new("taskset")
                .args([
                    "--all-tasks",
                    "--cpu-list",
                    "--pid",
                    &last.to_string(),
                    &itself,
                ])
                .stdout(std::process::Stdio::null())
                .status()
                .is_ok_and(|status| status.success());
        let server = is_split.then(|| match last {
            1 => "0".into(),
            _ => format!("0-{}", last - 1),
        });
        Self { server, count }
    }

    /// Returns the cores of the server; `None`: all.
    pub fn server(&self) -> Option<&str> {
        self.server.as_deref()
    }
}

impl std::fmt::Display for Cores {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.server {
            Some(server) => write!(
                out,
                "the server has the cores {server} of {}, the client has the last one",
                self.count
            ),
            None => write!(out, "the server and the client share {} cores", self.count),
        }
    }
}
