//! Measures the bytes that every example sends, for `cargo xtask size`.
//!
//! It is given the folder of all assets and runs the servers that were built beside it. One line per thing:
//! `example part raw gzip brotli` for what is sent once, `example op:NAME up down` for an interaction.

use std::{
    env,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use watershed::testing::App;
use watershed_tests::{
    examples::{counter::Counter, rows::Rows, toggle::Page},
    served::Served,
};

const EXAMPLES: &[&str] = &["counter", "gallery", "rows", "toggle"];

fn main() -> Result<()> {
    let folder = env::args_os().nth(1).map(PathBuf::from).context("measure needs the folder of all assets")?;
    let program = env::current_exe()?;
    for example in EXAMPLES {
        let assets = folder.join(example).join("release");
        measure_page(example, &program.with_file_name(example), &assets)?;
    }
    counter();
    toggle();
    rows();
    Ok(())
}

/// The first page, and what stands in it.
fn measure_page(example: &str, server: &Path, assets: &Path) -> Result<()> {
    let served = Served::from(server, assets);
    let html = ureq::get(served.url()).call()?.body_mut().read_to_string()?;
    let script = between(&html, "<script", "</script>").unwrap_or_default();
    let bootstrap = script.split_once('>').map_or("", |(_, code)| code);
    let blob = between(script, "data-snapshot=\"", "\"").unwrap_or_default();
    for (part, text) in [("bootstrap", bootstrap), ("blob", blob), ("html", &html)] {
        println!("{example}\t{part}\t{}", sizes(text.as_bytes())?);
    }
    Ok(())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end)?.0)
}

/// Raw, gzip and brotli. Nothing is nothing, however it is packed.
fn sizes(bytes: &[u8]) -> io::Result<String> {
    if bytes.is_empty() {
        return Ok("0\t0\t0".into());
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &BrotliEncoderParams::default())?;
    Ok(format!("{}\t{}\t{}", bytes.len(), gzip.finish()?.len(), packed.len()))
}

fn counter() {
    let app = App::new(Counter);
    operation(&app, "counter", "inc", |app| app.click("#inc"));
}

fn toggle() {
    let app = App::without_javascript(Page);
    operation(&app, "toggle", "first", App::start);
    operation(&app, "toggle", "hide", |app| app.click("#toggle"));
    operation(&app, "toggle", "again", |app| app.click("#toggle"));
}

fn rows() {
    let first = App::new(Rows);
    operation(&first, "rows", "first-insert", |app| app.click("#insert"));
    operation(&first, "rows", "insert", |app| app.click("#insert"));
    for name in ["update", "swap", "append", "create", "clear"] {
        let app = App::new(Rows);
        operation(&app, "rows", name, |app| app.click(&format!("#{name}")));
    }
    let app = App::new(Rows);
    operation(&app, "rows", "select", |app| app.click("li:nth-child(500)"));
    operation(&app, "rows", "remove", |app| app.click("#remove"));
}

/// What is sent up and down while somebody does something.
fn operation(app: &App, example: &str, name: &str, action: impl FnOnce(&App)) {
    app.sent();
    app.received();
    action(app);
    println!("{example}\top:{name}\t{}\t{}", app.sent().bytes(), app.received().bytes());
}
