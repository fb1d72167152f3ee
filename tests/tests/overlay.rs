//! The overlay of dev mode, in a real browser: what it shows to a developer, and that it does not affect the page.

use serde_json::json;
use watershed_tests::{browser::Browser, scenarios, served::Served, visitor::Visitor};

/// Returns the texts of the panel's rows of this colour.
fn rows(browser: &Browser, colour: &str) -> Vec<String> {
    let script = "return [...document.querySelector('watershed-overlay').shadowRoot
        .querySelectorAll(`.node[data-colour=${arguments[0]}]`)].map(row => row.innerText.replaceAll('\\n', ' '))";
    let rows = browser.run(script, &[json!(colour)]);
    serde_json::from_value(rows).expect("rows are texts")
}

fn press(browser: &Browser) {
    browser.run(
        "dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyW', ctrlKey: true, altKey: true }))",
        &[],
    );
}

fn is_open(browser: &Browser, is_open: bool) {
    let panel = "document.querySelector('watershed-overlay')?.shadowRoot.querySelector('#panel')";
    browser.until(&format!("{panel}?.checkVisibility()"), &json!(is_open));
}

#[test]
fn a_developer_sees_what_a_page_is_made_of() {
    let served = Served::for_developers("toggle");
    let browser = Browser::at(&served.url());
    browser.shows("#content", scenarios::TOGGLED);
    is_open(&browser, false);
    press(&browser);
    is_open(&browser, true);
    let root = "document.querySelector('watershed-overlay').shadowRoot";
    browser.until(
        &format!("{root}.querySelectorAll('.node[data-kind=signal]').length"),
        &json!(1),
    );
    let iso = rows(&browser, "iso").concat();
    assert!(
        iso.contains("show") && iso.contains("on_mount at src/main.rs:9"),
        "{iso}"
    );
    let server = rows(&browser, "server").concat();
    assert!(
        server.contains("<Show>") && server.contains("↓"),
        "{server}"
    );
    browser.run(
        &format!("[...{root}.querySelectorAll('.chips button')].find(chip => chip.innerText == 'server').click()"),
        &[],
    );
    assert!(rows(&browser, "server").is_empty());
    press(&browser);
    is_open(&browser, false);
    browser.made_no_mistakes();
}

/// The picture of the overlay in the book: `cargo xtask screenshots` takes it.
#[test]
#[ignore = "writes a file of the book"]
fn the_book_shows_the_overlay() {
    let served = Served::for_developers("toggle");
    let browser = Browser::at(&served.url());
    browser.shows("#content", scenarios::TOGGLED);
    press(&browser);
    is_open(&browser, true);
    browser.click("#toggle");
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../book/src/pictures/overlay.png"
    );
    std::fs::write(file, browser.picture(1100, 700)).expect("the book is there");
}

#[test]
fn a_page_does_not_notice_the_overlay() {
    let served = Served::for_developers("gallery");
    let browser = Browser::at(&served.url());
    is_open(&browser, false);
    scenarios::gallery(&browser);
    let children = browser.run(
        "return [...document.documentElement.children].map(child => child.localName)",
        &[],
    );
    assert_eq!(children, json!(["head", "body", "watershed-overlay"]));
    browser.lacks("script[src*=overlay]");
    browser.made_no_mistakes();
}

#[test]
fn a_page_shows_why_a_build_failed_and_loads_again_after_the_next() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let news = folder.path().join("news.json");
    let tell = |text: &str| std::fs::write(&news, text).expect("the folder is ours");
    tell("{}");
    let mut served = Served::with_news("counter", &news);
    let browser = Browser::at(&served.url());
    browser.lacks("script[src*=reload]");
    let problem =
        "document.querySelector('watershed-problem')?.shadowRoot.querySelector('pre').innerText";
    browser.run("window.isOld = true", &[]);
    browser.click("#inc");
    browser.shows("h1", "1");

    tell(r#"{"problem":"error: <b> is not &amp;"}"#);
    browser.until(problem, &json!("error: <b> is not &amp;"));
    browser.click("#inc");
    browser.shows("h1", "2");
    tell("{}");
    browser.until(problem, &json!(null));

    served.restart();
    browser.until("window.isOld", &json!(null));
    browser.shows("h1", "0");
}
