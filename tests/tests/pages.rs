//! The example `shop` in a real browser: its pages in one layout, address, history, scrolling and focus. Each row of the design's table of
//! pitfalls is a test.

use std::{sync::OnceLock, thread::sleep, time::Duration};

use cargo_watershed::Application;
use serde_json::{Value, json};
use watershed_tests::{
    browser::Browser,
    latency::Latency,
    scenarios,
    served::{Served, built_alone},
    visitor::Visitor,
};

/// Counts the documents that the browser loads, and keeps what was said.
const WATCH: &str = r"
    const documents = Number(sessionStorage.getItem('documents') ?? 0) + 1;
    sessionStorage.setItem('documents', documents);
    window.documents = documents;
    window.said = [];
    new MutationObserver(() => {
        const title = document.querySelector('#watershed-title')?.textContent;
        if (title && said.at(-1) != title) said.push(title);
    }).observe(document, { childList: true, characterData: true, subtree: true });
    const Line = WebSocket;
    window.WebSocket = class extends Line {
        constructor(...given) { super(...given); window.line = this; }
    };
";

struct Visit {
    browser: Browser,
    _wire: Latency,
    served: Served,
}

/// Starts the shop.
fn served() -> Served {
    static BUILT: OnceLock<Application> = OnceLock::new();
    let application = BUILT.get_or_init(|| built_alone("shop"));
    Served::from(&application.server, &application.assets, &[])
}

/// Opens the shop over a line that takes so many milliseconds each way.
fn open(milliseconds: u64) -> Visit {
    let served = served();
    let wire = Latency::before(served.address(), Duration::from_millis(milliseconds));
    let wire = wire.expect("a port is free");
    let browser = Browser::start();
    browser.run_before_pages(WATCH);
    browser.open(&format!("http://{}/", wire.address()));
    let visit = Visit {
        browser,
        _wire: wire,
        served,
    };
    // Until the page has a socket.
    visit.browser.until(
        "sockets == 1 && document.documentElement.dataset.connection == null",
        &json!(true),
    );
    visit.browser.click("#clicks");
    visit.browser.shows("#clicks", "1");
    visit.browser.click("#one-more");
    visit.browser.shows("#cart", "1");
    visit
}

impl Visit {
    fn is(&self, expression: &str, expected: Value) {
        self.browser.until(expression, &expected);
    }

    /// Asserts that address, title and content belong together.
    fn shows(&self, path: &str, title: &str, heading: &str) {
        self.browser.shows("h1", heading);
        self.is("[location.pathname, document.title]", json!([path, title]));
    }

    fn run(&self, script: &str) -> Value {
        self.browser.run(script, &[])
    }

    fn back(&self) {
        self.run("history.back()");
    }

    fn forward(&self) {
        self.run("history.forward()");
    }

    fn end(self) {
        self.browser.made_no_mistakes();
    }
}

#[test]
fn a_layout_stays_while_its_pages_change() {
    for milliseconds in [0, 200] {
        let visit = open(milliseconds);
        visit.browser.open(
            visit
                .run("return location.href")
                .as_str()
                .expect("an address"),
        );
        visit
            .browser
            .run("sessionStorage.removeItem('documents')", &[]);
        scenarios::shop(&visit.browser);
        visit.is("sockets", json!(1));
        visit.end();
    }
}

#[test]
fn from_list_to_item_and_back_no_document_is_loaded() {
    for milliseconds in [0, 200] {
        let visit = open(milliseconds);
        let documents = visit.run("return documents");
        visit.run("scrollTo(0, 500)");
        visit.is("scrollY", json!(500));
        visit.browser.traffic();
        visit.run("document.querySelector('li:nth-child(3) .article').click()");
        visit.shows("/article/3", "Reading lamp", "Reading lamp");
        let traffic = visit.browser.traffic();
        println!("{milliseconds} ms: {traffic:?}");
        assert_eq!(
            (traffic.up.len(), traffic.down.len()),
            (1, 1),
            "{traffic:?}"
        );
        assert!(traffic.sent() <= 40, "{traffic:?}");
        visit.is("scrollY", json!(0));
        visit.back();
        visit.shows("/", "All articles", "All articles");
        visit.is("scrollY", json!(500));
        let traffic = visit.browser.traffic();
        println!("{milliseconds} ms, back: {traffic:?}");
        visit.forward();
        visit.shows("/article/3", "Reading lamp", "Reading lamp");
        let again = visit.browser.traffic();
        println!("{milliseconds} ms, again: {again:?}");
        visit.is("documents", documents);
        visit.is("[document.querySelector('#clicks').textContent, document.querySelector('#cart').textContent]", json!(["1", "1"]));
        visit.end();
    }
}

