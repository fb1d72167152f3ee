//! Pages whose boundaries come behind them, in the same response.

use std::io::Read;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use watershed::testing::App;
use watershed_tests::browser::Browser;
use watershed_tests::latency::Latency;
use watershed_tests::{cases, examples::cases::streamed, visitor::Visitor};

/// Notes when elements appear and are gone, and clicks what a test asks for, while the page is being loaded.
const LOG: &str = r"
    self.seen = [];
    self.clicks ??= [];
    const look = () => {
        for (const element of document.querySelectorAll('[id]')) {
            const name = element.id;
            if (element.closest('template') || seen.some((each) => each[0] == name)) continue;
            seen.push([name, performance.now(), document.readyState]);
            for (const [id, selector] of clicks) if (id == name) setTimeout(() => document.querySelector(selector).click(), 0);
        }
        for (const button of document.querySelectorAll('button')) {
            const name = `${button.closest('section')?.id ?? button.id}=${button.textContent}`;
            if (!seen.some((each) => each[0] == name)) seen.push([name, performance.now(), document.readyState]);
        }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
";

/// Opens a page, clicks while it is loaded, and returns what was seen in which order.
fn watched(browser: &Browser, url: &str, clicks: &Value) -> Vec<(String, f64, String)> {
    browser.run_before_pages(&format!("self.clicks = {clicks};{LOG}"));
    browser.open(url);
    let seen = browser.run("return seen", &[]);
    let seen = seen.as_array().expect("a list").iter();
    seen.map(|each| {
        let text = |at: usize| each[at].as_str().unwrap_or_default().to_owned();
        (text(0), each[1].as_f64().unwrap_or_default(), text(2))
    })
    .collect()
}

fn at(seen: &[(String, f64, String)], name: &str) -> f64 {
    let found = seen.iter().find(|each| each.0 == name);
    found
        .unwrap_or_else(|| panic!("`{name}` was not seen: {seen:?}"))
        .1
}

fn in_order(seen: &[(String, f64, String)], names: &[&str]) {
    for pair in names.windows(2) {
        assert!(at(seen, pair[0]) < at(seen, pair[1]), "{pair:?}: {seen:?}");
    }
}

fn while_loading(seen: &[(String, f64, String)], name: &str) {
    let found = seen.iter().find(|each| each.0 == name);
    assert_eq!(
        found.map(|each| &*each.2),
        Some("loading"),
        "`{name}` in {seen:?}"
    );
}

#[test]
fn boundaries_come_as_they_are_ready_and_work_while_others_are_on_the_way() {
    let served = cases::serve();
    let browser = Browser::start();
    let clicks = json!([
        ["wait-fast", "#outside"],
        ["fast", "#fast button"],
        ["middle", "#outside"],
    ]);
    let seen = watched(
        &browser,
        &format!("{}streamed/three", served.url()),
        &clicks,
    );
    in_order(&seen, &["wait-slow", "fast", "middle", "slow"]);
    while_loading(&seen, "fast");
    while_loading(&seen, "outside=1");
    while_loading(&seen, "fast=1");
    while_loading(&seen, "outside=2");
    browser.lacks("#wait-slow");
    browser.lacks("#wait-middle");
    browser.lacks("template, meta[data-late]");
    browser.shows("#slow .waited", "1200");
    // What was clicked before is in what came later.
    browser.shows("#slow output", "2");
    browser.shows("#fast output", "2");
    browser.click("#slow button");
    browser.shows("#slow button", "1");
    browser.click("#outside");
    browser.shows("#slow output", "3");
    browser.shows("#middle output", "3");
    browser.made_no_mistakes();
}

#[test]
fn a_streamed_page_ends_like_a_complete_one() {
    let served = cases::serve();
    let markup = |path: &str| {
        let browser = Browser::at(&format!("{}streamed/{path}", served.url()));
        browser.click("#outside");
        browser.shows("#slow output", "1");
        let script = "for (const script of document.querySelectorAll('script')) script.remove(); return document.body.innerHTML.replace(/<!--.*?-->/g, '')";
        browser.run(script, &[])
    };
    assert_eq!(markup("three"), markup("whole"));
}

#[test]
fn visitors_without_scripts_see_the_fallbacks_or_all_of_it() {
    let served = cases::serve();
    let browser = Browser::start();
    browser.without_javascript();
    browser.open(&format!("{}streamed/three", served.url()));
    let source = |path: &str| get(&format!("{}streamed/{path}", served.url())).concat();
    let streamed = source("three");
    assert!(streamed.contains("wait-fast") && streamed.contains("<template data-at="));
    let whole = source("whole");
    assert!(!whole.contains("wait-fast") && !whole.contains("<template"));
    assert!(whole.contains("1200"));
}

#[test]
fn inner_boundaries_may_be_there_before_those_around_them() {
    let served = cases::serve();
    let browser = Browser::start();
    let seen = watched(
        &browser,
        &format!("{}streamed/nested", served.url()),
        &json!([]),
    );
    in_order(&seen, &["seen", "component", "outer", "last"]);
    assert!(!seen.iter().any(|each| each.0 == "inner-wait"), "{seen:?}");
    while_loading(&seen, "outer");
    browser.shows("#seen", "20");
    browser.shows("#inner", "100");
    browser.shows("#last", "700");
    browser.until("document.title", &json!("Slow"));
    browser.made_no_mistakes();
}

#[test]
fn boundaries_come_where_a_parser_allows_only_some_elements() {
    cases::visit("/streamed/places", |browser| {
        browser.shows("tbody", "first1500last");
        browser.lacks("#row-wait");
        browser.click("#row td");
        browser.shows("#clicks", "1");
        browser.counts("select option", 2);
        browser.holds("#select", "b");
        browser.shows("ul", "300100200");
        browser.shows("#text", "before 150 behind");
        browser.until(
            "document.querySelector('#circle') instanceof SVGCircleElement",
            &json!(true),
        );
    });
}

#[test]
fn in_the_simulation_too_they_come_there() {
    let app = App::new(streamed::Places);
    app.shows("tbody", "first1500last");
    app.click("#row td");
    app.shows("#clicks", "1");
    app.counts("select option", 2);
    app.holds("#select", "b");
    app.counts("svg > circle", 1);
}

#[test]
fn selects_show_their_signals_when_the_options_come() {
    fn scenario(page: &impl Visitor) {
        page.counts("option", 13);
        for select in ["#kept", "#bound"] {
            page.holds(select, "d");
        }
        page.shows("output", "d");
    }
    scenario(&App::new(streamed::Choices));
    let chosen = |browser: &Browser| {
        scenario(browser);
        browser.counts("#many option:checked", 2);
    };
    cases::visit("/streamed/choices", chosen);
    // Before the client comes.
    let served = cases::serve();
    let browser = Browser::start();
    browser.run_before_pages("self.requestIdleCallback = () => {}");
    browser.open(&format!("{}streamed/choices", served.url()));
    chosen(&browser);
}

#[test]
fn errors_that_come_late_are_shown_in_their_boundaries() {
    let served = cases::serve();
    let browser = Browser::start();
    let seen = watched(
        &browser,
        &format!("{}streamed/failing", served.url()),
        &json!([]),
    );
    in_order(&seen, &["around-wait", "around", "good"]);
    while_loading(&seen, "around");
    while_loading(&seen, "inside");
    browser.shows("#around", "not this time");
    browser.shows("#inside", "never");
    browser.shows("#good", "1500");
    browser.lacks("#around-wait");
    browser.lacks("#mended");
    browser.click("#retry");
    browser.shows("#mended", "1");
    browser.lacks("#around");
    browser.lacks("#around-wait");
    browser.made_no_mistakes();
}

/// Returns the chunks of a page, as they come.
fn get(url: &str) -> Vec<String> {
    let mut response = ureq::get(url).call().expect("the page");
    let mut reader = response.body_mut().as_reader();
    let mut chunks = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = reader.read(&mut buffer).expect("the response goes on");
        if read == 0 {
            return chunks;
        }
        chunks.push(String::from_utf8_lossy(&buffer[..read]).into_owned());
    }
}

