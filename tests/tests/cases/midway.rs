//! A server ends while a page is in the middle of everything. `WATERSHED_KILLS` sets how often it does.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use watershed_tests::{balanced::Balanced, browser::Browser, served::Served, visitor::Visitor};

use crate::rebuilt::WATCH;
use crate::restored::{RENEWED, build_renewed, rounds};

/// The milliseconds for which there is no server.
const DOWN: u32 = 3_000;

/// Puts the caret into the middle of a word, and remembers the page: all of its elements, and all that can be seen.
const REMEMBER: &str = "
    const note = document.querySelector('#note');
    note.focus();
    note.setSelectionRange(9, 9);
    window.elements = [...document.body.querySelectorAll('*')];
    // Besides the marks of the framework, and what fields would hold after a reset.
    const attributes = node => [...node.attributes].filter(({name}) => !/^(_.*|value)$/.test(name)).map(({name, value}) => [name, value]);
    const text = node => [...node.childNodes].filter(child => child instanceof Text && !node.matches('textarea')).map(child => child.data).join('');
    window.look = () => {
        const {id, selectionStart, selectionEnd} = document.activeElement;
        const shown = elements.filter(node => node.isConnected && !node.matches('script'));
        return JSON.stringify([id, selectionStart, selectionEnd, shown.map(node =>
            [node.tagName, text(node), attributes(node), node.value, node.open, ...Object.values(node.getBoundingClientRect().toJSON())])]);
    };
    window.looked = look();
    window.isSame = true;
    changes.length = 0;";

fn run(browser: &Browser, script: &str) -> Value {
    browser.run(script, &[])
}

/// Does everything halfway.
fn begin(browser: &Browser) {
    for _ in 0..7 {
        browser.click("#count");
    }
    browser.shows("#marks", "*******");
    browser.click("#section-2 h2");
    browser.shows("#section-2.unfolded p", "about 2");
    browser.click("#next");
    browser.shows("#step", "2");
    browser.click("#next");
    browser.shows("#step", "3");
    browser.type_into("#answer", "half an ans");
    browser.click("#open");
    browser.type_into("#name", "Ada");
    browser.shows("#greeting", "hello Ada");
    browser.type_into("#free", "only here");
    browser.type_into("#note", "half a sentence");
}

/// Asserts that the page is as it was, and goes on with the next call of the action.
fn goes_on(browser: &Browser, asked: usize) {
    browser.shows("#count", "7");
    browser.shows("#marks", "*******");
    browser.shows("#section-2.unfolded p", "about 2");
    browser.shows("#step", "3");
    browser.holds("#answer", "half an ans");
    browser.has("#dialog[open]");
    browser.holds("#name", "Ada");
    browser.shows("#greeting", "hello Ada");
    browser.holds("#note", "half a sentence");
    browser.click("#ask");
    browser.shows("#asked", &asked.to_string());
}

/// Waits until there has been no server for some time. The page still shows everything.
fn is_down(browser: &Browser) {
    browser.until(
        "document.documentElement.dataset.connection",
        &json!("offline"),
    );
    run(browser, "window.left = performance.now()");
    let is_over = format!("performance.now() - left > {DOWN}");
    browser.until(&is_over, &json!(true));
    browser.until("look() == looked", &json!(true));
}

fn store(folder: &TempDir) -> std::path::PathBuf {
    Path::join(folder.path(), "values")
}

#[test]
fn nothing_changes_when_a_server_is_killed_and_another_one_starts() {
    let _alone = RENEWED.lock();
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let built = build_renewed(&[]);
    let mut served = Served::storing(&built, &store(&folder));
    let browser = Browser::at(&format!("{}midway", served.url()));
    begin(&browser);
    run(&browser, WATCH);
    for round in 1..=rounds(3) {
        run(&browser, REMEMBER);
        served.kill();
        is_down(&browser);
        served.start_again();
        browser.until("rebuilt()", &json!(round));
        browser.until("changes", &json!([]));
        browser.until("elements.every(node => node.isConnected)", &json!(true));
        browser.until("window.isSame", &json!(true));
        browser.until("look() == looked", &json!(true));
        browser.holds("#free", "only here");
        goes_on(&browser, round);
    }
    browser.made_no_mistakes();
}

