//! The messages that are sent, and the budgets for their sizes.

use watershed::testing::App;
use watershed_tests::{
    examples::{counter::Counter, rows::Rows, toggle::Page},
    scenarios::TOGGLED,
    visitor::{Traffic, Visitor},
};

#[test]
fn a_counter_sends_no_snapshot() {
    assert!(App::new(Counter).snapshot().is_empty());
}

#[test]
fn what_a_toggle_hides_is_nowhere_on_its_page() {
    let app = App::without_javascript(Page);
    app.sees_no(TOGGLED);
    let snapshot = app.snapshot();
    assert!(
        !snapshot.windows(5).any(|bytes| bytes == b"words"),
        "{snapshot:?}"
    );
}

#[test]
fn a_toggle_asks_in_24_bytes_and_is_answered_in_24_more_than_the_html() {
    let app = App::new(Page);
    let asked = app.traffic();
    assert!(asked.sent() <= 24, "{asked:?}");
    assert!(
        asked.received() <= format!("<p>{TOGGLED}</p>").len() + 24,
        "{asked:?}"
    );
}

#[test]
fn what_was_shown_once_is_shown_again_without_content_and_without_waiting() {
    let app = App::new(Page);
    app.click("#toggle");
    app.traffic();
    app.delay(100);
    app.click("#toggle");
    app.shows("#content", TOGGLED);
    app.settle();
    app.shows("#content", TOGGLED);
    assert!(app.traffic().received() <= 24);
}

#[test]
fn selecting_a_row_sends_nothing_and_runs_two_readers() {
    let app = App::new(Rows);
    app.click("li:nth-child(3)");
    let before = app.act(|tab| tab.writes());
    app.click("li:nth-child(5)");
    assert_eq!(
        app.act(|tab| tab.writes()) - before,
        2,
        "one row loses a class and one gets it"
    );
    app.sent_nothing();
}

#[test]
fn an_inserted_row_costs_100_bytes() {
    let inserted = again(&App::new(Rows), "#insert");
    assert!(inserted.received() <= 100, "{inserted:?}");
}

#[test]
fn a_removed_row_costs_24_bytes() {
    let app = App::new(Rows);
    app.click("li:nth-child(500)");
    let removed = once(&app, "#remove");
    assert!(removed.received() <= 24, "{removed:?}");
}

#[test]
fn swapped_rows_cost_32_bytes() {
    let swapped = once(&App::new(Rows), "#swap");
    assert!(swapped.received() <= 32, "{swapped:?}");
}

#[test]
fn every_tenth_row_updated_costs_2400_bytes() {
    let updated = once(&App::new(Rows), "#update");
    assert!(updated.received() <= 2_400, "{updated:?}");
}

#[test]
fn a_thousand_rows_cost_45_kilobytes() {
    let created = once(&App::new(Rows), "#create");
    assert!(created.received() <= 45_000, "{created:?}");
}

#[test]
fn cleared_rows_cost_little() {
    let cleared = once(&App::new(Rows), "#clear");
    assert!(cleared.received() <= 2_048, "{cleared:?}");
}

#[test]
fn a_thousand_rows_that_can_change_cost_three_kilobytes_of_marks() {
    let marked = App::without_javascript(Rows)
        .html("body")
        .replace(" _=\"\"", " _");
    let bare = marked
        .replace(" _", "")
        .replace("<!--_-->", "")
        .replace("<!--/-->", "");
    assert!(
        marked.len() - bare.len() <= 3_000,
        "{} bytes, bare {}",
        marked.len(),
        bare.len()
    );
}

/// Returns the traffic of one click.
fn once(app: &App, selector: &str) -> Traffic {
    app.traffic();
    app.click(selector);
    app.traffic()
}

/// Returns the traffic of a second click of the same kind: then the templates are known.
fn again(app: &App, selector: &str) -> Traffic {
    app.click(selector);
    once(app, selector)
}