#[test]
fn a_visitor_who_leaves_while_a_page_loads_ends_what_it_loads() {
    let served = cases::serve();
    let count = |name: &str| {
        let page = get(&format!("{}streamed/loads", served.url())).concat();
        let start = page.find(&format!("id=\"{name}\">")).expect("the number") + name.len() + 6;
        page[start..]
            .chars()
            .take_while(char::is_ascii_digit)
            .collect::<String>()
    };
    let url = format!("{}streamed/endless", served.url());
    let mut response = ureq::get(&url).call().expect("the page");
    let mut shell = [0; 64];
    response
        .body_mut()
        .as_reader()
        .read_exact(&mut shell)
        .expect("a shell");
    assert_eq!((count("begun"), count("ended")), ("1".into(), "0".into()));
    drop(response);
    let start = Instant::now();
    while count("ended") != "1" {
        assert!(start.elapsed() < Duration::from_secs(10), "it goes on");
        std::thread::yield_now();
    }
}

#[test]
fn a_page_that_needs_no_server_is_static_when_it_has_come() {
    cases::visit("/streamed/still", |browser| {
        browser.shows("#there", "200");
        browser.lacks("#wait");
        assert_eq!(browser.run("return document.title", &[]), json!("Still"));
        assert_eq!(browser.run("return sockets", &[]), json!(0));
        browser.sent_nothing();
    });
}

#[test]
fn what_failed_in_a_boundary_is_loaded_again_though_its_content_is_off_the_page() {
    let app = App::new(streamed::Mended);
    app.shows("#again-around", "not this time");
    app.click("#again-retry");
    app.pass(300);
    app.shows("#again-mended", "1");
    app.lacks("#again-around");
}

#[test]
fn the_simulation_shows_a_page_when_all_of_it_is_there() {
    let app = App::new(streamed::Three);
    app.shows("#slow .waited", "1200");
    app.lacks("#wait-slow");
    app.click("#fast button");
    app.shows("#fast button", "1");
}

/// At 200 milliseconds each way, the browser's code comes when all boundaries are there already.
#[test]
fn what_came_before_the_browsers_code_is_changed_like_all_else() {
    let served = cases::serve();
    for milliseconds in [0, 200] {
        let wire = Latency::before(served.address(), Duration::from_millis(milliseconds));
        let wire = wire.expect("a port is free");
        let browser = Browser::at(&format!("http://{}/streamed/followed", wire.address()));
        browser.shows("#sorry", "never");
        browser.shows("#found", "found <>");
        browser.type_into("#query", "abc");
        browser.shows("#found", "found <abc>");
        browser.click("#last");
        browser.shows("#outside", "0");
        browser.click("#outside");
        browser.shows("#outside", "1");
        browser.shows("#found", "found <abc>");
        browser.until("document.querySelectorAll('i').length", &json!(0));
        browser.run("document.querySelector('#sorry').isFirst = true", &[]);
        browser.click("#again");
        let is_first =
            "document.querySelector('#sorry') && document.querySelector('#sorry').isFirst == true";
        browser.until(is_first, &json!(false));
        browser.made_no_mistakes();
    }
}
