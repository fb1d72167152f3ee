//! Builds and runs the programs of the package `bench`.

use anyhow::{Result, bail};
use cargo_metadata::MetadataCommand;
use clap::Args;

use crate::shell;

/// The examples whose servers `load` drives.
const SERVERS: &[&str] = &["counter", "toggle", "rows", "hackernews"];

#[derive(Args)]
pub struct Load {
    /// Only these: `pages`, `toggle`, `rows`, `hackernews`.
    parts: Vec<String>,
    /// Few visitors for a short time, on servers of a development build: checks the memory of a session, and no time.
    #[arg(long)]
    short: bool,
    /// The seconds of each measurement.
    #[arg(long)]
    seconds: Option<f64>,
    /// The threads of the visitors.
    #[arg(long)]
    threads: Option<usize>,
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

#[derive(Args)]
pub struct Bench {
    /// Only this: `pages`, `kinds`, `codec`, `graph` or `click`.
    part: Option<String>,
    /// Render everything once in a development build, beside maud: checks the texts and the numbers of instructions, and
    /// no time.
    #[arg(long)]
    short: bool,
    /// Measures only the page of a thousand rows, beside the same page rendered by Leptos. Compiles Leptos first, which
    /// nothing else does.
    #[arg(long)]
    leptos: bool,
}

#[derive(Args)]
pub struct Soak {
    /// The minutes of the churn. Until nothing is left of it takes three more.
    #[arg(long, default_value_t = 30.0)]
    minutes: f64,
}

/// Lets visitors come, work, sleep, fail and leave.
///
/// # Errors
/// If something does not build, the memory of the server rises, or something is left of its visitors.
pub fn soak(soak: &Soak) -> Result<()> {
    run("load", false, &[format!("--soak={}", soak.minutes)])
}

/// Runs both as CI does.
pub fn short() -> Result<()> {
    let parts = Vec::new();
    load(&Load {
        parts,
        short: true,
        seconds: None,
        threads: None,
        hostile: false,
        flood: None,
        share: false,
    })?;
    bench(&Bench {
        part: None,
        short: true,
        leptos: false,
    })
}

/// Drives the servers of the examples.
///
/// # Errors
/// If something does not build, or a session takes more memory than its budget.
pub fn load(load: &Load) -> Result<()> {
    let mut arguments = load.parts.clone();
    arguments.extend(load.short.then(|| "--short".into()));
    arguments.extend(load.seconds.map(|seconds| format!("--seconds={seconds}")));
    arguments.extend(load.threads.map(|threads| format!("--threads={threads}")));
    arguments.extend(load.hostile.then(|| "--hostile".into()));
    arguments.extend(load.flood.map(|fetches| format!("--flood={fetches}")));
    arguments.extend(load.share.then(|| "--share".into()));
    run("load", load.short, &arguments)
}

/// Measures rendering, the encoding of messages, the graph, and clicks in Chromium.
///
/// # Errors
/// If something does not build, or pages do not say the same as those of maud.
pub fn bench(bench: &Bench) -> Result<()> {
    if bench.leptos {
        return run("render", false, &["leptos".into(), leptos()?]);
    }
    let part = bench.part.as_deref();
    if !matches!(part, Some("graph" | "click")) {
        let mut arguments: Vec<String> = part.map(str::to_owned).into_iter().collect();
        arguments.extend(bench.short.then(|| "--short".into()));
        run("render", bench.short, &arguments)?;
    }
    if matches!(part, None | Some("graph")) && !bench.short {
        println!("The graph");
        shell::cargo(&["bench", "--package", "watershed", "--bench", "graph"])?;
    }
    if matches!(part, None | Some("click")) && !bench.short {
        println!("Clicks in Chromium");
        shell::cargo(&["bench", "--package", "watershed-tests", "--bench", "click"])?;
    }
    Ok(())
}

/// Builds the page of a thousand rows with Leptos. Returns the path of the program.
fn leptos() -> Result<String> {
    let package = shell::root().join("xtask/leptos");
    let manifest = package.join("Cargo.toml").display().to_string();
    shell::cargo(&[
        "build",
        "--quiet",
        "--release",
        "--manifest-path",
        &manifest,
    ])?;
    let program = package.join("target/release/leptos-rows");
    Ok(program.display().to_string())
}

/// Builds all programs and the servers, and runs one.
fn run(program: &str, is_development: bool, arguments: &[String]) -> Result<()> {
    let (profile, folder) = match is_development {
        true => ("dev", "debug"),
        false => ("release", "release"),
    };
    let mut build = vec!["build", "--quiet", "--bins", "--profile", profile];
    let packages = SERVERS.iter().chain(&["bench"]);
    build.extend(packages.flat_map(|package| ["--package", package]));
    shell::cargo(&build)?;

    let metadata = MetadataCommand::new()
        .current_dir(shell::root())
        .no_deps()
        .exec()?;
    let path = metadata.target_directory.join(folder).join(program);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let status = shell::command(path.as_str(), &arguments).status()?;
    if !status.success() {
        bail!("`{program}` failed");
    }
    Ok(())
}
