//! Whole pages: a request to a router without sockets, until the last byte of its response.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use bench::examples::{counter, hackernews, rows, toggle};
use bench::report::{Figure, percentile, say};
use bench::{browser, cpu, plain};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;
use watershed::Pages;

/// The time of one sample of a page; the median of [`SAMPLES`] counts.
const SAMPLE: Duration = Duration::from_millis(50);
const SAMPLES: usize = 9;

struct Bench {
    runtime: Runtime,
    router: Router,
    _files: tempfile::TempDir,
}

impl Bench {
    fn new() -> Result<Self> {
        let files = browser::files()?;
        watershed::server::use_assets(files.path());
        plain::open_thread(files.path().join("thread.sqlite"))?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let mut bench = Self {
            runtime,
            router: pages(),
            _files: files,
        };
        let constant = bench.fetch("/counter")?;
        bench.router = bench.router.merge(plain::router(constant));
        Ok(bench)
    }

    fn fetch(&self, path: &str) -> Result<String> {
        let bytes = self.runtime.block_on(async {
            let request = Request::get(path)
                .header("host", "localhost")
                .body(Body::empty())?;
            let response = self.router.clone().oneshot(request).await?;
            ensure!(
                response.status().is_success(),
                "{path}: {}",
                response.status()
            );
            Ok(to_bytes(response.into_body(), usize::MAX).await?)
        })?;
        Ok(String::from_utf8(bytes.to_vec())?)
    }

    /// Returns the microseconds of processor time, on all threads, for a request to each of these paths. Samples of the
    /// paths alternate, so that a moment in which the machine is slow is one for all of them.
    fn times<const N: usize>(&self, paths: [&str; N]) -> Result<[f64; N]> {
        let mut samples: [Vec<f64>; N] = std::array::from_fn(|_| Vec::new());
        for _ in 0..=SAMPLES {
            for (path, samples) in paths.iter().zip(&mut samples) {
                samples.push(self.sample(path)?);
            }
        }
        // The first ones are not counted: nothing was in any cache.
        Ok(samples.map(|mut samples| percentile(&mut samples[1..], 0.5)))
    }

    fn sample(&self, path: &str) -> Result<f64> {
        let itself = std::process::id();
        let (start, before, mut count) = (Instant::now(), cpu::time(itself)?, 0);
        while start.elapsed() < SAMPLE || count < 4 {
            self.fetch(path)?;
            count += 1;
        }
        Ok((cpu::time(itself)? - before).as_secs_f64() * 1e6 / f64::from(count))
    }
}

fn pages() -> Router {
    watershed::router()
        .page("/counter", counter::Counter)
        .page("/toggle", toggle::Page)
        .page("/rows", rows::Rows)
        .page("/thread", hackernews::Thread)
        .page("/unrendered", hackernews::UnrenderedThread)
}

/// Pages that are measured in one process.
struct Group {
    name: &'static str,
    measure: fn(&Bench) -> Result<()>,
}

const GROUPS: &[Group] = &[
    Group {
        name: "rows",
        measure: |bench| {
            let [rows, maud] = bench.times(["/rows", "/plain/rows"])?;
            say(
                "1,000 rows with two client functions each",
                rows,
                maud,
                "maud",
                Some(5.0),
            );
            Ok(())
        },
    },
    Group {
        name: "counter",
        measure: |bench| {
            let [counter, constant] = bench.times(["/counter", "/plain/constant"])?;
            // There is a goal for this with sockets: see `cargo xtask load`.
            say("the counter", counter, constant, "a constant string", None);
            Ok(())
        },
    },
    Group {
        name: "toggle",
        measure: |bench| {
            let [toggle, constant] = bench.times(["/toggle", "/plain/constant"])?;
            say(
                "the toggle, with its session",
                toggle,
                constant,
                "a constant string",
                None,
            );
            Ok(())
        },
    },
    Group {
        name: "thread",
        measure: |bench| comments(bench, "/thread", "500 comments"),
    },
    Group {
        name: "unrendered",
        measure: |bench| comments(bench, "/unrendered", "500 comments that can be unrendered"),
    },
];

fn comments(bench: &Bench, path: &str, name: &str) -> Result<()> {
    const GOAL: f64 = 1_500.0;
    let [thread, maud, queries] = bench.times([path, "/plain/thread", "/plain/queries"])?;
    let with = format!("{name}, SQLite included");
    say(&with, thread, maud, "maud", None);
    say(&with, thread, queries, "their queries alone", None);
    let without = format!("{name}, without the queries");
    say(&without, thread - queries, maud - queries, "maud", None);
    say(&without, thread - queries, GOAL, "goal", Some(1.0));
    Ok(())
}

/// Measures the pages, and prints the figures.
pub fn measure() -> Result<()> {
    println!("Pages: processor time of a request, without sockets");
    for Group { name, .. } in GROUPS {
        let mut command = Command::new(std::env::current_exe()?);
        ensure!(
            command.args(["group", name]).status()?.success(),
            "the group {name} failed"
        );
    }
    Ok(())
}

/// Measures one group in this process.
pub fn group(name: &str) -> Result<()> {
    let group = GROUPS.iter().find(|group| group.name == name);
    let group = group.with_context(|| format!("there is no group `{name}`"))?;
    (group.measure)(&Bench::new()?)
}

/// Checks that both pages say the same, and prints their bytes.
pub fn compare() -> Result<()> {
    let bench = Bench::new()?;
    for (ours, theirs) in [
        ("/rows", "/plain/rows"),
        ("/thread", "/plain/thread"),
        ("/unrendered", "/plain/thread"),
    ] {
        let (ours, theirs) = (bench.fetch(ours)?, bench.fetch(theirs)?);
        let (said, expected) = (content(&ours)?, content(&theirs)?);
        ensure!(said == expected, "the pages differ:\n{said}\n{expected}");
        let figure = Figure {
            name: "the same page".into(),
            value: ours.len() as f64,
            beside: theirs.len() as f64,
            unit: "bytes",
            what: "maud",
            goal: None,
        };
        println!("{figure}");
    }
    Ok(())
}

/// Returns the text in the main element.
fn content(page: &str) -> Result<String> {
    let (_, rest) = page.split_once("<main").context("no main element")?;
    let (main, _) = rest
        .split_once("</main>")
        .context("no end of the main element")?;
    let texts = main.split('<').filter_map(|part| part.split_once('>'));
    let texts = texts
        .map(|(_, text)| text.trim())
        .filter(|text| !text.is_empty());
    Ok(texts.collect::<Vec<_>>().join("\n"))
}
