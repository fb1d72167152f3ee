//! Values that the server loads, and boundaries that wait for them.

use std::time::Duration;

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::loaded, visitor::Visitor};

fn search(page: &impl Visitor, wait: impl Fn(u64)) {
    page.shows("ul", "dune 1dune 2dune 3");
    page.lacks("#wait");
    page.shows("#kept", "3");
    page.type_into("#title", " two");
    wait(10);
    page.shows("#wait", "searching");
    page.has("#kept.old");
    wait(100);
    page.lacks("#wait");
    page.shows("ul", "dune two 1dune two 2dune two 3");
    page.lacks("#kept.old");
    page.clear("#title");
    wait(100);
    page.shows("#error", "nothing to look for");
    page.shows("ul", "dune two 1dune two 2dune two 3");
    page.type_into("#title", "emma");
    wait(100);
    page.shows("#error", "");
    page.shows("ul", "emma 1emma 2emma 3");
}

#[test]
fn a_list_is_loaded_for_what_is_entered() {
    let app = App::new(loaded::Search);
    search(&app, |milliseconds| app.pass(milliseconds));
}

#[test]
fn what_is_loaded_is_seen_through_memos_props_and_client_code() {
    let app = App::new(loaded::Readers);
    app.shows("#count", "3");
    app.shows("#first", "dune 1");
    app.click("#look");
    app.shows("#seen", "dune 1, dune 2, dune 3");
    app.click("#next");
    app.has("#counting");
    app.has("#reading");
    app.pass(200);
    app.shows("#first", "the dispossessed 1");
    app.lacks("#counting");
    app.lacks("#reading");
    app.click("#look");
    app.pass(10);
    app.shows(
        "#seen",
        "the dispossessed 1, the dispossessed 2, the dispossessed 3",
    );
}

#[test]
fn boundaries_in_each_other_do_not_wait_for_one_another() {
    let app = App::new(loaded::Nested);
    app.click("#on");
    app.has("#outer-wait");
    app.lacks("#inner-wait");
    app.pass(110);
    app.lacks("#outer-wait");
    app.shows("#outer", "3");
    app.has("#inner-wait");
    app.pass(220);
    app.has("#inner-wait");
    app.pass(100);
    app.lacks("#inner-wait");
    app.shows("#inner", "3");
    app.shows("#slow", "there");
}

fn failing(page: &impl Visitor, wait: impl Fn(u64)) {
    page.lacks("#sorry");
    page.shows("#books", "3");
    page.has("#at-first");
    page.clear("#title");
    wait(50);
    page.shows("#sorry", "nothing to look for");
    page.lacks("#books");
    page.click("#retry");
    wait(50);
    page.shows("#sorry", "nothing to look for");
    page.type_into("#title", "emma");
    wait(100);
    page.lacks("#sorry");
    page.shows("#books", "3");
    page.click("#try");
    page.has("#broken");
    page.lacks("#whole");
    page.click("#mend");
    page.shows("#whole", "whole");
    page.lacks("#broken");
}

#[test]
fn errors_stay_in_their_boundary_and_can_be_tried_again() {
    let app = App::new(loaded::Failing);
    failing(&app, |milliseconds| app.pass(milliseconds));
    assert!(
        !app.html("body").contains("database"),
        "{}",
        app.html("body")
    );
}

#[test]
fn in_a_browser_too() {
    let wait = |milliseconds| std::thread::sleep(Duration::from_millis(3 * milliseconds));
    visit("/loaded/failing", |browser| failing(browser, wait));
}
