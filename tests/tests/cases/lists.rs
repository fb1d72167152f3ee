//! Lists, in the simulation and in Chromium.

use std::time::Duration;

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::lists, visitor::Visitor};

fn matrix(page: &impl Visitor) {
    page.click("#cell-5");
    page.shows("output", "5");
    page.has("#body-2 .picked");
    page.shows("#body-3", "0empty");
    page.click("#grow");
    page.shows("#body-3", "130");
    page.shows("#body-1", "413123");
    page.click("#rotate");
    page.shows("table", "35422130432113");
}

#[test]
fn rows_of_rows_of_values() {
    matrix(&App::new(lists::Matrix));
    visit("/lists/matrix", matrix);
}

/// A row that has gone listens to nothing, ticks no more, and has cleaned up once.
#[test]
fn a_row_ends_with_all_that_it_had() {
    visit("/lists/living", |page| {
        page.shows("#log", "+1:1 +2:2 +3:3 ");
        page.run(
            "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'x' }))",
            &[],
        );
        page.run(
            "window.dispatchEvent(new KeyboardEvent('keydown', { key: 'x' }))",
            &[],
        );
        page.shows("#heard", "3");
        page.run("document.dispatchEvent(new CustomEvent('ping'))", &[]);
        page.shows("#heard", "303");
        page.shows("#row-2", "2 1");
        page.click("#mark");
        page.click("#base");
        page.shows("#log", "+1:1 +2:2 +3:3 |-1 +1:2 -2 +2:4 -3 +3:6 ");
        page.shows("#row-1", "2 2");
        page.shows("#row-2", "4 1");
        page.shows("#row-3", "6 2");
        page.shows("#ticking", "[1, 2, 3]");
        page.click("#remove");
        page.lacks("#row-1");
        page.shows("#log", "+1:1 +2:2 +3:3 |-1 +1:2 -2 +2:4 -3 +3:6 -1 ");
        page.click("#forget");
        page.shows("#ticking", "[2, 3]");
        page.run("document.dispatchEvent(new CustomEvent('ping'))", &[]);
        page.shows("#heard", "503");
        page.click("#back");
        page.has("#row-9");
        page.shows(
            "#log",
            "+1:1 +2:2 +3:3 |-1 +1:2 -2 +2:4 -3 +3:6 -1 -2 +9:18 ",
        );
        page.click("#forget");
        page.shows("#ticking", "[3, 9]");
        page.click("#clear");
        page.lacks("li");
        page.click("#forget");
        std::thread::sleep(Duration::from_millis(150));
        page.shows("#ticking", "[]");
        page.run(
            "window.dispatchEvent(new KeyboardEvent('keydown', { key: 'x' }))",
            &[],
        );
        page.run("document.dispatchEvent(new CustomEvent('ping'))", &[]);
        page.shows("#heard", "503");
    });
}

fn levels(page: &impl Visitor) {
    page.click("#o2 .open:last-of-type");
    page.click("#o2 .tell");
    page.shows("output", "O2-1-71-12 ");
    page.shows("#o2 i", "1");
    page.shows("#o1 s", "11");
    page.click("#more");
    page.click("#o3 .open");
    page.click("#o3 .tell");
    page.shows("output", "O2-1-71-12 O3-0-70-13 ");
    page.click("#o2 .tell");
    page.shows("output", "O2-1-71-12 O3-0-70-13 O2-1-71-22 ");
    page.shows("#o2 i", "2");
    page.shows("#o3 i", "1");
}

#[test]
fn a_row_tells_through_three_levels() {
    levels(&App::new(lists::Levels));
    visit("/lists/levels", levels);
}

/// Rows go while their answers are on their way.
fn acting(page: &impl Visitor) {
    page.type_into("#row-2 .note", "two");
    page.click("#shift");
    page.click("#row-1 .done");
    page.has("#row-4");
    page.lacks("#row-1");
    page.holds("#row-2 .note", "two");
    page.click("#row-4 .done");
    page.click("#row-3 .done");
    page.lacks("#row-3");
    page.shows("output", "[102, 1, 4, 3]");
    page.counts("li", 1);
    page.holds("#row-2 .note", "two");
}

#[test]
fn rows_act_on_their_list() {
    acting(&App::new(lists::Acting));
    visit("/lists/acting", acting);
}

fn sorted(page: &impl Visitor) {
    page.shows("ol", "1. apple 92. pear 3odd3. plum 1");
    page.type_into("li:nth-child(2) .keep", "pear's");
    page.click("#by");
    page.shows("ol", "1. plum 12. pear 3odd3. apple 9");
    page.holds("li:nth-child(2) .keep", "pear's");
    page.has("li.first");
    page.type_into("#query", "pl");
    page.shows("ol", "1. plum 12. apple 9odd");
    page.shows("p", "0plum1apple");
    page.clear("#query");
    page.type_into("#query", "p");
    page.shows("ol", "1. plum 12. pear 3odd3. apple 9");
}

#[test]
fn rows_know_their_index() {
    sorted(&App::new(lists::Sorted));
    visit("/lists/sorted", sorted);
}
