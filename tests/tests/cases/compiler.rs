//! Code that must compile as it is written, and mean the same.

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
