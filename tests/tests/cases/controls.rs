//! Controls: what they show, input of a person, and the values of signals.

use std::time::Duration;

use serde_json::{Value, json};
use watershed::testing::App;
use watershed_tests::{
    browser::Browser,
    cases::{visit, visit_slowly},
    examples::cases::controls,
    visitor::Visitor,
};

const SLOWLY: Duration = Duration::from_millis(200);

/// Asserts that a property of a control in Chromium has a value.
fn is(page: &Browser, selector: &str, property: &str, value: impl Into<Value>) {
    let expression = format!("document.querySelector({})?.{property}", json!(selector));
    page.until(&expression, &value.into());
}

/// Waits until the client has been there for a while.
fn arrived(page: &Browser) {
    page.until(
        "performance.getEntriesByType('resource').some(it => it.name.includes('wasm'))",
        &json!(true),
    );
    std::thread::sleep(Duration::from_millis(300));
}

fn chooses_what_signals_say(page: &impl Visitor) {
    for select in [
        "#plain",
        "#rows",
        "#loop",
        "#parts",
        "#prop",
        "#attribute",
        "#literal",
    ] {
        page.holds(select, "de");
    }
    page.holds("#number", "2");
    for text in ["#text", "#note", "#bound"] {
        page.holds(text, "\nhello <b> & \"co\"");
    }
}

fn selects(page: &impl Visitor) {
    chooses_what_signals_say(page);
    page.shows("#country", "de");
    page.shows("#changes", "0");
    page.click("#go");
    for select in ["#plain", "#rows", "#loop", "#prop", "#attribute"] {
        page.holds(select, "fr");
    }
    page.choose("#plain", "de");
    page.shows("#country", "de");
    page.holds("#loop", "de");
    page.choose("#number", "1");
    page.type_into("#text", "!");
    page.shows("#length", "18");
    page.holds("#bound", "\nhello <b> & \"co\"!");
}

#[test]
fn a_page_shows_what_signals_say_before_any_script_runs() {
    chooses_what_signals_say(&App::without_javascript(controls::Selects));
}

#[test]
fn selects_and_textareas_show_their_signals_and_report_nothing_on_their_own() {
    selects(&App::new(controls::Selects));
    visit("/controls/selects", |page| {
        arrived(page);
        selects(page);
    });
}

fn options(page: &impl Visitor) {
    page.click("#abc");
    page.shows("#count", "3");
    for select in ["#rows", "#loop", "#served"] {
        page.holds(select, "c");
    }
    page.click("#xz");
    page.shows("#count", "2");
    for select in ["#rows", "#loop", "#served"] {
        page.holds(select, "");
    }
    page.click("#abc");
    page.shows("#count", "3");
    for select in ["#rows", "#loop", "#served"] {
        page.holds(select, "c");
    }
    page.click("#later");
    for control in ["#new", "#new-served", "#new-text", "#new-served-text"] {
        page.holds(control, "c");
    }
    page.shows("#choice", "c");
    page.choose("#rows", "b");
    page.shows("#choice", "b");
    page.holds("#new", "b");
    page.holds("#new-text", "b");
    page.choose("#served", "a");
    page.shows("#kept", "a");
    page.holds("#new-served", "a");
    page.holds("#new-served-text", "a");
    page.click("#none");
    page.shows("#count", "0");
    page.click("#abc");
    page.shows("#count", "3");
    page.holds("#rows", "b");
    page.holds("#served", "a");
}

#[test]
fn options_that_come_and_go_do_not_change_what_is_chosen() {
    options(&App::new(controls::Options));
    visit("/controls/options", options);
    visit_slowly("/controls/options", SLOWLY, options);
}

fn normalised(page: &impl Visitor) {
    let said = "4 3 1,5 red 150 7 tomorrow z";
    page.shows("#said", said);
    page.shows("#told", "0");
    page.holds("#area", "a\nb");
    page.holds("#number", "");
    page.holds("#color", "#ff0000");
    page.holds("#range", "100");
    page.holds("#missing", "");
    page.click("#more");
    page.shows("#said", said);
    page.type_into("#area", "!");
    page.shows("#said", "4 3 1,5 red 150 7 tomorrow z");
    page.choose("#missing", "a");
    page.shows("#said", "4 3 1,5 red 150 7 tomorrow a");
}

