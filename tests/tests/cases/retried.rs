//! Calls of actions that fail, and are made again.

use std::time::Duration;

use watershed::testing::App;
use watershed_tests::cases::{visit, visit_slowly};
use watershed_tests::{examples::cases::retried, visitor::Visitor};

const WAY: Duration = Duration::from_millis(200);

/// Lets all messages arrive, and all calls end.
fn end(app: &App) {
    app.settle();
    app.pass(2_000);
}

fn failed_calls(page: &impl Visitor, end: impl Fn()) {
    page.has("#failed[hidden]");
    page.has("#retry[disabled]");
    page.click("#torn");
    page.shows("#input", "torn");
    page.shows("#shown", "torn");
    end();
    // The overlay is gone, the argument is kept.
    page.has("#failed:not([hidden])");
    page.shows("#failed", "torn");
    page.shows("#shown", "");
    page.shows("#input", "torn");
    page.shows("#told", "not sent: torn");
    page.click_shows("#retry", "#shown", "torn");
    page.has("#failed[hidden]");
    page.has("#retry[disabled]");
    end();
    page.shows("#sent", "torn");
    page.shows("#shown", "torn");
    page.shows("#input", "");
    page.lacks("#told");
}

#[test]
fn a_failed_call_keeps_its_input_and_is_made_once_more() {
    let app = App::new(retried::Parcels);
    app.delay(200);
    failed_calls(&app, || end(&app));
    app.never_received("canary-depot");
}

#[test]
fn a_browser_makes_a_failed_call_once_more() {
    visit_slowly("/retried/parcels", WAY, |browser| {
        failed_calls(browser, || ());
    });
}

#[test]
fn of_two_overlapping_calls_the_first_fails_and_can_be_made_again() {
    for (first, failed) in [("#torn", "torn"), ("#lost", "lost")] {
        let app = App::new(retried::Parcels);
        app.delay(100);
        app.click(first);
        app.pass(50);
        app.click("#good");
        app.shows("#input", "good");
        app.shows("#shown", &format!("{failed} good"));
        end(&app);
        app.shows("#sent", "good");
        app.shows("#failed", failed);
        app.shows("#told", &format!("not sent: {failed}"));
        app.click("#retry");
        app.shows("#shown", &format!("good {failed}"));
        end(&app);
        app.shows("#sent", &format!("good {failed}"));
        app.has("#failed[hidden]");
        app.lacks("#told");
    }
}

#[test]
fn all_calls_that_have_failed_are_made_again_in_their_order() {
    let app = App::new(retried::Parcels);
    app.delay(50);
    for button in ["#torn", "#lost", "#gone"] {
        app.click(button);
    }
    end(&app);
    app.shows("#failed", "torn lost gone");
    app.click("#retry");
    app.shows("#shown", "torn lost gone");
    end(&app);
    app.shows("#sent", "torn lost");
    app.shows("#failed", "gone");
}

#[test]
fn a_click_makes_a_failed_call_at_most_once() {
    let app = App::new(retried::Parcels);
    app.delay(50);
    app.click("#torn");
    end(&app);
    app.click("#twice");
    app.click("#twice");
    end(&app);
    app.shows("#sent", "torn");
    app.click("#twice");
    end(&app);
    app.shows("#sent", "torn");
}

#[test]
fn another_call_takes_the_place_of_what_has_failed() {
    let app = App::new(retried::Parcels);
    app.click("#gone");
    end(&app);
    app.shows("#failed", "gone");
    app.click("#good");
    app.has("#failed[hidden]");
    end(&app);
    app.has("#failed[hidden]");
    app.lacks("#told");
    app.click("#twice");
    end(&app);
    app.shows("#sent", "good");
}

