//! Pages that hear of what happens elsewhere in the process.

use std::{thread, time::Duration};

use serde_json::json;
use watershed::prelude::topic;
use watershed::testing::App;
use watershed_tests::{
    browser::Browser,
    cases::{serve, visit_slowly},
    examples::cases::told::{self, LEVEL},
    visitor::Visitor,
};

/// Lets threads of their own publish messages.
fn publish(count: usize) {
    let publisher = thread::spawn(move || {
        (1..=count).for_each(|number| topic("told").publish(format!("message {number}")));
    });
    publisher.join().expect("it does not panic");
}

#[test]
fn messages_of_a_topic_come_to_all_pages_and_who_is_too_slow_is_told() {
    let (one, two) = (App::new(told::Messages), App::new(told::Messages));
    one.shows("#heard", "0");
    two.shows("#heard", "0");
    one.click("#tell");
    for app in [&one, &two] {
        app.settle();
        app.shows("#last", "hello");
    }
    publish(200);
    two.settle();
    two.shows("#heard", "201");
    publish(100);
    one.settle();
    one.shows("#heard", "257");
    one.shows("#missed", "44");
    one.shows("#last", "message 100");
    two.settle();
    two.shows("#heard", "301");
    two.shows("#missed", "0");
    two.offline(|| publish(3));
    two.settle();
    two.shows("#heard", "304");
    two.shows("#last", "message 3");
}

#[test]
fn who_is_in_a_room_is_seen_until_the_page_or_its_part_goes() {
    let one = App::new(told::Room);
    one.settle();
    one.shows("#people", "Ann");
    let two = App::new(told::Room);
    two.shows("#people", "Ann");
    two.type_into("#name", "a");
    two.settle();
    one.settle();
    one.shows("#people", "Ann Anna");
    two.click("#door");
    two.settle();
    two.lacks("#people");
    one.settle();
    one.shows("#people", "Ann");
    two.click("#door");
    two.settle();
    two.shows("#people", "Ann Anna");
    one.settle();
    one.shows("#people", "Ann Anna");
    drop(two);
    one.settle();
    one.shows("#people", "Ann");
    one.crash();
    one.settle();
    one.shows("#people", "Ann");
}

#[test]
fn a_clock_counts_and_what_follows_it_is_loaded_again() {
    let app = App::new(told::Clock);
    app.shows("#seconds", "0");
    app.settle();
    app.pass(3_100);
    app.shows("#seconds", "3");
    app.shows("#doubled", "6");
}

#[test]
fn a_value_of_another_thread_is_shown_and_not_those_before_it() {
    let app = App::new(told::Level);
    app.shows("#level", "7");
    app.settle();
    app.received();
    let setter =
        thread::spawn(|| (100..=999).for_each(|level| LEVEL.send_modify(|now| *now = level)));
    setter.join().expect("it does not panic");
    app.settle();
    app.shows("#level", "999");
    assert_eq!(app.received().frames.len(), 1);
}

#[test]
fn clocks_run_in_a_browser() {
    visit_slowly("/told/clock", Duration::from_millis(200), |browser| {
        let count =
            |selector: &str| format!("Number(document.querySelector('{selector}').textContent)");
        browser.until(&format!("{} >= 2", count("#seconds")), &json!(true));
        browser.until(&format!("{} >= 4", count("#doubled")), &json!(true));
    });
}

#[test]
fn pages_of_two_browsers_hear_of_one_another() {
    let served = serve();
    let visit = |path: &str| Browser::at(&format!("{}told/{path}", served.url()));
    let (one, two) = (visit("messages"), visit("messages"));
    for round in 1..=3 {
        one.click("#tell");
        one.shows("#heard", &round.to_string());
        two.shows("#heard", &round.to_string());
    }
    let (one, two) = (visit("room"), visit("room"));
    one.shows("#people", "Ann");
    two.clear("#name");
    two.type_into("#name", "Bob");
    one.shows("#people", "Ann Bob");
    two.click("#door");
    one.shows("#people", "Ann");
    two.click("#door");
    one.shows("#people", "Ann Bob");
    two.made_no_mistakes();
    // Its page is closed, with its browser.
    drop(two);
    one.shows("#people", "Ann");
    one.made_no_mistakes();
}
