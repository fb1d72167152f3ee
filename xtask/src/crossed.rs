//! Asks whether each line of `crossings.lock` has crossed in some test. That all that crosses has a line is asserted by
//! the tests themselves; this is the other half, which only all suites together can tell.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::shell;

/// The variable that names the file in which tests and their servers record the values that cross.
const RECORD: &str = "WATERSHED_RECORD";

/// The module in which the tests compile the examples again.
const SIMULATED: &str = "watershed_tests::examples::";

/// Lets the tests of a command record what crosses, into an empty file.
pub fn record(command: &mut Command) {
    let file = file();
    // A record that is not there is as good as an empty one.
    let _ = fs::remove_file(&file);
    command.env(RECORD, file);
}

fn file() -> PathBuf {
    shell::root().join("target").join("crossed.txt")
}

/// Checks the record of the last tests.
///
/// # Errors
/// If a line has not crossed.
pub fn check() -> Result<()> {
    let read = |path: &Path| {
        fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
    };
    let lock = read(&shell::root().join("crossings.lock"))?;
    let record = read(&file())?;
    let unseen: Vec<&str> = unseen(&lock, &record).into_iter().collect();
    if !unseen.is_empty() {
        bail!(
            "these lines of crossings.lock have never crossed in a test:\n  {}\n\
             help: let a test make them cross, or mend the rule in `framework/src/facts/crossings` that calls for them",
            unseen.join("\n  ")
        );
    }
    Ok(())
}

/// Returns the lines of a lock that are not in a record: `app::Page down count`.
fn unseen<'l>(lock: &'l str, record: &str) -> BTreeSet<&'l str> {
    let crossed: BTreeSet<String> = record.lines().flat_map(crossings).collect();
    let lines = lock.lines().filter_map(|line| line.split_once(" | "));
    let heads = lines.map(|(head, _)| head);
    heads.filter(|head| !crossed.contains(*head)).collect()
}

/// Returns what one recorded value may be: `down app::Page count; app::Row given` is one of two variables.
fn crossings(recorded: &str) -> Vec<String> {
    let (way, variables) = recorded.split_once(' ').unwrap_or((recorded, ""));
    let variables = variables.split("; ").filter_map(|one| one.split_once(' '));
    let heads = variables.map(|(component, name)| {
        let component = component.strip_prefix(SIMULATED).unwrap_or(component);
        format!("{component} {way} {name}")
    });
    heads.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_seen_in_a_server_and_in_the_simulation() {
        let lock = "# two programs\n\n[app]\n\
                    app::Page down count | u32 | browser | written by `on:click`\n\
                    app::Page up count | u32 | browser | at once\n\
                    app::Row down item.to_string() | String | recomputed | used by `on:click`\n";
        let record = "up app::Page count\n\
                      down app::Other count; watershed_tests::examples::app::Row item.to_string()\n";
        assert_eq!(
            unseen(lock, record),
            BTreeSet::from(["app::Page down count"])
        );
    }
}