#[test]
fn scroll_restoration_works_and_the_browsers_own_too() {
    let visit = open(50);
    visit.run("scrollTo(0, 400)");
    visit.is("scrollY", json!(400));
    visit.run("document.querySelector('li:nth-child(1) .article').click()");
    visit.shows("/article/1", "Blue chair", "Blue chair");
    visit.run("scrollTo(0, 300)");
    sleep(Duration::from_millis(200));
    visit.back();
    visit.shows("/", "All articles", "All articles");
    visit.is("scrollY", json!(400));
    visit.forward();
    visit.shows("/article/1", "Blue chair", "Blue chair");
    visit.is("scrollY", json!(300));
    // A page that is loaded again, and one to which the browser goes back from elsewhere.
    visit.run("location.reload()");
    visit.is("[documents > 1, scrollY]", json!([true, 300]));
    visit.browser.run("location.href = '/about'", &[]);
    visit.shows("/about", "About us", "About us");
    visit.back();
    visit.shows("/article/1", "Blue chair", "Blue chair");
    visit.is("scrollY", json!(300));
    visit.back();
    visit.shows("/", "All articles", "All articles");
    visit.is("scrollY", json!(400));
    visit.end();
}

#[test]
fn listeners_do_not_pile_up_over_navigations() {
    let visit = open(0);
    visit.run("window.heard = 0; const add = EventTarget.prototype.addEventListener; EventTarget.prototype.addEventListener = function (...given) { if (this == window || this == document) heard++; return add.apply(this, given); }");
    let go = |path: &str, heading: &str, title: &str| {
        visit.run(&format!("document.querySelector('#all').setAttribute('href', '{path}'); document.querySelector('#all').click()"));
        visit.shows(path, title, heading);
    };
    go("/article/1", "Blue chair", "Blue chair");
    let first = visit.run("return heard");
    for _ in 0..5 {
        go("/help", "How can we help?", "Help");
        go("/article/1", "Blue chair", "Blue chair");
    }
    visit.is("heard", first);
    visit.end();
}

#[test]
fn two_navigations_race_and_the_later_one_wins() {
    for milliseconds in [0, 200] {
        let visit = open(milliseconds);
        visit.run("window.headings = []; new MutationObserver(() => headings.push(document.querySelector('h1')?.textContent)).observe(document.body, { childList: true, subtree: true })");
        visit.run("document.querySelector('#orders').click()");
        sleep(Duration::from_millis(50));
        visit.run("document.querySelector('li:nth-child(2) .article').click()");
        visit.shows("/article/2", "Round table", "Round table");
        sleep(Duration::from_millis(1_500));
        visit.shows("/article/2", "Round table", "Round table");
        visit.is("headings.includes('Your orders')", json!(false));
        visit.back();
        visit.shows("/", "All articles", "All articles");
        visit.end();
    }
}

#[test]
fn a_spinner_does_not_flash_for_fast_pages() {
    let visit = open(0);
    visit.run("window.waited = 0; new MutationObserver(() => waited++).observe(document.documentElement, { attributeFilter: ['data-navigating'] })");
    visit.run("document.querySelector('#help').click()");
    visit.shows("/help", "Help", "How can we help?");
    visit.is("waited", json!(0));
    visit.run("document.querySelector('#orders').click()");
    visit.shows("/orders", "Orders", "Your orders");
    // It came, and went.
    visit.is("waited", json!(2));
    visit.end();
}

#[test]
fn the_new_page_has_the_focus_and_its_title_is_said() {
    let visit = open(0);
    visit.browser.click("#help");
    visit.shows("/help", "Help", "How can we help?");
    visit.browser.has_focus("#question");
    visit.browser.click("#returns");
    visit.shows("/help/returns", "Returns", "Send it back");
    visit.browser.has_focus("h1");
    visit.is("said", json!(["Help", "Returns"]));
    // Who writes in the layout goes on.
    visit.browser.type_into("#search", "half");
    visit.run("document.querySelector('#all').click()");
    visit.shows("/", "All articles", "All articles");
    visit.browser.has_focus("#search");
    visit.browser.insert(" a word");
    visit.browser.holds("#search", "half a word");
    visit.end();
}

