//! Server-only values contain "canary": no page, snapshot, message or file of any example contains the word.

use std::{
    fs,
    path::{Path, PathBuf},
};

use watershed::testing::App;
use watershed_tests::{
    examples::{profile::Profile, secrets::Secrets},
    served::{self, PACKAGES, Served},
};

const CANARY: &str = "canary";

#[test]
fn whatever_a_visitor_does_nothing_secret_comes_down() {
    for app in [App::new(Secrets), App::new(Profile)] {
        for _ in 0..3 {
            press_everything(&app);
            app.never_received(CANARY);
        }
    }
}

/// The crawl above reaches the pages that it is meant to reach.
#[test]
fn the_crawl_gets_answers() {
    let app = App::new(Secrets);
    press_everything(&app);
    app.sees("failed, 2");
    app.sees("MEMBER 1");
    assert_eq!(app.count("main p.known"), 3);
    app.never_received(CANARY);
}

#[test]
fn no_page_says_anything_secret() {
    for package in PACKAGES {
        let served = Served::start(package);
        for path in ["", "failing", "panicking", "unrender"] {
            let page = fetched(&format!("{}{path}", served.url()));
            assert!(!page.contains(CANARY), "{package} /{path}: {page}");
        }
    }
}

#[test]
fn no_client_holds_anything_secret_and_the_servers_do() {
    for package in PACKAGES {
        let application = served::built(package);
        for file in files(&application.assets) {
            assert!(!says(&file), "{}", file.display());
        }
    }
    for package in ["secrets", "profile"] {
        assert!(says(&served::built(package).server), "{package}");
    }
}

/// Types a guess, and clicks each button once, including those that appear meanwhile.
fn press_everything(app: &App) {
    if app.count("input") > 0 {
        app.fill("input", "a guess");
    }
    let mut pressed = 0;
    while pressed < app.count("button") {
        app.act(|tab| tab.click_nth("button", pressed));
        app.settle();
        pressed += 1;
    }
}

/// Fetches a page with its headers.
fn fetched(url: &str) -> String {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .new_agent();
    let mut response = agent.get(url).call().expect("the server answers");
    let headers = format!("{:?}", response.headers());
    headers
        + &response
            .body_mut()
            .read_to_string()
            .expect("a page is text")
}

/// Lists the files of a folder and of the folders in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("it was built");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let of = |path: PathBuf| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    };
    paths.flat_map(of).collect()
}

fn says(file: &Path) -> bool {
    let bytes = fs::read(file).expect("it was built");
    bytes
        .windows(CANARY.len())
        .any(|part| part == CANARY.as_bytes())
}
