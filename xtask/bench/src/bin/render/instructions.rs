//! The instructions of kinds of markup, counted by valgrind: they are the same on a busy machine.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use bench::report::{Figure, Short};

use crate::kinds::{KINDS, Kind, REPEATED, WHOLES};

/// The numbers of elements on two pages: the difference between the pages is that of the elements.
const FEW: u32 = 100;
const MANY: u32 = 300;

/// Counts the instructions of each kind, and prints the figures.
pub fn measure() -> Result<()> {
    println!(
        "Pages and turns without router and sockets: instructions, with the end of the session"
    );
    if !has_valgrind() {
        println!(
            "left out: there is no valgrind\nhelp: type `apt-get install valgrind`, or what your system has in its place"
        );
        return Ok(());
    }
    for whole in WHOLES {
        let [few, many] = whole.counts;
        let each = |plain| -> Result<f64> {
            let difference =
                count(whole.name, many, plain)?.saturating_sub(count(whole.name, few, plain)?);
            Ok(difference as f64 / f64::from(many - few))
        };
        let value = each(false)?;
        match whole.plain {
            Some(_) => {
                let figure = Figure {
                    name: whole.what.into(),
                    value,
                    beside: each(true)?,
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
            value: each(kind, false)?,
            beside: each(kind, true)?,
            unit: "instructions",
            what: "maud",
            goal: None,
        };
        println!("{figure}");
    }
    Ok(())
}

fn has_valgrind() -> bool {
    let mut command = Command::new("valgrind");
    command.arg("--version").stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Returns the instructions of one element.
fn each(kind: &Kind, plain: bool) -> Result<f64> {
    let difference = count(kind.name, MANY, plain)?.saturating_sub(count(kind.name, FEW, plain)?);
    Ok(difference as f64 / f64::from((MANY - FEW) * REPEATED))
}

fn count(kind: &str, elements: u32, plain: bool) -> Result<u64> {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["once", kind, &elements.to_string()])
        .args(plain.then_some("--plain"));
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "valgrind failed:\n{text}");
    let line = text.lines().find_map(|line| line.split_once("Collected :"));
    let (_, number) = line.context("valgrind does not say what it counted")?;
    Ok(number.trim().parse()?)
}