#[test]
fn what_a_browser_makes_of_a_value_is_no_change() {
    normalised(&App::new(controls::Normalised));
    visit("/controls/normalised", |page| {
        arrived(page);
        normalised(page);
    });
}

fn early(page: &impl Visitor) {
    page.click("#done");
    page.click("#bound");
    page.click("#l");
    page.choose("#pick", "a");
    page.type_into("#name", "abc");
}

fn counted_once(page: &impl Visitor) {
    page.shows("#said", "true true abc l a");
    page.shows("#counts", "3 1");
    page.holds("#name", "abc");
}

#[test]
fn what_was_done_before_the_client_counts_once() {
    let app = App::without_javascript(controls::Early);
    early(&app);
    app.start();
    counted_once(&app);
    visit_slowly("/controls/early", Duration::from_millis(400), |page| {
        early(page);
        page.run(
            "document.querySelector('#name').setSelectionRange(1, 1)",
            &[],
        );
        page.insert("X");
        page.shows("#counts", "4 1");
        page.shows("#said", "true true aXbc l a");
        is(page, "#name", "selectionStart", 2);
        is(page, "#done", "checked", true);
        is(page, "#bound", "checked", true);
    });
}

#[test]
fn a_field_that_the_browser_filled_in_is_known_before_its_form_is_sent() {
    let app = App::without_javascript(controls::Filled);
    app.act(|tab| tab.autofill("#name", "Ada"));
    app.click("#send");
    app.start();
    app.shows("#sent", "Ada");
    visit_slowly("/controls/filled", Duration::from_millis(400), |page| {
        page.run("document.querySelector('#name').value = 'Ada'", &[]);
        page.click("#send");
        page.shows("#sent", "Ada");
    });
}

fn numbers(page: &impl Visitor) {
    for (field, text) in [
        ("#float", "1.05"),
        ("#free", "-3.250"),
        ("#whole", "007"),
        ("#maybe", "1e2"),
        ("#loose", "10.50"),
        ("#code", "0x"),
    ] {
        page.clear(field);
        page.type_into(field, text);
    }
    page.shows("#said", "1.05 -3.25 7 100 10.5 x");
    for (field, text) in [
        ("#float", "1.05"),
        ("#free", "-3.250"),
        ("#whole", "007"),
        ("#maybe", "1e2"),
        ("#loose", "10.50"),
        ("#code", "x"),
    ] {
        page.holds(field, text);
    }
    page.click("#half");
    page.shows("#said", "0.5 0.5 5 100 10.5 x");
    page.holds("#float", "0.5");
    page.holds("#free", "0.5");
    page.holds("#whole", "5");
}

#[test]
fn numbers_stay_as_they_are_typed() {
    numbers(&App::new(controls::Numbers));
    visit("/controls/numbers", numbers);
}

fn answers(page: &impl Visitor) {
    page.type_into("#name", "  ");
    page.leave();
    page.holds("#name", "abc");
    page.type_into("#live", " d ");
    page.shows("#said", "abc,abc d,false,a,");
    page.leave();
    page.holds("#live", "abc d");
    page.click("#done");
    page.shows("#tries", "1");
    page.click("#clicked");
    page.shows("#tries", "2");
    page.choose("#pick", "b");
    page.shows("#tries", "3");
    page.holds("#pick", "a");
    page.is_checked("#done", false);
    page.is_checked("#clicked", false);
    page.type_into("#free", "!");
    page.leave();
    page.holds("#free", "abc!");
    page.type_into("#note", "abcdefgh");
    page.shows("#said", "abc,abc d,false,a,abcdefgh");
    page.holds("#note", "abcdefgh");
    page.holds("#free", "abc!");
}

#[test]
fn a_control_shows_what_a_server_has_made_of_it_when_that_has_answered() {
    answers(&App::new(controls::Answers));
    let app = App::new(controls::Answers);
    app.delay(200);
    for key in "abcdefgh".chars() {
        app.type_into("#note", &key.to_string());
        app.pass(60);
    }
    app.settle();
    app.holds("#note", "abcdefgh");
    visit_slowly("/controls/answers", SLOWLY, answers);
}

