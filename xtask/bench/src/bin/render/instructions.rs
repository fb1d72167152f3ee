//! The instructions of kinds of markup, counted by valgrind: they are the same on a busy machine.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use bench::report::{Figure, Short};
use clap::ValueEnum;

use crate::kinds::{Counted, KINDS, Kind, REPEATED, WHOLES, Whole};

/// The numbers of elements on two pages: the difference between the pages is that of the elements.
const FEW: u32 = 100;
const MANY: u32 = 300;

/// Counts vary a little, with the seeds of hashes and with compilers: so much more than the budget is within it.
const TOLERANCE: f64 = 1.05;

/// Counts the instructions of each kind, and prints the figures.
pub fn measure() -> Result<()> {
    println!(
        "Pages and turns without router and sockets: instructions, with the end of the session"
    );
    if !has_valgrind() {
        return Ok(());
    }
    for whole in WHOLES {
        let value = instructions(whole, Counted::Ours)?;
        match whole.plain {
            Some(_) => {
                let figure = Figure {
                    name: whole.what.into(),
                    value,
                    beside: instructions(whole, Counted::Plain)?,
                    unit: "instructions",
                    what: "maud",
                    goal: None,
                };
                println!("{figure}");
            }
            None => println!("           {}: {} instructions", whole.what, Short(value)),
        }
    }
    println!("Kinds of markup: instructions of one element, with the end of its session");
    for kind in KINDS {
        let figure = Figure {
            name: kind.what.into(),
            value: each(kind, Counted::Ours)?,
            beside: each(kind, Counted::Plain)?,
            unit: "instructions",
            what: "maud",
            goal: None,
        };
        println!("{figure}");
    }
    Ok(())
}

/// Checks the instructions of pages and turns in a development build against their budgets.
pub fn check() -> Result<()> {
    if !has_valgrind() {
        return Ok(());
    }
    let mut exceeded = Vec::new();
    let budgets = WHOLES
        .iter()
        .filter_map(|whole| Some((whole, whole.budget?)));
    for (whole, budget) in budgets {
        let value = instructions(whole, Counted::Ours)?;
        let figure = Figure {
            name: format!("{}, in a development build", whole.what),
            value,
            beside: budget,
            unit: "instructions",
            what: "budget",
            goal: Some(TOLERANCE),
        };
        println!("{figure}");
        exceeded.extend((value > TOLERANCE * budget).then_some(whole.name));
    }
    ensure!(
        exceeded.is_empty(),
        "more instructions than the budget: {}\nhelp: find out where with `valgrind --tool=callgrind`, or write the new \
         budgets into xtask/bench/src/bin/render/kinds.rs",
        exceeded.join(", ")
    );
    Ok(())
}

/// Returns whether instructions can be counted, and says so if they cannot.
fn has_valgrind() -> bool {
    let mut command = Command::new("valgrind");
    command.arg("--version").stdout(Stdio::null());
    let has = command.status().is_ok_and(|status| status.success());
    if !has {
        println!(
            "left out: there is no valgrind\nhelp: type `apt-get install valgrind`, or what your system has in its place"
        );
    }
    has
}

/// Returns the instructions of the page of a thousand rows, and those of the same page in another program. `None` if they
/// cannot be counted.
pub fn beside(program: &Path) -> Result<Option<(f64, f64)>> {
    if !has_valgrind() {
        return Ok(None);
    }
    let whole = WHOLES.iter().find(|whole| whole.name == "page-rows");
    let ours = instructions(whole.context("the page is known")?, Counted::Ours)?;
    let count = |pages: &str| counted(program, &["once", pages]);
    let theirs = count("3")?.saturating_sub(count("1")?);
    Ok(Some((ours, theirs as f64 / 2.0)))
}

/// Returns the instructions of one page or turn, without those of its queries.
fn instructions(whole: &Whole, what: Counted) -> Result<f64> {
    let [few, many] = whole.counts;
    let each = |what| -> Result<f64> {
        let difference =
            count(whole.name, many, what)?.saturating_sub(count(whole.name, few, what)?);
        Ok(difference as f64 / f64::from(many - few))
    };
    let queries = match whole.queries {
        Some(_) => each(Counted::Queries)?,
        None => 0.0,
    };
    Ok(each(what)? - queries)
}

/// Returns the instructions of one element.
fn each(kind: &Kind, what: Counted) -> Result<f64> {
    let difference = count(kind.name, MANY, what)?.saturating_sub(count(kind.name, FEW, what)?);
    Ok(difference as f64 / f64::from((MANY - FEW) * REPEATED))
}

fn count(kind: &str, elements: u32, what: Counted) -> Result<u64> {
    let what = what.to_possible_value().context("it has a name")?;
    let (what, elements) = (what.get_name(), elements.to_string());
    let arguments = ["once", kind, &elements, "--what", what];
    counted(&std::env::current_exe()?, &arguments)
}

/// Returns the instructions of a run of a program.
fn counted(program: &Path, arguments: &[&str]) -> Result<u64> {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(arguments);
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "valgrind failed:\n{text}");
    let line = text.lines().find_map(|line| line.split_once("Collected :"));
    let (_, number) = line.context("valgrind does not say what it counted")?;
    Ok(number.trim().parse()?)
}
