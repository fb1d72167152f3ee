//! `<For fallback>` and `<ShowLet>`: content in place of an empty list, and for an optional value.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::shown, visitor::Visitor};

fn values(page: &impl Visitor) {
    page.shows("#none", "Nobody is chosen.");
    page.shows("#first", "-");
    page.shows("#fixed", "there");
    page.lacks("#note");
    page.click("#ada");
    page.shows("#name", "Ada, 36");
    page.shows("#adult", "Ada may vote");
    page.shows("#first", "A");
    page.lacks("#none");
    page.type_into("#note", "kept");
    page.click("#card");
    page.shows("#card", "Ada 1");
    // Another value is written to what is there.
    page.click("#kim");
    page.shows("#name", "Kim, 9");
    page.lacks("#adult");
    page.shows("#first", "K");
    page.shows("#card", "Kim 1");
    page.holds("#note", "kept");
    // No value ends it.
    page.click("#nobody");
    page.has("#none");
    page.lacks("#card");
    page.click("#ada");
    page.shows("#card", "Ada 0");
    page.holds("#note", "");
    page.lacks("#none");
}

#[test]
fn content_stays_while_there_is_a_value() {
    values(&App::new(shown::Values));
    visit("/shown/values", values);
}

fn fallbacks(page: &impl Visitor) {
    page.shows("#none", "No rows ");
    page.click("#none");
    page.shows("#none", "No rows asked");
    page.click("#add");
    page.lacks("#none");
    page.click("#add");
    page.counts(".row", 2);
    page.click("#empty");
    page.counts(".row", 0);
    page.shows("#none", "No rows asked");
    page.click("#empty");
    page.has("#none");
    page.click("#add");
    page.shows("tbody", "0");
}

#[test]
fn an_empty_list_shows_its_fallback() {
    fallbacks(&App::new(shown::Fallbacks));
    visit("/shown/fallbacks", fallbacks);
}
