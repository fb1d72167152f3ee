//! The page of a thousand rows beside the same page rendered by Leptos, in a program of its own.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bench::report::{Figure, percentile, say};

use crate::instructions;
use crate::kinds::rows;

/// The samples of each program. They alternate, so that a moment in which the machine is slow is one for both.
const SAMPLES: usize = 5;

/// Measures both, and prints the figures.
pub fn measure(program: &Path) -> Result<()> {
    println!("1,000 rows with two client functions each, without router and sockets");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..SAMPLES {
        ours.push(sample());
        let output = Command::new(program).output()?;
        ensure!(output.status.success(), "{} failed", program.display());
        let text = String::from_utf8(output.stdout)?;
        theirs.push(text.trim().parse().context("not a number")?);
    }
    let [ours, theirs] = [ours, theirs].map(|mut times| percentile(&mut times, 0.5));
    say(
        "first HTML, with the end of the session",
        ours,
        theirs,
        "Leptos",
        None,
    );
    if let Some((value, beside)) = instructions::beside(program)? {
        let figure = Figure {
            name: "the same".into(),
            value,
            beside,
            unit: "instructions",
            what: "Leptos",
            goal: None,
        };
        println!("{figure}");
    }
    Ok(())
}

/// Returns the microseconds of a page.
fn sample() -> f64 {
    let (start, mut times) = (Instant::now(), Vec::new());
    while start.elapsed() < Duration::from_millis(500) {
        let begin = Instant::now();
        drop(black_box(rows()));
        times.push(begin.elapsed().as_secs_f64() * 1e6);
    }
    percentile(&mut times, 0.5)
}