/// Opens the page of the first build in a browser that counts how often it is loaded, and begins.
fn begun(balanced: &Balanced) -> Browser {
    let browser = Browser::start();
    browser.run_before_pages(
        "sessionStorage.setItem('loads', Number(sessionStorage.getItem('loads')) + 1)",
    );
    browser.open(&format!("http://{}/midway", balanced.address()));
    browser.shows("#build", "first");
    begin(&browser);
    browser
}

#[test]
fn a_server_of_the_next_build_goes_on_after_one_reload() {
    let _alone = RENEWED.lock();
    for round in 1..=rounds(1) {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let first = build_renewed(&[]);
        let served = Served::storing(&first, &store(&folder));
        let balanced = Balanced::before(served.address()).expect("a port is free");
        let browser = begun(&balanced);
        run(&browser, WATCH);
        run(&browser, REMEMBER);
        let next = build_renewed(&["--features", "next"]);
        balanced.remove(served.address());
        drop(served);
        is_down(&browser);
        let served = Served::storing(&next, &store(&folder));
        balanced.add(served.address());
        // A call shows that somebody waits.
        browser.click("#ask");
        browser.until_at_last(
            "document.querySelector('#build')?.textContent",
            &json!("next"),
        );
        browser.shows("#asked", "1");
        goes_on(&browser, 2);
        browser.until("sessionStorage.getItem('loads')", &json!("2"));
        browser.made_no_mistakes();
        println!("{round} times");
    }
}

/// Returns the status with which a server answers for a file of its application.
fn status(served: &Served, file: &str) -> u16 {
    let url = format!("http://{}/_watershed/assets/{file}", served.address());
    let request = ureq::get(&url).config().http_status_as_error(false).build();
    let response = request.call().expect("it answers");
    response.status().as_u16()
}

/// Each build changes the source of the one before.
#[test]
#[ignore = "builds four programs: run by `cargo xtask nightly`"]
fn a_page_that_was_open_during_three_deploys_goes_on_after_one_reload() {
    let _alone = RENEWED.lock();
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let first = build_renewed(&[]);
    let mut files = vec![first.manifest.wasm.clone()];
    let mut served = Served::storing(&first, &store(&folder));
    let balanced = Balanced::before(served.address()).expect("a port is free");
    let browser = begun(&balanced);
    for (number, features) in ["later", "next", "later,next"].iter().enumerate() {
        let built = build_renewed(&["--features", features]);
        files.push(built.manifest.wasm.clone());
        // Its own server goes on until the last of them.
        browser.click("#ask");
        browser.shows("#asked", &(number + 1).to_string());
        if number == 2 {
            balanced.remove(served.address());
            served.kill();
            served = Served::storing(&built, &store(&folder));
            balanced.add(served.address());
        }
    }
    // A call shows that somebody waits.
    browser.click("#ask");
    let statuses: Vec<_> = files.iter().map(|file| status(&served, file)).collect();
    assert_eq!(statuses, [404, 200, 200, 200], "{files:?}");
    browser.until_at_last(
        "document.querySelector('#build')?.textContent",
        &json!("next"),
    );
    browser.shows("#asked", "4");
    goes_on(&browser, 5);
    browser.until("sessionStorage.getItem('loads')", &json!("2"));
    browser.made_no_mistakes();
}

#[test]
fn a_tab_that_was_discarded_goes_on() {
    let _alone = RENEWED.lock();
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let built = build_renewed(&[]);
    let mut served = Served::storing(&built, &store(&folder));
    let browser = Browser::start();
    // A tab that is discarded hears that it freezes, and nothing else.
    browser.run_before_pages(
        "Object.defineProperty(Document.prototype, 'wasDiscarded', {get: () => Boolean(sessionStorage.getItem('discarded'))});
         addEventListener('pagehide', event => event.stopImmediatePropagation(), true);",
    );
    browser.open(&format!("{}midway", served.url()));
    begin(&browser);
    run(&browser, "sessionStorage.setItem('discarded', true)");
    for round in 1..=rounds(3) {
        run(&browser, "window.isOld = true");
        browser.freeze();
        served.kill();
        served.start_again();
        browser.open(&format!("{}midway", served.url()));
        browser.until("window.isOld", &json!(null));
        goes_on(&browser, round);
    }
    browser.made_no_mistakes();
}
