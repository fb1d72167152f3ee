//! Code that must compile as it is written, and keep its meaning.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::compiler, visitor::Visitor};

fn names(page: &impl Visitor) {
    page.shows("#cloned", "Ada 8");
    page.shows("#short", "ADA 7");
    page.shows("#bands", "low 7, low 7, Ada 8");
    page.shows("#named", "2   1");
    page.shows("#pairs", "id:7 first:3 other:2 ");
    page.shows("#fields", "loaded 7 other=2 id=7 first=Ada");
    page.shows("#bound", "22 8 Ada!");
    page.click("#client");
    page.shows("output", "ADA ADA! 9 2 6");
}

#[test]
fn a_name_that_is_written_twice_is_left_as_it_is() {
    names(&App::new(compiler::Names));
    visit("/compiler/names", names);
}

fn arms(page: &impl Visitor) {
    page.type_into("#edit", "typed");
    page.click("#same");
    page.click("#same-user");
    page.click("#same");
    page.holds("#edit", "typed");

    page.type_into("#note", "noted");
    page.click("#same-user");
    page.click("#view");
    page.shows("b", "view");
    page.lacks("#edit");
    page.holds("#note", "noted");
    page.type_into("#other", "x");
    page.click("#show");
    page.shows("b", "show");
    page.holds("#other", "");
    page.click("#next-user");
    page.shows("#user", "Ada 2");
    page.holds("#note", "");

    page.type_into("#item", "kept");
    page.click("#more");
    page.click("#no-user");
    page.shows("#user", "nobody");
    page.shows("#first", "none");
    page.click("#next-user");
    page.shows("#first", "1 0");
    page.type_into("#item", "item");
    page.click("#same-user");
    page.click("#noise");
    page.shows("#first", "1 1");
    page.holds("#item", "");
    page.type_into("#item", "again");
    page.click("#other-first");
    page.shows("#first", "9 1");
    page.holds("#item", "");
}

#[test]
fn an_arm_stays_while_its_choice_does() {
    arms(&App::new(compiler::Arms));
    visit("/compiler/arms", arms);
}

fn naps(page: &impl Visitor) {
    page.shows("#nap", "nap 3");
    page.click("#nap");
    page.shows("output", "5");
}

#[test]
fn public_functions_of_the_server_may_wait() {
    naps(&App::new(compiler::Naps));
    visit("/compiler/naps", naps);
}

/// A `usize` has 64 bits in a native test, and 32 bits in a browser.
#[test]
fn the_width_of_a_number_is_no_end_of_a_page() {
    visit("/compiler/widths", |page| {
        page.shows("#most", "18446744073709551615");
        page.shows("#inverted", "18446744073709551615");
        page.shows("#limit", "9223372036854775807");
        page.shows("#least", "-9223372036854775808");
        page.click("#untouched");
        page.shows("#shown", "true true -0.0 true");
        page.click("#huge");
        page.shows("#shown", "true");
        page.click("#report");
        page.shows("#reported", "true");
        page.click("#small");
        page.shows("#most", "5");
        page.shows("#inverted", "6");
        page.shows("#limit", "7");
        page.shows("#least", "-8");
        page.click("#less");
        page.shows("#most", "4");
    });
}

fn ways(page: &impl Visitor) {
    page.shows("#closure", "onethree");
    page.shows("#part-2", "1 two 0add");
    page.shows("#fields", "onetwothree");
    page.shows("#arms", "none");
    page.shows("#mixed", "none");
    page.shows("#optional", "off");
    page.counts("#optional[class]", 0);
    page.counts(".a.p-1\\.5:not(.w-1\\/2)", 1);
    page.click("#go");
    page.shows("#closure", "threeone");
    page.shows("#label", "1 of 2");
    page.shows("#keyed", "twothreeone");
    page.shows("#part-2", "0 two 1add");
    page.shows("#fields", "twothreeone");
    page.shows("#arms", "one");
    page.shows("#mixed b", "one");
    page.shows("#optional", "countedon");
    page.has("#optional.on[title=yes]");
    page.has(".a.p-1\\.5.w-1\\/2");
    page.has("[class~='md:w-[3px]']");
    page.has_focus("#field");
    page.click("#part-3 button");
    page.shows("#part-1", "2 one 4add");
    page.shows("#mixed", "n 4");
    page.shows("#arms", "some");
}

#[test]
fn newcomers_write_it_this_way() {
    ways(&App::new(compiler::Ways));
    visit("/compiler/ways", ways);
}
