//! The connection of a page to its server: it breaks, falls silent, and comes back.

use serde_json::json;
use std::time::{Duration, Instant};
use watershed::testing::App;

use watershed_tests::{
    balanced::Balanced,
    blocked::{Blocked, Websockets},
    browser::Browser,
    cases::serve,
    examples::cases::{connection, limits},
    visitor::Visitor,
};

/// Alarms of five seconds and more ring when the test says so; if `held` is true, shorter ones never do. The line of the latest socket
/// can fall silent, and the page can be said to be hidden.
const BREAKABLE: &str = r"
    window.sent = [];
    const alarms = [];
    const [start, stop] = [setTimeout, clearTimeout];
    window.setTimeout = (run, milliseconds, ...given) => {
        const rings = milliseconds >= 5e3 || window.held;
        return rings ? 1e6 + alarms.push([milliseconds, () => run(...given)]) : start(run, milliseconds, ...given);
    };
    window.clearTimeout = alarm => { if (alarm > 1e6) delete alarms[alarm - 1e6 - 1]; else stop(alarm); };
    window.ring = () => [...alarms].forEach((alarm, at) => {
        if (alarm?.[0] >= 5e3) { delete alarms[at]; alarm[1](); }
    });
    Object.defineProperty(Document.prototype, 'hidden', { get: () => !!window.isHidden });
    window.show = is => { isHidden = !is; document.dispatchEvent(new Event('visibilitychange', { bubbles: true })); };
    window.WebSocket = class extends WebSocket {
        constructor(...given) {
            super(...given);
            window.latest = this;
            this.addEventListener('message', event => window.isSilent && event.stopImmediatePropagation());
        }
        send(data) { sent.push(data.byteLength); super.send(data); }
    };
";

const STATE: &str = "document.documentElement.dataset.connection ?? 'live'";

/// Opens a page whose connection can be broken, and waits until it is attached.
fn visit(path: &str, scenario: impl FnOnce(&Browser)) {
    let served = serve();
    let browser = Browser::start();
    browser.run_before_pages(BREAKABLE);
    browser.open(&format!("{}{}", served.url(), &path[1..]));
    scenario(&browser);
    browser.made_no_mistakes();
}

fn click(browser: &Browser, number: u32) {
    browser.click("#click");
    let all: Vec<u32> = (1..=number).collect();
    browser.shows("#seen", &format!("{all:?}"));
}

#[test]
fn a_line_on_which_nothing_comes_any_more_is_given_up() {
    visit("/connection/numbered", |browser| {
        click(browser, 1);
        // The page asks, and hears of it.
        browser.run("ring()", &[]);
        assert_eq!(browser.run("return sent.at(-1)", &[]), json!(0));
        click(browser, 2);
        browser.run("isSilent = true; ring()", &[]);
        assert_eq!(browser.run(&format!("return {STATE}"), &[]), json!("live"));
        // The next socket would be as silent.
        browser.run(
            "held = true; const lost = latest; ring(); lost.close = null",
            &[],
        );
        browser.until(STATE, &json!("offline"));
        // The sentence for the visitor.
        browser.run("ring()", &[]);
        browser.counts("[role=status]", 1);
        browser.run(
            "isSilent = held = false; dispatchEvent(new Event('online'))",
            &[],
        );
        browser.until(STATE, &json!("live"));
        browser.counts("[role=status]", 0);
        click(browser, 3);
        assert_eq!(browser.run("return sockets", &[]), json!(2));
    });
}

#[test]
fn a_page_connects_at_once_when_the_network_or_the_visitor_comes_back() {
    visit("/connection/numbered", |browser| {
        click(browser, 1);
        let ways = [
            "dispatchEvent(new Event('online'))",
            "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
            "show(true)",
        ];
        for (sockets, way) in (1..).zip(ways) {
            browser.run("held = true; latest.close()", &[]);
            browser.until(STATE, &json!("offline"));
            // Nobody is there.
            browser.run("show(false)", &[]);
            assert_eq!(browser.run("return sockets", &[]), json!(sockets), "{way}");
            browser.run(&format!("isHidden = false; {way}; held = false"), &[]);
            assert_eq!(
                browser.run("return sockets", &[]),
                json!(sockets + 1),
                "{way}"
            );
            browser.until(STATE, &json!("live"));
        }
        // A page with a connection asks whether it works.
        let asked = browser.run(
            "const before = sent.length; show(true); return sent.slice(before)",
            &[],
        );
        assert_eq!(asked, json!([0]));
        click(browser, 2);
    });
}

