//! The side that runs the followers of a signal, in whatever form they are written.

use std::time::Duration;

use serde_json::json;
use watershed::testing::App;
use watershed_tests::{
    cases::{visit, visit_slowly},
    examples::cases::colours,
    visitor::Visitor,
};

/// After one click, everything that shows the signal is up to date, and nothing was sent.
fn handles(page: &impl Visitor) {
    page.shows("#mapped", "0");
    page.traffic();
    page.click("#louder");
    for id in [
        "field", "context", "pattern", "alias", "typed", "handle", "block", "branch", "arm",
        "fields", "closure", "option", "mapped",
    ] {
        page.shows(&format!("#{id}"), "1");
    }
    page.shows("#loop output:first-child", "1");
    page.shows("#loop output:last-child", "7");
    page.shows("#memo", "2");
    for id in ["field.loud", "alias", "option"] {
        page.has(&format!("#{id}[title='1']"));
    }
    page.click("#made");
    page.shows("#tuple", "1");
    page.shows("#constructor", "8");
    page.shows("#literal", "1");
    page.shows("#pair", "1");
    page.click("#nameless");
    for id in [
        "record",
        "listed",
        "perhaps",
        "returned",
        "given-record",
        "given-context",
    ] {
        page.shows(&format!("#{id}"), "2");
    }
    page.click("#halves");
    for id in ["split", "half", "in-list"] {
        page.shows(&format!("#{id}"), "1");
    }
    page.sent_nothing();
}

#[test]
fn how_a_handle_is_written_changes_nothing() {
    let app = App::new(colours::Handles);
    handles(&app);
    app.never_received("not for the browser");
    visit("/colours/handles", handles);
}

/// What server code may follow goes up with the next batch, and not before.
fn handed_on(page: &impl Visitor) {
    page.traffic();
    page.click("#made");
    page.shows("#tuple", "1");
    page.sent_nothing();
    page.click("#open");
    page.shows("b", "open");
    page.shows(".handed:nth-of-type(2)", "8");
    assert_eq!(page.traffic().up.len(), 1);
}

#[test]
fn what_is_handed_on_goes_up_in_company() {
    handed_on(&App::new(colours::HandedOn));
    visit("/colours/handed-on", handed_on);
}

/// The server follows reads that the compiler cannot see.
fn opaque(page: &impl Visitor) {
    page.shows("#method", "7");
    page.has("#method.quiet");
    page.click("#louder");
    for id in ["method", "called", "boxed", "named", "bare", "function"] {
        page.shows(&format!("#{id}"), "8");
    }
    page.shows("#format", "8 in all");
    page.shows("#priced", "24");
    page.shows("#listed", "16");
    page.shows("#chosen", "24");
    page.shows("#mapped", "1");
    page.shows("#macro", "1!");
    page.has("#macro[title='1!']");
    page.has("#method[title='8']:not(.quiet)");
    page.has("#spread[data-total='8']");
    page.shows("#words i:last-child", "WORDS");
    page.shows("#consumed", "A NAME");
}

#[test]
fn what_the_compiler_cannot_see_into_is_followed() {
    opaque(&App::new(colours::Opaque));
    visit("/colours/opaque", opaque);
}

/// `pending` is true at once in all places, and false again afterwards.
#[test]
fn a_call_is_pending_at_once_and_until_it_has_ended() {
    let app = App::new(colours::Pending);
    app.delay(100);
    app.click("#pay");
    app.shows("#text", "true");
    app.shows("#pay", "wait");
    app.shows("#given", "busy");
    app.has("#pay.busy[disabled]");
    for place in 1..=5 {
        app.shows(&format!(".kept:nth-of-type({place})"), "true");
    }
    app.pass(1_000);
    paid(&app);

    visit_slowly("/colours/pending", Duration::from_millis(100), |page| {
        page.click("#pay");
        paid(page);
        let busy = page.run(
            "for (let i = 0; i < 4; i++) document.querySelector('#pay').click();
             return ['#pay', '#text'].map(name => document.querySelector(name).textContent)",
            &[],
        );
        assert_eq!(busy, json!(["wait", "true"]));
        page.shows("#pay", "pay");
        page.shows("#paid", "2");
    });
}

/// The action ran once, whatever was clicked meanwhile.
fn paid(page: &impl Visitor) {
    page.shows("#paid", "1");
    page.shows("#pay", "pay");
    page.shows("#text", "false");
    page.shows("#given", "idle");
    page.shows("#seen", "1");
    page.has("#idle");
    page.lacks("#pay.busy");
    for place in 1..=5 {
        page.shows(&format!(".kept:nth-of-type({place})"), "false");
    }
}
