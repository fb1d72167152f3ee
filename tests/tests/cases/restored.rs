//! Values in the browser that outlive the session.

use std::sync::Mutex;
use std::time::Duration;

use cargo_watershed::{Application, Profile, Request};
use serde_json::json;
use watershed::testing::App;
use watershed_tests::{
    balanced::Balanced,
    browser::Browser,
    cases::{serve, serve_with_news, serve_with_store},
    examples::cases::restored,
    latency::Latency,
    served::Served,
    visitor::Visitor,
};

use crate::rebuilt::WATCH;

/// Changes everything that there is to change.
fn change(page: &impl Visitor) {
    page.click("#local");
    page.click("#count");
    page.click("#count");
    page.shows("#marks", "**");
    page.type_into("#name", "Ada");
    page.shows("#greeting", "hello Ada");
    page.click("#open");
    page.has("#dialog");
    page.type_into("#note", "half a sen");
    page.click("#details");
    page.shows("#dialog .counted", "detail 0");
    page.click("#dialog .counted");
    page.shows("#dialog .counted", "detail 1");
    page.click("#tab");
    page.shows("section .counted", "second 0");
    page.click("section .counted");
    page.click("section .counted");
    page.shows("section .counted", "second 2");
    page.click("#row-3 button");
    page.click("#row-4 button");
    page.click("#row-4 button");
    page.shows("#row-4 button", "2");
}

/// Asserts that all of it is there, and works.
fn unchanged(page: &impl Visitor) {
    page.shows("#local", "1");
    page.shows("#count", "2");
    page.shows("#marks", "**");
    page.holds("#name", "Ada");
    page.shows("#greeting", "hello Ada");
    page.holds("#note", "half a sen");
    page.shows("#dialog .counted", "detail 1");
    page.shows("section .counted", "second 2");
    page.shows("#row-3 button", "1");
    page.shows("#row-4 button", "2");
    page.shows("#row-2 button", "0");
    page.click("#count");
    page.shows("#marks", "***");
    page.click("#remove");
    page.shows("output", "1");
    page.lacks("#row-1");
    page.click("#row-4 button");
    page.shows("#row-4 button", "3");
    page.click("#tab");
    page.shows("section", "third");
}

#[test]
fn what_the_browser_has_written_is_there_when_its_server_comes_back() {
    let app = App::new(restored::Restored);
    change(&app);
    app.crash();
    app.settle();
    unchanged(&app);

    let app = App::new(restored::Restored);
    change(&app);
    app.discard_tab();
    unchanged(&app);

    let mut served = serve();
    let browser = Browser::at(&format!("{}restored", served.url()));
    change(&browser);
    browser.run(WATCH, &[]);
    served.restart();
    browser.until("rebuilt()", &json!(1));
    unchanged(&browser);
    browser.made_no_mistakes();
}

#[test]
fn what_only_rows_know_is_named_again_when_a_row_is_gone() {
    let app = App::new(restored::Shelf);
    let buy = |book: &str| {
        app.received();
        app.click(book);
        app.received().bytes()
    };
    buy("#first");
    let second = buy("#second");
    app.click("#sell");
    let third = buy("#third");
    // The name of a region and a node.
    assert!(second + 20 < third, "{second}, then {third} bytes");
    app.click("#book-3");
    app.crash();
    app.settle();
    assert_eq!(app.count("#book-3.chosen"), 1);
}

#[test]
fn nothing_on_the_screen_changes_when_a_server_is_killed() {
    let served = serve();
    let browser = Browser::at(&format!("{}restored", served.url()));
    stays(&browser, served, rounds(3));
}

#[test]
fn nothing_on_the_screen_changes_on_a_slow_line_either() {
    let served = serve();
    let wire =
        Latency::before(served.address(), Duration::from_millis(200)).expect("a port is free");
    let browser = Browser::at(&format!("http://{}/restored", wire.address()));
    stays(&browser, served, 1);
}

fn stays(browser: &Browser, mut served: Served, rounds: usize) {
    change(browser);
    browser.click("#fold summary");
    browser.type_into("#free", "only here");
    browser.run(WATCH, &[]);
    for round in 1..=rounds {
        browser.run(
            "const note = document.querySelector('#note');
             note.focus();
             note.setSelectionRange(3, 5);
             changes.length = 0;",
            &[],
        );
        served.restart();
        browser.until("rebuilt()", &json!(round));
        browser.until("changes", &json!([]));
        browser.until("document.activeElement.id", &json!("note"));
        browser.until("document.activeElement.selectionStart", &json!(3));
        browser.until("document.activeElement.selectionEnd", &json!(5));
        browser.until("document.querySelector('#fold').open", &json!(true));
        browser.holds("#free", "only here");
        browser.holds("#note", "half a sen");
        browser.click("#count");
        browser.shows("#marks", &"*".repeat(2 + round));
        browser.click("#row-3 button");
        browser.shows("#row-3 button", &format!("{}", 1 + round));
        browser.shows("#dialog .counted", "detail 1");
    }
    browser.made_no_mistakes();
}

