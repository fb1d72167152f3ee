//! Visitors who come, work and leave, for long: does the server's memory come to rest?

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use bench::report::Short;

use crate::Example;
use crate::drive::{Crowd, Pace};
use crate::server::Server;
use crate::visitor::Visitor;

/// Visitors who are there at a time.
const VISITORS: usize = 40;

/// The time that they work before they leave.
const WORK: Duration = Duration::from_millis(100);

/// The part of the time after which memory counts: before that, the server fills its pools, and keeps the sessions of
/// those who have just left.
const WARM_UP: f64 = 0.4;

/// The most MiB that memory may rise while it counts, or the most of its mean if that is more.
const RISE: f64 = 3.0;
const PART: f64 = 0.03;

/// Lets visitors come and go. Returns whether the memory of the server has come to rest.
pub fn soak(example: &Example, program: &Path, time: Duration) -> Result<bool> {
    let server = Server::start(program, None)?;
    let (start, mut visits, mut samples) = (Instant::now(), 0, Vec::new());
    while start.elapsed() < time {
        let mut crowd = Crowd::new(1)?;
        for _ in 0..VISITORS {
            crowd.add(Visitor::arrive(server.address, example.path, example.turn)?)?;
        }
        crowd.greet()?;
        crowd.run(&server, Pace::Saturating, WORK)?;
        drop(crowd);
        visits += VISITORS;
        let now = start.elapsed().as_secs_f64();
        if now > WARM_UP * time.as_secs_f64() {
            samples.push((now, server.memory_now()? as f64 / f64::from(1 << 20)));
        }
    }
    let (mean, slope) = line(&samples);
    let rise = slope * (1.0 - WARM_UP) * time.as_secs_f64();
    let is_at_rest = rise <= RISE.max(PART * mean);
    let verdict = if is_at_rest { "at rest" } else { "RISING" };
    println!(
        "{}: {visits} visits; the server has {} MiB, {verdict}: {} MiB more in {} s ({} MiB an hour)",
        example.name,
        Short(mean),
        Short(rise.max(0.0)),
        Short((1.0 - WARM_UP) * time.as_secs_f64()),
        Short((slope * 3_600.0).max(0.0)),
    );
    Ok(is_at_rest)
}

/// Returns the mean of samples over time, and how much they rise in a second: the line of least squares.
fn line(samples: &[(f64, f64)]) -> (f64, f64) {
    let count = samples.len().max(1) as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| samples.iter().map(of).sum::<f64>() / count;
    let (time, memory) = (mean(|sample| sample.0), mean(|sample| sample.1));
    let both: f64 = samples
        .iter()
        .map(|(at, is)| (at - time) * (is - memory))
        .sum();
    let spread: f64 = samples.iter().map(|(at, _)| (at - time).powi(2)).sum();
    (memory, if spread > 0.0 { both / spread } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_is_found_in_noise() {
        let samples: Vec<_> = (0..100)
            .map(|at| {
                (
                    f64::from(at),
                    50.0 + 0.5 * f64::from(at) + f64::from(at % 3),
                )
            })
            .collect();
        let (mean, slope) = line(&samples);
        assert!(
            (slope - 0.5).abs() < 0.01 && (mean - 75.7).abs() < 0.5,
            "{mean} {slope}"
        );
        assert_eq!(line(&[]), (0.0, 0.0));
    }
}
