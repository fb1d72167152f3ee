//! Measures the examples: the assets of a release build, and the output of the program `measure` of the package
//! `watershed-tests`.
//!
//! `measure` is given the folder of all assets (which contains `NAME/release/`) and writes one line for each
//! measurement, separated by tabs: `example part raw gzip brotli` for bytes that are sent once, `example op:NAME up
//! down` for an interaction.

use std::{collections::BTreeMap, path::Path, process::Stdio};

use anyhow::{Context, Result, bail};
use cargo_watershed::{Profile, Size};

use super::table::{Row, Table};
use crate::{examples, shell};

/// The parts that the row `client` adds up.
const CLIENT: &[&str] = &["bootstrap", "glue", "wasm"];

/// The example of which the price of each part of the live client is measured. It uses most of them.
const PRICED: &str = "gallery";

/// Builds all examples and measures them, `hackernews` with this thread.
pub fn all(thread: Option<&Path>) -> Result<Table> {
    let applications = examples::build(Profile::Dev, Profile::Release)?;
    let mut rows = Vec::new();
    for application in &applications {
        let sizes = application.manifest.sizes;
        rows.push(asset(&application.name, "glue", sizes.glue));
        rows.push(asset(&application.name, "wasm", sizes.wasm));
    }
    if let Some(folder) = applications
        .first()
        .and_then(|first| first.assets.ancestors().nth(2))
    {
        rows.extend(measured(folder, thread)?);
    }
    for application in &applications {
        if application.name == PRICED {
            let prices = cargo_watershed::prices(application)?;
            rows.extend(prices.into_iter().map(|(name, price)| Row {
                example: application.name.clone(),
                part: format!("feature:{name}"),
                bytes: vec![price],
            }));
        }
    }
    rows.extend(totals(&rows));
    Ok(Table::new(rows))
}

/// Adds up everything that the browser needs to run an example, in one row each.
fn totals(rows: &[Row]) -> Vec<Row> {
    let mut totals = BTreeMap::<&str, [usize; 3]>::new();
    for row in rows {
        let is_built = rows
            .iter()
            .any(|other| other.example == row.example && other.part == "wasm");
        if is_built && CLIENT.contains(&row.part.as_str()) {
            let total = totals.entry(&row.example).or_default();
            for (sum, bytes) in total.iter_mut().zip(&row.bytes) {
                *sum += bytes;
            }
        }
    }
    let row = |(example, bytes): (&str, [usize; 3])| Row {
        example: example.into(),
        part: "client".into(),
        bytes: bytes.into(),
    };
    totals.into_iter().map(row).collect()
}

fn asset(example: &str, part: &str, size: Size) -> Row {
    Row {
        example: example.into(),
        part: part.into(),
        bytes: vec![size.raw, size.gzip, size.brotli],
    }
}

fn measured(folder: &Path, thread: Option<&Path>) -> Result<Vec<Row>> {
    let arguments = [
        "run",
        "--quiet",
        "--package",
        "watershed-tests",
        "--bin",
        "measure",
        "--",
    ];
    let mut command = shell::command(&shell::cargo_program(), &arguments);
    command.arg(folder);
    if let Some(thread) = thread {
        command.arg("--thread").arg(std::path::absolute(thread)?);
    }
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .context("cargo does not run")?;
    if !output.status.success() {
        bail!("`measure` failed");
    }
    let text = String::from_utf8(output.stdout)?;
    text.lines().map(Row::parse).collect()
}