/// Returns how often the server is killed: `WATERSHED_KILLS`, or a few times.
pub fn rounds(few: usize) -> usize {
    let kills = std::env::var("WATERSHED_KILLS");
    kills.map_or(few, |kills| kills.parse().expect("a number of times"))
}

#[test]
fn a_page_that_is_renewed_after_a_build_has_its_values() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let news = folder.path().join("news.json");
    std::fs::write(&news, "{}").expect("the folder is ours");
    let mut served = serve_with_news(&news);
    let browser = Browser::at(&format!("{}restored", served.url()));
    change(&browser);
    browser.run("window.isOld = true", &[]);
    served.restart();
    browser.until("window.isOld", &json!(null));
    unchanged(&browser);
}

#[test]
fn a_page_whose_program_was_changed_has_the_values_that_still_fit() {
    let _alone = RENEWED.lock();
    let first = build_renewed(&[]);
    let served = Served::from(&first.server, &first.assets, &[]);
    let balanced = Balanced::before(served.address()).expect("a port is free");
    let browser = Browser::at(&format!("http://{}/", balanced.address()));
    browser.shows("#build", "first");
    for _ in 0..3 {
        browser.click("#count");
    }
    browser.click("#local");
    browser.click("#draft");
    browser.click("#draft");
    browser.shows("#draft", "2");
    browser.type_into("#name", "Ada");
    browser.shows("#marks", "***");
    browser.click("#first");
    browser.shows("#first", "1");

    let next = build_renewed(&["--features", "next"]);
    browser.run("window.isOld = true", &[]);
    // A server of the next build is there, and the first one still is: the page finds it again, and goes on.
    let newer = Served::from(&next.server, &next.assets, &[]);
    balanced.add(newer.address());
    balanced.cut();
    browser.click("#count");
    browser.shows("#marks", "****");
    browser.until("window.isOld", &json!(true));
    let asked = balanced.websockets();
    assert!(
        asked >= 2,
        "{asked} sockets, the first one at the wrong server"
    );

    balanced.remove(served.address());
    drop(served);
    browser.click("#local");
    browser.click("#count");
    browser.until_at_last("window.isOld", &json!(null));
    browser.shows("#build", "next");
    browser.shows("#count", "5");
    browser.shows("#marks", "*****");
    browser.shows("#local", "2");
    browser.holds("#name", "Ada");
    browser.shows("#draft", "0");
    browser.shows("#lost", "Renewed.draft");
    // An arm was put in front of it.
    browser.shows("#first", "1");
    browser.click("#count");
    browser.shows("#marks", "******");
    browser.click("#draft");
    browser.shows("#draft", "1");
    let reloads = "sessionStorage.getItem('watershed reloaded')";
    browser.until(reloads, &json!("1"));
    browser.made_no_mistakes();
}

/// Held by a test that builds the page whose source changes, because all builds of it have one place.
pub static RENEWED: Mutex<()> = Mutex::new(());

/// Builds the page before and after a change of its source. The second build has the place of the first one.
pub fn build_renewed(options: &[&str]) -> Application {
    let request = Request {
        directory: concat!(env!("CARGO_MANIFEST_DIR"), "/..").into(),
        packages: vec!["renewed".into()],
        server: Profile::Dev,
        client: Profile::Dev,
        locked: std::env::var_os("CI").is_some(),
        options: options.iter().map(ToString::to_string).collect(),
    };
    let built = cargo_watershed::build(&request);
    let mut built = built.unwrap_or_else(|error| panic!("it does not build: {error:#}"));
    built.remove(0)
}

#[test]
fn a_stored_step_outlives_its_server_and_no_other_page_has_it() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let mut served = serve_with_store(&folder.path().join("values"));
    let address = format!("{}wizard", served.url());
    let browser = Browser::at(&address);
    browser.click("#next");
    browser.shows("#step", "2");
    browser.click("#next");
    browser.shows("#step", "3");
    browser.type_into("#answer", "half a sen");
    for step in ["3", "4"] {
        let pages = "performance.getEntriesByType('resource').filter(entry => entry.name == location.href).length";
        let before = browser.run(&format!("return {pages}"), &[]);
        browser.run("window.isOld = true", &[]);
        served.restart();
        // It is made anew in its place, or loaded again.
        browser.until(
            &format!("!window.isOld || {pages} > {before}"),
            &json!(true),
        );
        std::thread::sleep(std::time::Duration::from_secs(1));
        browser.shows("#step", step);
        if step == "3" {
            browser.holds("#answer", "half a sen");
            browser.click("#next");
            browser.shows("#step", "4");
        }
    }
    browser.click("#next");
    browser.shows("#step", "5");
    // The browser's copy is the stored value too.
    browser.click("#next");
    let other = Browser::at(&address);
    other.shows("#step", "1");
    browser.shows("#step", "5");
}

