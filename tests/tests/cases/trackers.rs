//! What went wrong in other frameworks, by their issue trackers.

use std::time::Duration;

use watershed::testing::App;
use watershed_tests::{
    cases::{visit, visit_slowly},
    examples::cases::trackers,
    visitor::Visitor,
};

fn trackers(page: &impl Visitor) {
    lists(page);
    boxes(page);
    choices(page);
    fields(page);
    rest(page);
}

fn lists(page: &impl Visitor) {
    page.type_into("#countries", "canada");
    page.shows("#found", "Canada");
    page.clear("#countries");
    page.type_into("#countries", "united");
    page.shows("#found", "United KingdomUnited States");
    page.clear("#countries");
    page.type_into("#countries", "c");
    page.shows("#found", "CanadaCuba");
    page.shows("#nested", "group 1: johnjanegroup 2: smith");
    page.click("#nested-replace");
    page.shows("#nested", "group 2: smithashleygroup 3: nobody");
    page.type_into("#rows li:nth-child(2) .row-text", "typed");
    page.click("#rows-old");
    page.lacks("#rows li:nth-child(2) b");
    page.shows("#rows li:nth-child(2) i", "false");
    page.shows("#rows li:nth-child(1) i", "true");
    page.holds("#rows li:nth-child(2) .row-text", "typed");
    page.type_into("#editing li:nth-child(2) .draft", "two");
    page.click("#editing li:nth-child(1) .gone");
    page.counts("#editing li", 2);
    page.holds("#editing li:nth-child(1) .draft", "two");
    page.shows("#drafts", "{2: \"two\"}");
}

fn boxes(page: &impl Visitor) {
    page.click("#only-on");
    page.is_checked("#only-on", true);
    page.click("#only-on");
    page.is_checked("#only-on", true);
    page.click("#only-toggle");
    page.is_checked("#only-on", false);
    page.shows("#only-state", "false");
    page.is_checked("#boxes input", true);
    page.click("#boxes-next");
    page.is_checked("#boxes input", false);
    page.click("#refused");
    page.is_checked("#refused", false);
    page.click("#refused");
    page.is_checked("#refused", false);
    page.click("#refused");
    page.is_checked("#refused", true);
    page.shows("#refused-tries", "3");
    page.click("#box-1a");
    page.click("#box-2a");
    page.shows("#groups-picked", "1a,2a");
    page.click("#box-1a");
    page.shows("#groups-picked", "2a");
    page.click("#key-42");
    page.shows("#keys", "{7: true, 42: true}");
    page.is_checked("#key-42", true);
    page.is_checked("#radio-bobby", true);
    page.type_into("#filtered", "bob");
    page.lacks("#radio-alice");
    page.is_checked("#radio-bobby", true);
    page.click("#radio-bob");
    page.clear("#filtered");
    page.has("#radio-alice");
    page.is_checked("#radio-bob", true);
    page.is_checked("#radio-bobby", false);
    page.shows("#filtered-chosen", "bob");
}

fn choices(page: &impl Visitor) {
    page.click("#late-load");
    page.counts("#late option", 3);
    page.holds("#late", "two");
    page.choose("#late", "three");
    page.shows("#late-chosen", "three");
    page.click("#lazy");
    page.counts("#lazy option", 3);
    page.holds("#lazy", "baz");
    page.choose("#lazy", "bar");
    page.shows("#lazy-chosen", "bar");
    page.choose("#country", "at");
    page.shows("#linked", "at/");
    page.has("#state option[value=tyr]");
    page.holds("#state", "");
    page.choose("#state", "tyr");
    page.shows("#linked", "at/tyr");
    page.click("#many-drop");
    page.counts("#many-picked option", 2);
    page.shows("#many-value", "b,c");
}

fn fields(page: &impl Visitor) {
    page.type_into("#masked", "abc");
    page.holds("#masked", "$0.00");
    page.type_into("#echo-first", "abc");
    page.holds("#echo-second", "abc");
    page.type_into("#echo-second", "d");
    page.holds("#echo-first", "abc");
    page.holds("#echo-second", "abcd");
    page.type_into("#pretty", " ada ");
    page.leave();
    page.holds("#pretty", "ADA");
    page.shows("#pretty-value", "ADA");
    page.type_into("#serial", "2");
    page.type_into("#center", "3");
    page.type_into("#tag", "x");
    page.press("#tag", "Enter");
    page.holds("#tag", "");
    page.shows("#submitted", "0 s12 c13 x");
    page.press("#serial", "Enter");
    page.shows("#submitted", "1 s12 c13 x");
    page.type_into("#step", "me@here");
    page.click("#next");
    page.holds("#step", "");
    page.type_into("#step", "secret");
    page.shows("#wizard", "me@here/secret");
    page.click("#next");
    page.holds("#step", "me@here");
    page.clear("#n");
    page.type_into("#n", "012");
    page.holds("#n", "012");
    page.shows("#counted", "12 1.5");
    page.clear("#x");
    page.type_into("#x", "2.25");
    page.shows("#counted", "12 2.25");
    page.click("#n-reset");
    page.holds("#n", "7");
    page.shows("#counted", "7 1.5");
    page.type_into("#in-portal", "abc");
    page.has_focus("#in-portal");
    page.holds("#in-portal", "abc");
    page.shows("#portal-text", "abc");
    page.shows("#aside p", "3");
}

fn rest(page: &impl Visitor) {
    page.shows("#equal-runs", "1");
    page.click("#equal");
    page.click("#equal");
    page.shows("#equal-runs", "1");
    page.click("#equal");
    page.shows("#equal-runs", "2");
    page.has("#equal.many");
    page.click("#asked");
    page.has_focus("#asked-field");
    page.clear("#asked-field");
    page.type_into("#asked-field", "changed");
    page.press("#asked-field", "Enter");
    page.shows("#asked", "changed");
    page.click("#twice p:first-child button");
    page.shows("#twice", "210");
    page.click("#twice p:last-child button");
    page.shows("#twice", "211");
}

#[test]
fn what_went_wrong_elsewhere_is_right() {
    trackers(&App::new(trackers::Trackers));
    visit("/trackers", trackers);
}

#[test]
fn what_went_wrong_elsewhere_is_right_on_a_slow_line() {
    visit_slowly("/trackers", Duration::from_millis(200), trackers);
}