#[test]
fn actions_of_a_page_that_is_offline_all_run_once_and_in_order() {
    visit("/connection/numbered", |browser| {
        click(browser, 1);
        browser.run("held = true; latest.close()", &[]);
        browser.until(STATE, &json!("offline"));
        browser.run(
            "for (let left = 299; left; left--) document.querySelector('#click').click()",
            &[],
        );
        browser.shows("#click", "300");
        browser.shows("#seen", "[1]");
        browser.run("held = false; dispatchEvent(new Event('online'))", &[]);
        click(browser, 301);
        assert_eq!(browser.run("return sockets", &[]), json!(2));
    });
}

/// Notes the times at which the page opens sockets, and lets it wait for as long as its back-off says at most.
const TRIES: &str = r"
    Math.random = () => 0.999;
    window.tries = [];
    window.WebSocket = class extends WebSocket {
        constructor(...given) {
            super(...given);
            tries.push(performance.now());
        }
    };
";

/// A visitor without a connection clicks 299 times, pastes 1 MB, and saves that: all of it happens once when the connection is back.
fn cut_off(
    page: &impl Visitor,
    paste: impl Fn(usize),
    breaks: impl FnOnce(),
    comes_back: impl FnOnce(),
) {
    page.click("#ping");
    page.shows("#pings", "1");
    breaks();
    for _ in 1..300 {
        page.click("#ping");
    }
    paste(1_000_000);
    page.click("#save");
    page.shows("#pings", "1");
    page.shows("#length", "0");
    comes_back();
    page.shows("#pings", "300");
    page.shows("#length", "1000000");
    page.shows("#saved", "1000000");
    // More than a server takes is refused where the page sees it.
    paste(1_100_000);
    page.click("#save");
    page.shows("#trouble", "too-large");
    page.shows("#saved", "1000000");
}

#[test]
fn what_a_visitor_does_without_a_connection_happens_once_and_the_page_does_not_hammer() {
    let app = App::new(limits::Essay);
    let paste = |length| app.fill("#text", &"x".repeat(length));
    cut_off(&app, paste, || app.cut(), || app.settle());

    let served = serve();
    let balanced = Balanced::before(served.address()).expect("a free port");
    let browser = Browser::start();
    browser.run_before_pages(TRIES);
    browser.open(&format!("http://{}/limits/essay", balanced.address()));
    let breaks = || {
        balanced.remove(served.address());
        balanced.cut();
        browser.until(STATE, &json!("offline"));
    };
    let comes_back = || {
        browser.until("tries.length > 4", &json!(true));
        balanced.add(served.address());
        browser.run(
            "window.tried = tries.slice(); dispatchEvent(new Event('online'))",
            &[],
        );
    };
    let paste = |length| super::limits::paste(&browser, "#text", length);
    cut_off(&browser, paste, breaks, comes_back);
    let tried: Vec<f64> = serde_json::from_value(browser.run("return tried", &[])).expect("times");
    // The first one is that of the page that has just come, the second comes after a quarter of a second.
    for (wait, pair) in (1..).zip(tried[1..].windows(2)) {
        let (waited, least) = (pair[1] - pair[0], f64::from(250 << wait) * 0.99);
        assert!(
            waited >= least.min(14_800.0),
            "{waited} ms of {least}: {tried:?}"
        );
    }
    browser.until("tries.length == tried.length + 1", &json!(true));
    browser.made_no_mistakes();
}

