//! Tests of the files that a browser loads, with the package in `tests/fixture`.

use std::{fs, io::Read, path::Path, sync::OnceLock};

use cargo_watershed::{Application, Profile, Request};

use crate::sandbox::{self, fixture};

const PANIC_TEXT: &str = "this list is too short";

#[test]
fn a_release_lists_its_files() {
    let application = release();
    let manifest = fs::read_to_string(application.assets.join("watershed.json"))
        .expect("a build writes a manifest");
    for (name, start, end) in [
        (&application.manifest.glue, "glue-", ".js"),
        (&application.manifest.wasm, "client-", ".wasm"),
    ] {
        assert!(manifest.contains(name.as_str()), "{manifest}");
        assert!(name.starts_with(start) && name.ends_with(end), "{name}");
    }
}

#[test]
fn a_name_changes_with_the_content_and_only_then() {
    let again = build(Profile::Release);
    assert_eq!(release().manifest, again.manifest);
    assert_ne!(release().manifest.wasm, build(Profile::Dev).manifest.wasm);
}

#[test]
fn every_file_stands_there_compressed() {
    let Application {
        assets, manifest, ..
    } = release();
    for (name, size) in [
        (&manifest.glue, manifest.sizes.glue),
        (&manifest.wasm, manifest.sizes.wasm),
    ] {
        let raw = read(assets, name);
        let gzip = read(assets, &format!("{name}.gz"));
        let brotli = read(assets, &format!("{name}.br"));
        assert_eq!(
            [raw.len(), gzip.len(), brotli.len()],
            [size.raw, size.gzip, size.brotli]
        );
        assert_eq!(decompressed(flate2::read::GzDecoder::new(&*gzip)), raw);
        assert_eq!(decompressed(brotli::Decompressor::new(&*brotli, 4096)), raw);
    }
}

#[test]
fn a_release_has_no_panic_texts_and_dev_has() {
    let texts = |application: &Application| {
        let wasm = read(&application.assets, &application.manifest.wasm);
        String::from_utf8_lossy(&wasm).contains(PANIC_TEXT)
    };
    assert!(texts(&build(Profile::Dev)));
    assert!(!texts(release()));
}

#[test]
fn a_release_stays_small() {
    let sizes = release().manifest.sizes;
    assert!(
        sizes.glue.brotli < 500,
        "the glue has {} bytes",
        sizes.glue.brotli
    );
    assert!(
        sizes.wasm.brotli < 4_000,
        "the wasm has {} bytes",
        sizes.wasm.brotli
    );
}

#[test]
fn the_script_exports_one_function_that_promises_the_exports() {
    let script = read(&release().assets, &release().manifest.glue);
    let script = String::from_utf8(script).expect("a script is text");
    assert!(script.starts_with("export default async"), "{script}");
    assert_eq!(
        script.matches("export").count(),
        2,
        "`export` and `.exports`: {script}"
    );
    assert!(
        script.contains("return") && script.contains("pick:"),
        "{script}"
    );
}

#[test]
fn serve_tells_the_server_where_its_assets_are() {
    let output = sandbox::command(&fixture(), &["watershed", "serve"])
        .output()
        .expect("the command runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        Path::new(told.trim()).join("watershed.json").exists(),
        "{output:?}"
    );
}

fn release() -> &'static Application {
    static RELEASE: OnceLock<Application> = OnceLock::new();
    RELEASE.get_or_init(|| build(Profile::Release))
}

fn build(profile: Profile) -> Application {
    let applications = cargo_watershed::build(&Request {
        directory: fixture(),
        packages: Vec::new(),
        server: Profile::Dev,
        client: profile,
        locked: false,
        options: Vec::new(),
    });
    applications.expect("the fixture builds").remove(0)
}

fn read(assets: &Path, name: &str) -> Vec<u8> {
    fs::read(assets.join(name)).expect("the manifest names files that are there")
}

fn decompressed(mut stream: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream
        .read_to_end(&mut bytes)
        .expect("this is a compressed file");
    bytes
}
