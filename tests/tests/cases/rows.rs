//! Rows with signals in them.

use std::{thread, time::Duration};

use watershed::testing::App;
use watershed_tests::{
    browser::Browser,
    cases::{visit, visit_slowly},
    examples::cases::rows,
    visitor::Visitor,
};

const FIELDS: [&str; 4] = [
    "p:first-child .bound",
    "p:first-child .driven",
    "p:first-child .given",
    "#arm",
];

/// Ten letters into each field, one every 60 ms, with 200 ms in each direction to the server.
#[test]
fn typing_into_a_row_loses_no_letter() {
    let app = App::new(rows::Fields);
    app.delay(200);
    app.sent();
    for field in FIELDS {
        for letter in "abcdefghij".chars() {
            app.type_into(field, &letter.to_string());
            app.pass(60);
        }
    }
    typed(&app);
    assert_eq!(app.sent().frames, Vec::<usize>::new());

    visit_slowly("/rows/fields", Duration::from_millis(200), |page| {
        page.has(FIELDS[0]);
        for field in FIELDS {
            type_slowly(page, field, "abcdefghij");
        }
        typed(page);
        // In the middle of a text the caret keeps its place.
        page.run(
            "const arm = document.querySelector('#arm'); arm.focus(); arm.setSelectionRange(1, 1); \
             document.execCommand('insertText', false, 'X')",
            &[],
        );
        page.holds("#arm", "aXbcdefghij");
        page.until("document.querySelector('#arm').selectionStart", &2.into());
    });
}

/// Bound, driven and passed fields of a row have one signal, so each has the text typed into all of them.
fn typed(page: &impl Visitor) {
    let all = "abcdefghij".repeat(3);
    for field in &FIELDS[..3] {
        page.holds(field, &all);
    }
    page.shows("p:first-child b", &all);
    page.shows("p:first-child i", "30");
    page.holds("p:nth-child(2) .bound", "");
    page.holds("#arm", "abcdefghij");
    page.shows("#draft", "abcdefghij");
}

fn type_slowly(page: &Browser, field: &str, text: &str) {
    for letter in text.chars() {
        page.type_into(field, &letter.to_string());
        thread::sleep(Duration::from_millis(60));
    }
}

/// Clicks on a box, faster than the server answers.
fn boxes(page: &impl Visitor) {
    page.shows("p:first-child s", "false");
    page.traffic();
    for _ in 0..5 {
        page.click("p:first-child .box");
    }
    page.shows("p:first-child s", "true");
    page.shows("p:nth-child(2) s", "false");
    page.has("p:first-child .box:checked");
    page.sent_nothing();
}

#[test]
fn a_box_in_a_row_is_the_browsers() {
    visit_slowly("/rows/fields", Duration::from_millis(200), boxes);
}

/// What was typed into an arm is there when the arm is shown again.
fn arms(page: &impl Visitor) {
    page.type_into("#arm", "draft");
    page.click("#look");
    page.lacks("#arm");
    page.shows("#draft", "draft");
    page.click("#edit");
    page.holds("#arm", "draft");
    page.lacks("#edit");
}

#[test]
fn an_arm_that_comes_back_has_its_draft() {
    arms(&App::new(rows::Fields));
    visit("/rows/fields", arms);
}

/// Signals in a list without records.
fn bare(page: &impl Visitor) {
    page.holds("p:first-child input", "a");
    page.traffic();
    page.type_into("p:first-child input", "bc");
    page.holds("p:first-child input", "abc");
    page.shows("p:first-child b", "abc");
    page.shows("p:first-child i", "abc");
    page.shows("p:nth-child(2) b", "b");
    page.sent_nothing();
}

#[test]
fn a_row_may_be_a_signal() {
    bare(&App::new(rows::Bare));
    visit("/rows/bare", bare);
}

/// Actions change the list, and the browser alone changes the state of a row.
fn todos(page: &impl Visitor) {
    page.counts("li", 3);
    page.traffic();
    page.type_into("li:nth-child(2) .text", "two");
    page.click("li:nth-child(2) .done");
    page.shows("li:nth-child(2) b", "two");
    page.has("li:nth-child(2).done");
    page.sent_nothing();
    page.click("li:nth-child(1) .remove");
    page.counts("li", 2);
    page.shows("li:nth-child(1) b", "two");
    page.has("li:nth-child(1).done");
    page.click("#add");
    page.counts("li", 3);
    page.traffic();
    page.type_into("li:nth-child(3) .text", "four");
    page.click("li:nth-child(3) .done");
    page.shows("li:nth-child(3) b", "four");
    page.has("li:nth-child(3).done");
    page.sent_nothing();
}

#[test]
fn a_todo_list_needs_no_server_for_what_is_typed() {
    todos(&App::new(rows::Todos));
    visit("/rows/todos", todos);
}