#[test]
fn a_page_without_a_connection_tries_less_and_less_often() {
    let app = App::new(connection::Numbered);
    app.click("#click");
    let before = app.sockets();
    app.offline(|| {
        app.pass(60_000);
        // On average it waits for half of what it may wait: 125 ms first, 7.5 s at last.
        let tries = app.sockets() - before;
        assert!((8..=16).contains(&tries), "{tries} sockets in a minute");
    });
    app.settle();
    app.click("#click");
    app.shows("#seen", "[1, 2]");
}

fn stated(page: &impl Visitor, breaks: impl FnOnce(), comes_back: impl FnOnce()) {
    page.click("#note");
    page.shows("#note", "1");
    page.shows("#state", "live");
    breaks();
    page.shows("#state", "offline");
    page.click("#note");
    comes_back();
    page.shows("#state", "live");
    page.shows("#note", "2");
}

#[test]
fn client_code_follows_the_state_of_the_connection() {
    let app = App::new(connection::Stated);
    app.pass(1_000);
    stated(&app, || app.cut(), || app.settle());
    visit("/connection/stated", |browser| {
        let breaks = || {
            browser.run("held = true; latest.close()", &[]);
            browser.until(STATE, &json!("offline"));
            // No sentence is shown to a visitor whose page says it itself.
            browser.run("ring()", &[]);
        };
        let comes_back = || {
            browser.counts("[role=status]", 0);
            browser.run("held = false; dispatchEvent(new Event('online'))", &[]);
        };
        stated(browser, breaks, comes_back);
    });
}

#[test]
fn a_page_waits_for_the_next_server() {
    let mut served = serve();
    let browser = Browser::at(&format!("{}connection/numbered", served.url()));
    click(&browser, 1);
    served.end();
    browser.until(STATE, &json!("updating"));
    served.restart();
    browser.until(STATE, &json!("live"));
    // It works again, with what the next server knows.
    browser.click("#click");
    let is_noted = "document.querySelector('#seen').textContent.endsWith(document.querySelector('#click').textContent + ']')";
    browser.until(is_noted, &json!(true));
}

/// Opens a page behind a proxy that treats websockets in this way.
fn visit_behind(websockets: Websockets, scenario: impl FnOnce(&Browser, &Blocked)) {
    let served = serve();
    let blocked = Blocked::before(served.address(), websockets).expect("a port is free");
    let browser = Browser::at(&format!("http://{}/connection/numbered", blocked.address()));
    scenario(&browser, &blocked);
}

#[test]
fn a_page_whose_websockets_are_blocked_works_over_http() {
    for (websockets, patience) in [(Websockets::End, 2), (Websockets::Hang, 4)] {
        visit_behind(websockets, |browser, _| {
            let start = Instant::now();
            browser.click("#click");
            browser.shows("#seen", "[1]");
            let waited = start.elapsed();
            assert!(waited < Duration::from_secs(patience), "{waited:?}");
            for number in 2..6 {
                click(browser, number);
            }
            let sockets = browser.run("return sockets", &[]);
            // The next page of the tab does not try it first.
            browser.run("location.reload()", &[]);
            browser.until("typeof sockets", &json!("number"));
            browser.click("#click");
            browser.until(STATE, &json!("live"));
            assert!(
                sockets.as_u64().is_some_and(|sockets| sockets <= 2),
                "{sockets}"
            );
        });
    }
}

#[test]
fn a_page_goes_on_over_http_when_its_websocket_is_blocked_in_between() {
    visit_behind(Websockets::Pass, |browser, blocked| {
        click(browser, 1);
        let is_streamed =
            "performance.getEntriesByName(location.origin + '/_watershed/stream').length > 0";
        browser.until(is_streamed, &json!(false));
        blocked.turn(Websockets::End);
        // Nothing that is clicked meanwhile is lost or done twice.
        browser.run(
            "for (let left = 99; left; left--) document.querySelector('#click').click()",
            &[],
        );
        click(browser, 101);
        browser.until(
            "performance.getEntriesByType('resource').some(({name}) => name.includes('stream/up'))",
            &json!(true),
        );
        blocked.turn(Websockets::Pass);
        click(browser, 102);
    });
}