#[test]
fn a_page_of_the_history_has_its_values_and_one_that_is_reloaded_begins_anew() {
    let served = serve();
    let browser = Browser::at(&format!("{}restored", served.url()));
    change(&browser);
    browser.open(&format!("{}rest", served.url()));
    browser.has("#plain");
    browser.run("history.back()", &[]);
    browser.has("#name");
    unchanged(&browser);

    browser.run("window.isOld = true; location.reload()", &[]);
    browser.until("window.isOld", &json!(null));
    browser.shows("#count", "0");
    browser.click("#count");
    browser.shows("#marks", "*");
    browser.lacks("#dialog");
    browser.made_no_mistakes();
}

/// Lets somebody act every 25 milliseconds from the moment when the page is there, and notes what the page shows then.
const ACT: &str = "
    addEventListener('DOMContentLoaded', () => {
        window.acted = [];
        const acting = setInterval(() => {
            const [count, star, name] = ['#count', '#row-3 button', '#name'].map(each => document.querySelector(each));
            if (!name || acted.length == 80) return;
            acted.push(`${count.textContent} ${document.documentElement.dataset.connection}`);
            count.click();
            star.click();
            if (acted.length == 1) {
                name.value = 'Bob';
                name.dispatchEvent(new Event('input', {bubbles: true}));
            }
        }, 25);
    });";

/// Comes back to a page of the history, and acts before its values are there. `meanwhile` is done while they are awaited.
fn acts_early(served: &mut Served, meanwhile: impl FnOnce(&mut Served)) {
    let wire =
        Latency::before(served.address(), Duration::from_millis(200)).expect("a port is free");
    let address = format!("http://{}", wire.address());
    let browser = Browser::at(&format!("{address}/restored"));
    change(&browser);
    browser.open(&format!("{address}/rest"));
    browser.has("#plain");
    browser.run_before_pages(ACT);
    browser.run("history.back()", &[]);
    browser.until(
        "document.documentElement.dataset.connection",
        &json!("resuming"),
    );
    meanwhile(served);
    browser.until("acted.length", &json!(80));
    browser.until("acted[0].startsWith('0 ')", &json!(true));
    browser.until("acted.some(act => act == '0 resuming')", &json!(true));
    browser.shows("#count", "82");
    browser.shows("#marks", &"*".repeat(82));
    browser.shows("#row-3 button", "81");
    browser.holds("#name", "Bob");
    browser.shows("#greeting", "hello Bob");
    browser.shows("#local", "1");
    browser.holds("#note", "half a sen");
    browser.shows("section .counted", "second 2");
    browser.click("#row-4 button");
    browser.shows("#row-4 button", "3");
    browser.made_no_mistakes();
}

#[test]
fn what_is_done_before_the_values_are_back_is_done_to_them() {
    acts_early(&mut serve(), |_| {});
}

#[test]
fn what_is_done_before_the_values_are_back_outlives_the_next_server_too() {
    acts_early(&mut serve(), Served::restart);
}

/// Loses what only the server has, twice.
fn loses(page: &impl Visitor, restart: &mut dyn FnMut(), discard: &mut dyn FnMut()) {
    page.click("#count");
    page.shows("i", "written");
    page.lacks("#lost li");
    page.click("#note");
    page.shows("#note", "1");
    page.shows("#stored", "1");
    restart();
    page.shows("#lost", "Losing.notes");
    page.shows("#note", "0");
    page.shows("#stored", "1");
    page.shows("#count", "1");
    page.click("#ask");
    page.shows("#asked", "Losing.notes");

    // What was lost before stays named.
    page.click("#share");
    page.shows("#share", "1");
    discard();
    page.shows("#lost", "Losing.notesLosing.shared");
    page.shows("#count", "1");
    page.click("#never");
    page.shows("#never", "1");
}

#[test]
fn a_page_is_told_what_only_its_server_had() {
    let app = App::new(restored::Losing);
    let mut restart = || {
        app.crash();
        app.settle();
    };
    loses(&app, &mut restart, &mut || app.discard_tab());

    let folder = tempfile::tempdir().expect("there is room for a folder");
    let mut served = serve_with_store(&folder.path().join("values"));
    let browser = Browser::start();
    browser.run_before_pages(
        "Object.defineProperty(Document.prototype, 'wasDiscarded', {get: () => Boolean(sessionStorage.getItem('discarded'))});",
    );
    let address = format!("{}losing", served.url());
    browser.open(&address);
    browser.run(WATCH, &[]);
    let mut restart = || {
        served.restart();
        browser.until("rebuilt()", &json!(1));
    };
    let mut discard = || {
        browser.run("sessionStorage.setItem('discarded', true)", &[]);
        browser.open(&address);
    };
    loses(&browser, &mut restart, &mut discard);
    browser.made_no_mistakes();
}

#[test]
fn a_page_is_told_which_values_no_longer_fit() {
    let app = App::new(restored::Losing);
    app.click("#count");
    app.click("#note");
    app.shows("#note", "1");
    app.deploy(restored::next::Losing);
    app.settle();
    app.has("#next");
    app.shows("#count", "0");
    app.shows("#lost", "Counting.countLosing.notes");
    app.click("#count");
    app.shows("i", "written");
}
