//! Rows that the server makes again when their values change, in the simulation and in Chromium.

use std::time::Duration;

use watershed::testing::App;
use watershed_tests::{
    cases::{visit, visit_slowly},
    examples::cases::rest,
    visitor::Visitor,
};

fn plain(page: &impl Visitor) {
    page.counts("#plain li", 40);
    page.click("#row-7");
    page.shows("output", "7");
    page.has("#row-7.picked");
    page.click("#rename");
    page.shows("#row-7", "34 renamed number 7, with a long name");
    page.has("#row-7.picked[title=\"renamed number 7, with a long name\"]");
    page.click("#all");
    page.shows("#row-7", "35 renamed number 7, with a long name!");
    page.shows("#row-39", "33 item number 39, with a long name!");
    page.click("#row-39");
    page.shows("output", "39");
    page.lacks("#row-7.picked");
    page.click("#swap");
    page.has("#plain li:nth-child(2)#row-38");
    page.has("#plain li:nth-child(39)#row-1");
    page.click("#remove");
    page.lacks("#row-8");
    page.click("#insert");
    page.has("#plain li:first-child#row-100");
    page.click("#row-100");
    page.shows("output", "100");
    page.click("#all");
    page.shows("#row-1", "33 item number 1, with a long name!!");
    page.shows("#row-100", "34 item number 100, with a long name!");
    page.shows("#reading-100", "aitem number 100, with a long name!");
    page.click("#row-1");
    page.shows("output", "1");
}

fn more_than_their_values(page: &impl Visitor) {
    page.click("#prefix");
    page.shows("#reading-7", "aaitem number 7, with a long name");
    page.click("#rename");
    page.shows("#reading-7", "aarenamed number 7, with a long name");
    page.click("#plain + ul + ul + ul li:nth-child(8) .count");
    page.click("#plain + ul + ul + ul li:nth-child(8) .count");
    page.shows(
        "#writing li:nth-child(8)",
        "2renamed number 7, with a long name",
    );
    page.click("#all");
    page.shows(
        "#writing li:nth-child(8)",
        "2renamed number 7, with a long name!",
    );
    page.shows(
        "#writing li:nth-child(9)",
        "0item number 8, with a long name!",
    );
    page.click("#prefix");
    page.shows("#reading-39", "aaaitem number 39, with a long name!");
}

/// What such a row shows is different each time that it is made, so the browser gets the row as it is now.
fn impure(page: &impl Visitor) {
    page.click("#all");
    page.shows("#row-38", "33 item number 38, with a long name!");
    page.click("#swap");
    page.has("#impure li:nth-child(2)#impure-38");
    page.click("#all");
    page.shows("#row-38", "34 item number 38, with a long name!!");
    page.click("#impure-38");
    page.shows("output", "538");
    page.counts("#impure li", 40);
}

#[test]
fn a_row_that_rests_changes_like_any_other() {
    plain(&App::new(rest::Rest));
    visit("/rest", plain);
    visit_slowly("/rest", Duration::from_millis(200), plain);
}

#[test]
fn a_row_that_shows_more_than_its_value_keeps_it() {
    more_than_their_values(&App::new(rest::Rest));
    visit("/rest", more_than_their_values);
}

#[test]
fn a_row_that_is_different_each_time_is_replaced() {
    impure(&App::new(rest::Rest));
    visit("/rest", impure);
}
