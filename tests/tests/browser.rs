//! The examples in a real browser, as they are released: the scenarios of the simulation, and browser-only ones.

use std::{ffi::OsStr, path::Path, thread::sleep, time::Duration};

use serde_json::json;
use watershed_tests::{
    browser::Browser,
    latency::Latency,
    scenarios,
    served::{Served, built},
    visitor::Visitor,
};

#[test]
fn a_counter_lives_in_the_browser_alone() {
    visit("counter", |page| {
        scenarios::counter(page);
        assert_eq!(page.run("return sockets", &[]), json!(0));
    });
}

#[test]
fn a_toggle_asks_for_its_children_once() {
    visit("toggle", |page| {
        scenarios::toggle(page);
        assert_eq!(page.run("return sockets", &[]), json!(1));
    });
}

#[test]
fn rows_are_kept_on_the_server() {
    visit("rows", scenarios::rows);
}

#[test]
fn slow_parts_of_a_page_come_as_they_are_ready() {
    visit("stream", |page| {
        scenarios::stream(page);
        assert_eq!(page.run("return sockets", &[]), json!(0));
    });
}

#[test]
fn what_is_to_do_is_on_the_page_before_it_is_in_the_database() {
    visit_todos(|browser, _| scenarios::todos(browser, || ()));
}

#[test]
fn what_the_database_refuses_is_said_where_it_was_done_and_can_be_tried_again() {
    visit_todos(|browser, file| {
        scenarios::todos_refused(browser, || (), |refuses| scenarios::refuse(file, refuses));
    });
}

/// Visits `todos` with 200 ms each way. The scenario is given the file of its database.
fn visit_todos(scenario: impl FnOnce(&Browser, &Path)) {
    let folder = tempfile::tempdir().expect("there is room");
    let file = folder.path().join("todos");
    let application = built("todos");
    let arguments = [OsStr::new("--database"), file.as_os_str()];
    let served = Served::from(&application.server, &application.assets, &arguments);
    let wire =
        Latency::before(served.address(), Duration::from_millis(200)).expect("a port is free");
    let browser = Browser::at(&format!("http://{}/", wire.address()));
    scenario(&browser, &file);
    browser.made_no_mistakes();
}

#[test]
fn what_is_typed_filters_towns_on_the_server() {
    let served = Served::start("search");
    let wire =
        Latency::before(served.address(), Duration::from_millis(200)).expect("a port is free");
    let browser = Browser::at(&format!("http://{}/", wire.address()));
    scenarios::search(&browser, || ());
    browser.made_no_mistakes();
    let browser = Browser::start();
    browser.without_javascript();
    browser.open(&served.url());
    browser.type_into("#query", "heath");
    browser.press("#query", "Enter");
    browser.shows("#count", "400");
    browser.holds("#query", "heath");
}

#[test]
fn who_signs_up_is_led_through_three_steps() {
    let application = built("signup");
    let served = Served::from(&application.server, &application.assets, &[]);
    let wire =
        Latency::before(served.address(), Duration::from_millis(200)).expect("a port is free");
    let url = format!("http://{}/", wire.address());
    let folder = tempfile::tempdir().expect("there is room");
    let scriptless = Browser::start();
    scriptless.without_javascript();
    scriptless.open(&served.url());
    for (number, browser) in [Browser::at(&served.url()), Browser::at(&url), scriptless]
        .into_iter()
        .enumerate()
    {
        let email = format!("ann{number}@example.org");
        scenarios::signup(&browser, &email, folder.path());
        browser.shows("#welcome", "Welcome, Ann!");
        browser.until("document.querySelector('#picture').naturalWidth", &json!(1));
    }
}

#[test]
fn who_chats_sees_the_others() {
    let application = built("chat");
    let served = Served::from(&application.server, &application.assets, &[]);
    let wire =
        Latency::before(served.address(), Duration::from_millis(200)).expect("a port is free");
    let url = format!("http://{}/", wire.address());
    let (one, two) = (Browser::at(&url), Browser::at(&url));
    scenarios::chat(&one, &two, || {});
    one.made_no_mistakes();
    two.made_no_mistakes();
    drop(two);
    one.shows("#people", "Ann");
}

#[test]
fn prices_change_while_one_looks() {
    visit("ticker", |page| {
        let prices = "document.querySelector('tbody').textContent";
        let first = page.run(&format!("return {prices}"), &[]);
        page.until(&format!("{prices} != {first}"), &json!(true));
    });
}

#[test]
fn everything_that_markup_can_say_works() {
    visit("gallery", scenarios::gallery);
}

#[test]
fn a_profile_is_rearranged_by_the_server_and_rewritten_by_the_browser() {
    visit("profile", scenarios::profile);
}

#[test]
fn a_thread_of_comments_hides_what_nobody_wants_to_read() {
    let database = tempfile::tempdir().expect("there is room");
    let file = database.path().join("threads");
    let arguments = [OsStr::new("--database"), file.as_os_str()];
    let application = built("hackernews");
    let served = Served::from(&application.server, &application.assets, &arguments);
    let browser = Browser::at(&served.url());
    scenarios::hackernews(&browser);
    browser.open(&format!("{}unrender", served.url()));
    scenarios::hackernews_unrender(&browser);
    browser.made_no_mistakes();
}

