//! Measures the bytes that every example sends, for `cargo xtask size`.
//!
//! It is given the folder of all assets and runs the servers that were built beside it; that of `hackernews` is given
//! all further arguments. It writes one line per measurement: `example part raw gzip brotli` for parts that are sent
//! once, `example op:NAME up down` for an interaction.

use std::{
    env,
    ffi::{OsStr, OsString},
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use watershed::testing::App;
use watershed_tests::{
    examples::{
        counter::Counter,
        hackernews::{self, UnrenderedThread},
        profile::Profile,
        rows::Rows,
        toggle::Page,
    },
    markup::{bare, without_bootstrap},
    served::Served,
};

const EXAMPLES: &[&str] = &["counter", "gallery", "profile", "rows", "toggle"];

fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let folder = arguments
        .next()
        .map(PathBuf::from)
        .context("measure needs the folder of all assets")?;
    for example in EXAMPLES {
        measure_page(example, &fetch(&serve(&folder, example, &[])?, "")?)?;
    }
    hackernews(&folder, &arguments.collect::<Vec<_>>())?;
    counter();
    profile();
    toggle();
    rows();
    Ok(())
}

/// Starts the server that was built beside this program, with the released files of the browser.
fn serve(folder: &Path, example: &str, arguments: &[&OsStr]) -> Result<Served> {
    let server = env::current_exe()?.with_file_name(example);
    let assets = folder.join(example).join("release");
    Ok(Served::from(&server, &assets, arguments))
}

fn fetch(served: &Served, path: &str) -> Result<String> {
    let mut answer = ureq::get(served.url() + path).call()?;
    Ok(answer
        .body_mut()
        .with_config()
        .limit(u64::MAX)
        .read_to_string()?)
}

/// Measures both versions of the thread, their overhead over the same HTML without marks and scripts, and a click.
fn hackernews(folder: &Path, arguments: &[OsString]) -> Result<()> {
    let kept = tempfile::tempdir()?;
    let database = kept.path().join("threads");
    let mut given = vec![OsStr::new("--database"), database.as_os_str()];
    given.extend(arguments.iter().map(OsString::as_os_str));
    let served = serve(folder, "hackernews", &given)?;
    for (version, path) in [("hackernews", ""), ("hackernews-unrender", "unrender")] {
        let page = fetch(&served, path)?;
        measure_page(version, &page)?;
        let (whole, bare) = (
            packed(without_bootstrap(&page).as_bytes())?,
            packed(bare(&page).as_bytes())?,
        );
        let more = [0, 1, 2].map(|packing| whole[packing] - bare[packing]);
        println!("{version}\toverhead\t{}\t{}\t{}", more[0], more[1], more[2]);
    }
    let thread = hackernews::import::Thread::made_up();
    hackernews::thread::store::open(kept.path().join("thread"), &thread, 500)
        .map_err(|error| anyhow!("{error}"))?;
    let app = App::new(UnrenderedThread);
    operation(&app, "hackernews-unrender", "hide", |app| {
        app.click("button")
    });
    operation(&app, "hackernews-unrender", "again", |app| {
        app.click("button")
    });
    Ok(())
}

/// Measures a page and its parts.
fn measure_page(example: &str, html: &str) -> Result<()> {
    let script = between(html, "<script", "</script>").unwrap_or_default();
    let bootstrap = script.split_once('>').map_or("", |(_, code)| code);
    let blob = between(script, "data-snapshot=\"", "\"").unwrap_or_default();
    for (part, text) in [("bootstrap", bootstrap), ("blob", blob), ("html", html)] {
        let [raw, gzip, brotli] = packed(text.as_bytes())?;
        println!("{example}\t{part}\t{raw}\t{gzip}\t{brotli}");
    }
    Ok(())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end)?.0)
}

/// Returns the bytes raw, as gzip and as brotli. An empty input counts as 0 in all three.
fn packed(bytes: &[u8]) -> io::Result<[usize; 3]> {
    if bytes.is_empty() {
        return Ok([0; 3]);
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut brotli, &BrotliEncoderParams::default())?;
    Ok([bytes.len(), gzip.finish()?.len(), brotli.len()])
}

fn counter() {
    let app = App::new(Counter);
    operation(&app, "counter", "inc", |app| app.click("#inc"));
}

fn profile() {
    let app = App::new(Profile);
    operation(&app, "profile", "format", |app| app.click("#format"));
    operation(&app, "profile", "arrange", |app| app.click("#arrange"));
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

/// Measures the bytes up and down of an interaction.
fn operation(app: &App, example: &str, name: &str, action: impl FnOnce(&App)) {
    app.sent();
    app.received();
    action(app);
    println!(
        "{example}\top:{name}\t{}\t{}",
        app.sent().bytes(),
        app.received().bytes()
    );
}
