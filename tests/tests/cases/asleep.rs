//! Pages whose session the server does not have when somebody does something.

use std::time::Duration;

use serde_json::json;
use watershed_tests::{
    balanced::Balanced,
    browser::Browser,
    cases::{serve, serve_without_memory},
    latency::Latency,
    served::Served,
    visitor::Visitor,
};

use crate::rebuilt::WATCH;

const EACH_WAY: Duration = Duration::from_millis(50);

/// Notes how long it takes from a click until there is content.
const TIME: &str = "
    window.took = [];
    addEventListener('click', () => { window.clicked = performance.now(); }, true);
    new MutationObserver(() => { if (window.clicked) { took.push(performance.now() - clicked); clicked = 0; } })
        .observe(document.body, {childList: true, subtree: true});
    window.isSame = true;
    window.figure = undefined;";

/// Waits until a figure of the server has a value.
fn figure(browser: &Browser, name: &str, is: impl Fn(u64) -> bool) {
    let script = format!(
        "fetch('/asleep/figures').then(page => page.text()).then(page => {{
            figure = Number(new DOMParser().parseFromString(page, 'text/html').querySelector('#{name}').textContent);
        }})"
    );
    let start = std::time::Instant::now();
    loop {
        browser.run(&format!("figure = null; {script}"), &[]);
        browser.until("figure != null", &json!(true));
        let found = browser.run("return figure", &[]).as_u64();
        if is(found.expect("a number")) {
            return;
        }
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{name} is {found:?}"
        );
    }
}

/// Opens the page over a slow line.
fn read(served: &Served, before: &str) -> (Browser, Latency) {
    let wire = Latency::before(served.address(), EACH_WAY).expect("a port is free");
    let browser = Browser::at(&format!("http://{}/asleep/soon", wire.address()));
    // The client has come alive, and has its session.
    browser.until("attachedSockets", &json!(1));
    browser.run(before, &[]);
    (browser, wire)
}

/// Clicks, and asserts that the click is answered on the page as it was, over its one socket, within one trip to the server and
/// back.
fn is_answered(browser: &Browser, wire: &Latency) {
    wire.count();
    browser.click("#open");
    browser.has("#content");
    assert_eq!(wire.trips(), 2, "one-way trips until the answer");
    browser.until("window.isSame", &json!(true));
    browser.until("sockets", &json!(1));
    println!("{} ms", browser.run("return took[0]", &[]));
    browser.click("#more");
    browser.counts("li", 1);
    browser.until(
        "changes.some(change => !/^<(p|li)/.test(change))",
        &json!(false),
    );
    browser.made_no_mistakes();
}

#[test]
fn the_first_click_wakes_a_session_that_sleeps() {
    let served = serve();
    let (browser, wire) = read(&served, &format!("{WATCH}{TIME}"));
    figure(&browser, "slept", |slept| slept == 1);
    is_answered(&browser, &wire);
    // It sleeps again, with what was clicked, and is made again once more.
    figure(&browser, "slept", |slept| slept == 2);
    browser.click("#more");
    browser.counts("li", 2);
    browser.has("#content");
    figure(&browser, "runs", |runs| runs == 3);
}

#[test]
fn a_page_of_which_nothing_was_kept_is_made_again_for_its_socket() {
    let served = serve_without_memory();
    let (browser, wire) = read(&served, &format!("{WATCH}{TIME}"));
    figure(&browser, "made-again", |made| made >= 1);
    is_answered(&browser, &wire);
    figure(&browser, "runs", |runs| runs == 2);
}

#[test]
fn a_line_that_breaks_while_a_session_sleeps_costs_nothing() {
    let served = serve();
    let balanced = Balanced::before(served.address()).expect("a port is free");
    let browser = Browser::at(&format!("http://{}/asleep/soon", balanced.address()));
    browser.click("#open");
    browser.has("#content");
    browser.run(WATCH, &[]);
    browser.run("window.isSame = true", &[]);
    figure(&browser, "slept", |slept| slept == 1);
    balanced.cut();
    browser.until("sockets", &json!(2));
    browser.click("#more");
    browser.counts("li", 1);
    browser.has("#content");
    browser.until("window.isSame && rebuilt()", &json!(0));
    browser.made_no_mistakes();
}