#[test]
fn what_the_browser_does_better_is_left_to_it() {
    let visit = open(0);
    let clicked = |setup: &str, event: &str| {
        visit.run(&format!(
            "const link = document.querySelector('#help'); {setup}; let prevented; addEventListener('click', (event) => {{ prevented = event.defaultPrevented; event.preventDefault(); }}, {{ once: true }}); \
             link.dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true, {event} }})); return prevented"
        ))
    };
    for held in [
        "ctrlKey: true",
        "metaKey: true",
        "shiftKey: true",
        "altKey: true",
        "button: 1",
    ] {
        assert_eq!(clicked("", held), json!(false), "{held}");
    }
    for setup in [
        "link.target = '_blank'",
        "link.target = ''; link.download = 'x'",
        "link.removeAttribute('download'); link.href = 'https://example.com/'",
        "link.href = '#part'",
    ] {
        assert_eq!(clicked(setup, ""), json!(false), "{setup}");
    }
    assert_eq!(clicked("link.href = '/help'", ""), json!(true));
    visit.shows("/help", "Help", "How can we help?");
    let documents = visit.run("return documents");
    visit.browser.click("#about");
    visit.shows("/about", "About us", "About us");
    visit.is(&format!("documents - {documents}"), json!(1));
    visit.end();
}

#[test]
fn a_link_on_a_line_that_is_cut_is_loaded_by_the_browser() {
    let visit = open(0);
    visit.run("document.querySelector('#orders').click()");
    sleep(Duration::from_millis(300));
    visit.run("line.close()");
    visit.shows("/orders", "Orders", "Your orders");
    visit.is("documents", json!(2));
    visit.end();
}

#[test]
fn a_page_that_is_made_anew_is_the_one_at_its_address() {
    let mut visit = open(0);
    visit.run("document.querySelector('li:nth-child(2) .article').click()");
    visit.shows("/article/2", "Round table", "Round table");
    visit.browser.type_into("#search", "half");
    visit.served.restart();
    visit.is(
        "sockets > 1 && document.documentElement.dataset.connection == null",
        json!(true),
    );
    visit.shows("/article/2", "Round table", "Round table");
    visit.browser.holds("#search", "half");
    visit.browser.shows("#clicks", "1");
    visit.run("document.querySelector('#all').click()");
    visit.shows("/", "All articles", "All articles");
    visit.back();
    visit.shows("/article/2", "Round table", "Round table");
    visit.is("documents", json!(1));
    visit.end();
}

#[test]
fn after_a_way_links_say_what_the_server_says_of_them() {
    let visit = open(0);
    visit.run(
        "for (const href of ['', '#low', '?a=b', 'article/2', '/article/2?a=b', '/article/2#low', '?#low']) {
            document.querySelector('nav').insertAdjacentHTML('beforeend', `<a _a href='${href}'></a>`);
        }",
    );
    visit.run("document.querySelector('li:nth-child(2) .article').click()");
    visit.shows("/article/2", "Round table", "Round table");
    visit.is(
        "[...document.querySelectorAll('[aria-current=page]')].map((link) => link.getAttribute('href'))",
        json!(["/article/2#low", "?#low"]),
    );
    visit.end();
}

#[test]
fn with_scripts_off_the_pages_are_ordinary_ones() {
    let served = served();
    let browser = Browser::start();
    browser.without_javascript();
    browser.open(&served.url());
    browser.shows("h1", "All articles");
    browser.click("li:nth-child(2) .article");
    browser.shows("h1", "Round table");
    browser.click("#help");
    browser.shows("h1", "How can we help?");
    browser.click("#returns");
    browser.shows("section h1", "Send it back");
    browser.counts("[aria-current=page]", 1);
    browser.click("#orders");
    browser.shows("h1", "Your orders");
    browser.open(&format!("{}item/3", served.url()));
    browser.shows("h1", "Reading lamp");
    browser.open(&format!("{}nothing", served.url()));
    browser.shows("h1", "There is nothing here");
}

/// Who is no member does not see the account, and who logs out does not any more.
#[test]
fn the_pages_of_members_are_theirs_alone() {
    for milliseconds in [0, 200] {
        let visit = open(milliseconds);
        let log_in = |password: &str| {
            visit.browser.type_into("#name", "ann");
            visit.browser.type_into("#password", password);
            visit.browser.click("#log-in");
        };
        visit.browser.click("#account");
        visit.shows("/login", "Log in", "Log in");
        log_in("a guess");
        visit
            .browser
            .shows("#failed", "Name and password do not go together.");
        log_in("a chair and a lamp");
        visit.shows("/account", "Your account", "Hello, ann");
        visit.browser.click("#one-more");
        visit.browser.shows("#cart", "1");
        visit.browser.click("#all");
        visit.shows("/", "All articles", "All articles");
        visit.browser.click("#account");
        visit.shows("/account", "Your account", "Hello, ann");
        visit.is("sockets", json!(1));
        // In another tab, the member logs out.
        visit.run("fetch('/members/logout', { method: 'POST' })");
        visit.shows("/login", "Log in", "Log in");
        visit.back();
        visit.shows("/", "All articles", "All articles");
        visit.end();
    }
}