#[test]
fn an_error_is_tried_again_if_nothing_but_the_button_asks_for_it() {
    let app = App::new(retried::Button);
    app.click("#retry");
    app.sent_nothing();
    app.click("#send");
    end(&app);
    app.shows("#sent", "0");
    app.click("#retry");
    end(&app);
    app.shows("#sent", "1");
    app.click("#retry");
    end(&app);
    app.shows("#sent", "1");
}

#[test]
fn a_call_of_which_nobody_knows_whether_it_ran_is_not_made_again() {
    let app = App::new(retried::Parcels);
    app.delay(50);
    app.click("#good");
    app.pass(60);
    app.crash();
    end(&app);
    app.shows("#failed", "good");
    app.shows("#input", "good");
    app.has("#retry[disabled]");
    app.click("#twice");
    end(&app);
    app.shows("#sent", "");
}

#[test]
fn what_cannot_be_made_again_has_failed_still_after_another_call_was() {
    let app = App::new(retried::Parcels);
    app.delay(50);
    app.click("#torn");
    app.pass(40);
    app.click("#good");
    // The first is answered, the second is not.
    app.pass(90);
    app.crash();
    end(&app);
    app.shows("#failed", "torn good");
    app.click("#retry");
    app.shows("#failed", "good");
    end(&app);
    // The server has forgotten that it had it.
    app.shows("#failed", "good torn");
    app.click("#torn");
    app.shows("#failed", "good");
    end(&app);
    app.shows("#failed", "good");
    app.shows("#sent", "torn");
    app.has("#retry[disabled]");
    app.click("#lost");
    app.has("#failed[hidden]");
}

#[test]
fn what_only_handlers_ask_for_outlives_the_server() {
    let app = App::new(retried::Quiet);
    app.click("#two");
    end(&app);
    app.crash();
    end(&app);
    app.click("#ask");
    app.shows("#ask", "torn");
    let app = App::new(retried::Button);
    app.click("#send");
    end(&app);
    app.crash();
    end(&app);
    for _ in 0..2 {
        app.click("#retry");
        end(&app);
    }
    app.shows("#sent", "1");
}

#[test]
fn a_form_with_files_is_not_made_again() {
    let app = App::new(retried::Files);
    app.upload("#file", "torn.txt", b"torn");
    app.click("#add");
    end(&app);
    app.shows("#failed", "failed");
    app.has("#retry[disabled]");
    app.click("#again");
    end(&app);
    app.shows("#failed", "failed");
    app.shows("#sent", "");
    app.upload("#file", "torn.txt", b"torn");
    app.click("#add");
    end(&app);
    app.shows("#failed", "");
    app.shows("#sent", "torn.txt");
    app.delay(50);
    app.upload("#file", "one.txt", b"one");
    app.upload("#other", "two.txt", b"two");
    for button in ["#add", "#add-other", "#add"] {
        app.click(button);
    }
    end(&app);
    app.shows("#sent", "torn.txt one.txt two.txt");
}

#[test]
fn what_has_failed_outlives_the_server() {
    let app = App::new(retried::Parcels);
    app.click("#torn");
    app.click("#lost");
    end(&app);
    app.crash();
    end(&app);
    app.shows("#failed", "torn lost");
    app.click("#retry");
    app.shows("#shown", "torn lost");
    end(&app);
    // The server has forgotten that it had them, so they fail once more.
    app.shows("#failed", "torn lost");
    app.click("#retry");
    end(&app);
    app.shows("#sent", "torn lost");
    app.has("#failed[hidden]");
}

#[test]
fn an_effect_a_handler_and_a_closed_branch_hear_of_failures() {
    let app = App::new(retried::Quiet);
    app.click("#one");
    app.click("#two");
    app.click("#three");
    end(&app);
    app.shows("#noticed", "noticed");
    app.click("#ask");
    app.shows("#ask", "torn");
    app.click("#open");
    app.shows("#shown", "failed");
    visit("/retried/quiet", |page| {
        page.click("#one");
        page.shows("#noticed", "noticed");
        page.click("#two");
        page.click("#three");
        page.click("#open");
        page.shows("#shown", "failed");
        page.click("#ask");
        page.shows("#ask", "torn");
    });
}