#[test]
fn a_caret_stays_where_it_is_when_a_value_comes() {
    let app = App::new(controls::Writing);
    app.act(|tab| tab.put_caret("#upper", 5));
    for key in ["x", "y", "z"] {
        app.act(|tab| tab.type_on("#upper", key));
        app.settle();
    }
    app.holds("#upper", "HELLOXYZ WORLD");
    app.act(|tab| tab.put_caret("#here", 1));
    app.act(|tab| tab.type_on("#here", "xy"));
    app.holds("#here", "AXYB");
    visit("/controls/writing", |page| {
        page.click("#upper");
        page.run(
            "document.querySelector('#upper').setSelectionRange(5, 5)",
            &[],
        );
        for key in ["x", "y", "z"] {
            page.insert(key);
            std::thread::sleep(Duration::from_millis(120));
        }
        page.holds("#upper", "HELLOXYZ WORLD");
        page.click("#here");
        page.run(
            "document.querySelector('#here').setSelectionRange(1, 1)",
            &[],
        );
        page.insert("x");
        page.insert("y");
        page.holds("#here", "AXYB");
    });
}

#[test]
fn a_composition_is_not_disturbed() {
    let app = App::new(controls::Writing);
    app.type_into("#note", "ab ");
    app.act(|tab| tab.compose("#note", &["k", "ka", "\u{6f22}"]));
    app.settle();
    app.holds("#note", "AB \u{6f22}");
    visit("/controls/writing", |page| {
        page.click("#note");
        page.insert("ab ");
        for step in ["k", "ka", "kan"] {
            page.compose(step);
            std::thread::sleep(Duration::from_millis(120));
        }
        page.insert("\u{6f22}");
        page.shows("#said", "HELLO WORLD|AB|AB \u{6f22}");
        page.holds("#note", "AB \u{6f22}");
    });
}

fn form(page: &impl Visitor) {
    page.type_into("#name", "!");
    page.click("#wide");
    page.click("#l");
    page.choose("#pick", "a");
    page.type_into("#other", "y");
    page.shows("#said", "Ada! false l a 4 xy");
    page.click("#reset");
    page.shows("#said", "Ada true s b 4 xy");
    page.holds("#name", "Ada");
    page.holds("#pick", "b");
    page.holds("#other", "xy");
    page.is_checked("#s", true);
    page.is_checked("#wide", true);
}

#[test]
fn a_reset_counts_as_what_a_person_did() {
    let app = App::new(controls::Form);
    form(&app);
    app.click("#inside");
    app.holds("#name", "Ada");
    app.click("#legend");
    app.click("#inside");
    app.holds("#name", "inside");
    visit("/controls/form", |page| {
        form(page);
        page.run("document.querySelector('#inside').click()", &[]);
        page.click("#legend");
        page.click("#inside");
        page.holds("#name", "inside");
    });
}

#[test]
fn several_are_checked_chosen_or_open() {
    fn several(page: &impl Visitor) {
        page.shows("#said", "red [2, 3] true");
        page.is_checked("#red", true);
        page.click("#blue");
        page.click("#red");
        page.shows("#said", "blue [2, 3] true");
        page.type_into("#first", "abc");
        page.shows("#heard", "3 0");
        page.type_into("#last", "d");
        page.shows("#heard", "3 4");
    }
    several(&App::new(controls::Several));
    visit("/controls/several", |page| {
        arrived(page);
        several(page);
        is(page, "#half", "indeterminate", true);
        let chosen = "selectedOptions.length";
        is(page, "#digits", chosen, 2);
        page.click("#fill");
        page.counts("#late option", 3);
        is(page, "#late", chosen, 2);
        page.run("document.querySelector('#digits').focus()", &[]);
        page.click("#digits option:first-child");
        page.shows("#said", "blue [1, 2, 3] true");
        page.click("#summary");
        page.shows("#said", "blue [1, 2, 3] false");
        page.click("#set");
        page.shows("#said", "blue [1] true");
        is(page, "#details", "open", true);
        is(page, "#half", "indeterminate", false);
    });
}

/// A restored page counts the values in its fields as input.
#[test]
fn a_restored_page_counts_what_is_in_its_fields() {
    visit("/controls/early", |page| {
        arrived(page);
        page.type_into("#name", "abc");
        page.click("#l");
        page.shows("#said", "false false abc l b");
        page.run("location.href = '/controls/filled'", &[]);
        page.has("#send");
        page.run("history.back()", &[]);
        page.shows("#said", "false false abc l b");
        page.holds("#name", "abc");
    });
}