#[test]
fn without_scripts_pages_show_their_initial_state() {
    let browser = Browser::start();
    browser.without_javascript();
    for (package, selector, text) in [
        ("counter", "h1", "0"),
        ("toggle", "#content", ""),
        ("rows", "li", "blue chair 1"),
    ] {
        let served = Served::start(package);
        browser.open(&served.url());
        browser.shows(selector, text);
    }
    let gallery = Served::start("gallery");
    browser.open(&gallery.url());
    scenarios::gallery_shows_its_first_state(&browser);
}

#[test]
fn ten_quick_clicks_count_ten_whatever_the_latency() {
    for (package, shows) in [("counter", "h1"), ("gallery", "#mathml")] {
        let served = Served::start(package);
        let wire =
            Latency::before(served.address(), Duration::from_millis(100)).expect("a port is free");
        let browser = Browser::at(&format!("http://{}/", wire.address()));
        browser.shows(shows, "0");
        for _ in 0..10 {
            browser.run("document.querySelector('#inc').click()", &[]);
            sleep(Duration::from_millis(50));
        }
        browser.shows(shows, "10");
        browser.made_no_mistakes();
    }
}

#[test]
fn what_a_slow_server_answers_agrees_with_what_was_clicked() {
    let served = Served::start("gallery");
    let wire =
        Latency::before(served.address(), Duration::from_millis(100)).expect("a port is free");
    let browser = Browser::at(&format!("http://{}/", wire.address()));
    for _ in 0..4 {
        browser.click("#inc");
    }
    browser.counts("#steps li", 4);
    browser.shows("#let", "last 3");
    browser.shows("#text", "quoted, bare and counted 4, twice: 8");
}

#[test]
fn clicks_made_before_the_client_has_arrived_count() {
    let served = Served::start("counter");
    let wire =
        Latency::before(served.address(), Duration::from_millis(700)).expect("a port is free");
    let browser = Browser::at(&format!("http://{}/", wire.address()));
    for _ in 0..3 {
        browser.click("#inc");
    }
    browser.click("#dec");
    assert_eq!(
        browser.text("h1").as_deref(),
        Some("0"),
        "the client is not there yet"
    );
    browser.shows("h1", "2");
}

#[test]
fn what_is_typed_and_selected_survives_what_the_server_moves() {
    visit("beside", |page| {
        page.type_into("#b", "half-typed");
        page.run("document.querySelector('#b').setSelectionRange(1, 4)", &[]);
        for button in ["#rotate", "#reverse", "#rotate", "#reverse"] {
            let before = page.run("return document.querySelector('#fields').textContent", &[]);
            page.run(
                "document.querySelector(arguments[0]).click()",
                &[json!(button)],
            );
            page.until(
                &format!("document.querySelector('#fields').textContent != {before}"),
                &json!(true),
            );
            page.holds("#b", "half-typed");
            page.has_focus("#b");
            page.until(
                "[document.activeElement.selectionStart, document.activeElement.selectionEnd]",
                &json!([1, 4]),
            );
        }
    });
}

#[test]
fn what_others_put_on_the_page_stays_there() {
    visit("rows", |page| {
        page.run(
            "document.querySelector('li:nth-child(2)').before(document.createElement('aside'))",
            &[],
        );
        page.run(
            "document.querySelector('main').append(document.createElement('aside'))",
            &[],
        );
        page.click("#swap");
        page.shows("li:nth-of-type(2)", "white mouse 999");
        page.click("#insert");
        page.shows("li:first-child", "blue chair 1001");
        page.counts("aside", 2);
    });
}

#[test]
fn no_example_has_an_error_in_its_console() {
    // A page whose server ends before it is left would say so.
    let mut servers = Vec::new();
    let browser = Browser::start();
    for (example, title) in [
        ("counter", "Counter"),
        ("gallery", "Gallery"),
        (
            "hackernews",
            "What would you tell your younger self about web frameworks?",
        ),
        ("profile", "Profile"),
        ("rows", "Rows"),
        ("toggle", "Toggle"),
    ] {
        let served = Served::start(example);
        browser.open(&served.url());
        browser.until("document.title", &json!(title));
        browser.until("document.styleSheets.length", &json!(1));
        browser.run("document.querySelector('button').click()", &[]);
        browser.until(
            "performance.getEntriesByType('resource').some(entry => entry.name.endsWith('.wasm'))",
            &json!(true),
        );
        browser.run("fetch('/favicon.ico')", &[]);
        sleep(Duration::from_millis(300));
        assert_eq!(browser.console(), [""; 0], "{example}");
        // An error is seen if there is one.
        browser.run("fetch('/missing')", &[]);
        sleep(Duration::from_millis(300));
        assert_eq!(browser.console().len(), 1, "{example}");
        servers.push(served);
    }
}

/// Opens the page of a package, and checks for errors after the visit.
fn visit(package: &str, scenario: impl FnOnce(&Browser)) {
    let served = Served::start(package);
    let browser = Browser::at(&served.url());
    scenario(&browser);
    browser.made_no_mistakes();
}