#[test]
fn whoever_leaves_a_page_leaves_what_has_failed() {
    let app = App::new(retried::Parcels);
    app.click("#torn");
    end(&app);
    app.shows("#failed", "torn");
    app.discard_tab();
    end(&app);
    assert!(!app.html("#failed").contains("torn"));
}

#[test]
fn a_call_without_connection_waits_and_does_not_fail() {
    let app = App::new(retried::Parcels);
    app.click("#torn");
    end(&app);
    app.offline(|| {
        app.click("#retry");
        app.shows("#shown", "torn");
        app.pass(5_000);
        app.has("#failed[hidden]");
    });
    end(&app);
    app.shows("#sent", "torn");
}

#[test]
fn what_has_failed_belongs_to_its_page() {
    let (one, other) = (App::new(retried::Parcels), App::new(retried::Parcels));
    one.click("#torn");
    end(&one);
    other.has("#failed[hidden]");
    other.click("#twice");
    other.sent_nothing();
    one.click("#retry");
    end(&one);
    one.shows("#sent", "torn");
    other.shows("#sent", "");
}

fn a_note(page: &impl Visitor, end: impl Fn()) {
    page.type_into("#text", "torn");
    page.click("#add");
    end();
    page.shows("[role=alert]", "That could not be added.");
    page.holds("#text", "torn");
    page.click("#retry");
    end();
    page.shows("#notes", "a torn");
    page.holds("#text", "");
    page.shows("[role=alert]", "");
    page.has("#retry[hidden]");
}

#[test]
fn a_form_that_is_sent_again_is_emptied_like_any_other() {
    let app = App::new(retried::Notes);
    app.delay(100);
    a_note(&app, || end(&app));
    app.never_received("canary-depot");
    visit("/retried/notes", |browser| a_note(browser, || ()));
}

#[test]
fn what_is_typed_after_a_failure_stays_when_the_form_is_sent_again() {
    let app = App::new(retried::Notes);
    app.fill("#text", "torn");
    app.click("#add");
    end(&app);
    app.fill("#text", "something else");
    app.click("#retry");
    end(&app);
    app.shows("#notes", "a torn");
    app.holds("#text", "something else");
}

#[test]
fn without_scripts_a_form_says_that_it_has_failed_and_keeps_what_was_typed() {
    let app = App::without_scripts(retried::Notes);
    app.fill("#text", "torn");
    app.click("#add");
    app.shows("[role=alert]", "That could not be added.");
    app.holds("#text", "torn");
    app.click("#add");
    app.never_received("canary-depot");
}

#[test]
fn a_field_that_is_wrong_is_nothing_to_try_again() {
    let app = App::new(retried::Checked);
    app.fill("#text", "wrong");
    app.click("#add");
    end(&app);
    app.sees("is wrong");
    app.shows("#failed", "");
    app.has("#retry[hidden]");
    app.has_focus("#text");
}

fn rows(page: &impl Visitor, end: impl Fn()) {
    page.click("#torn .put");
    end();
    page.has("#torn.failed");
    page.counts("li.failed", 1);
    page.counts(".retry:not([hidden])", 1);
    page.click("#torn .retry");
    end();
    page.shows("#moved", "torn to 7");
    page.counts("li.failed", 0);
}

#[test]
fn a_row_shows_the_failure_that_is_its_own() {
    let app = App::new(retried::Shelf);
    app.delay(100);
    rows(&app, || end(&app));
    app.click("#good .put");
    app.click("#lost .put");
    end(&app);
    app.has("#lost.failed");
    app.counts("li.failed", 1);
    app.shows("#moved", "good to 7");
    visit_slowly("/retried/shelf", WAY, |browser| rows(browser, || ()));
}
