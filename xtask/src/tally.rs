//! Counts the tests that passed and failed, from the result lines that `cargo test` prints.

use std::{
    io::{BufRead, BufReader},
    ops::AddAssign,
    process::{Command, Stdio},
};

use anyhow::{Context, Result};

/// The numbers of passed and failed tests.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

impl Tally {
    /// Runs a command, passes its output on, and counts the tests in it. A command that fails without a failed test
    /// counts as one failure, because it did not get as far as its tests.
    pub fn of(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{:?} does not run", command.get_program()))?;
        let output = child.stdout.take().context("the command has no output")?;
        let mut tally = Self::default();
        for line in BufReader::new(output).lines() {
            let line = line?;
            println!("{line}");
            tally += Self::in_line(&line).unwrap_or_default();
        }
        if !child.wait()?.success() && tally.failed == 0 {
            tally.failed = 1;
        }
        Ok(tally)
    }

    fn in_line(line: &str) -> Option<Self> {
        let counts = line.strip_prefix("test result: ")?;
        let count = |what: &str| {
            let before = counts.split(what).next()?;
            before.split_whitespace().next_back()?.parse().ok()
        };
        Some(Self {
            passed: count(" passed;")?,
            failed: count(" failed;")?,
        })
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_are_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(
            Tally::in_line(line),
            Some(Tally {
                passed: 12,
                failed: 3
            })
        );
        assert_eq!(Tally::in_line("test counter::works ... ok"), None);
    }

    #[test]
    fn a_command_that_fails_before_its_tests_counts_as_one_failure() {
        let tally = Tally::of(&mut Command::new("false")).expect("`false` is everywhere");
        assert_eq!(tally.failed, 1);
    }
}
