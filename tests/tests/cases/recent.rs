//! Recent reports against other frameworks, in Chromium: at once, and with 200 ms each way.

use std::time::Duration;

use watershed_tests::{
    browser::Browser,
    cases::{visit, visit_slowly},
    visitor::Visitor,
};

const SLOWLY: Duration = Duration::from_millis(200);

fn both(path: &str, scenario: fn(&Browser)) {
    visit(path, scenario);
    visit_slowly(path, SLOWLY, scenario);
}

/// Types a key where the caret is.
fn enter(page: &Browser, selector: &str) {
    page.press(selector, "Enter");
}

#[test]
fn enter_sends_what_was_typed_last() {
    both("/recent/entered", |page| {
        page.type_into("#late", "one");
        enter(page, "#late");
        page.shows("#log", "ONE");
        page.type_into("#bound", "two");
        enter(page, "#bound");
        page.shows("#log", "ONE|TWO");
        page.holds("#bound", "");
        page.click("#sure");
        page.is_checked("#sure", false);
        page.shows("#sure-says", "false");
        for n in 1..=3 {
            page.click(&format!("#box-{n}"));
        }
        page.shows("#chosen", "1+2");
        page.is_checked("#box-3", false);
        page.click("#box-1");
        page.click("#box-3");
        page.shows("#chosen", "2+3");
        page.is_checked("#box-1", false);
        page.is_checked("#box-3", true);
        page.type_into("#search", "abc");
        page.shows("#found", "ABC");
        page.type_into("#search", "d");
        page.shows("#found", "ABCD");
        page.holds("#search", "abcd");
    });
}

#[test]
fn a_box_that_moves_to_another_list_takes_its_tick_along() {
    both("/recent/halves", |page| {
        page.counts("#open li", 3);
        page.click("#open .box-1");
        page.counts("#done li", 1);
        page.shows("output", "1");
        page.is_checked("#open .box-2", false);
        page.is_checked("#done .box-1", true);
        page.click("#open .box-2");
        page.counts("#done li", 2);
        page.is_checked("#open .box-3", false);
        page.click("#done .box-1");
        page.counts("#open li", 2);
        page.is_checked("#open .box-1", false);
        page.is_checked("#done .box-2", true);
        page.shows("output", "2");
    });
}

#[test]
fn a_field_that_sorts_its_own_list_keeps_the_focus() {
    both("/recent/halves", |page| {
        page.click("#number-1");
        page.run("document.querySelector('#number-1').select()", &[]);
        page.insert("3");
        page.has("#sorted input:first-of-type#number-1");
        page.has_focus("#number-1");
        page.holds("#number-1", "3");
        page.insert("5");
        page.has("#sorted input:last-of-type#number-1");
        page.has_focus("#number-1");
        page.holds("#number-1", "35");
    });
}

#[test]
fn a_select_shows_its_value_when_the_options_come() {
    both("/recent/later", |page| {
        page.shows("#said", "Two words");
        page.holds("#plain", "Two words");
        page.choose("#plain", "Three");
        page.shows("#said", "Three");
        page.click("#load");
        page.shows("#count", "3");
        page.holds("#bound", "fig");
        page.holds("#shown", "fig");
        page.shows("#fruit", "fig");
        page.click("#pear");
        page.holds("#bound", "pear");
        page.holds("#shown", "pear");
        page.choose("#bound", "fig");
        page.shows("#fruit", "fig");
        page.click("#fewer");
        page.shows("#count", "2");
        page.holds("#bound", "");
        page.shows("#fruit", "fig");
        page.click("#load");
        page.shows("#count", "3");
        page.holds("#bound", "fig");
    });
}

#[test]
fn compositions_end_as_they_were_meant() {
    both("/recent/composed", |page| {
        page.click("#bound");
        for text in ["n", "に", "にh", "にほ", "にほn"] {
            page.compose(text);
        }
        page.insert("日本");
        page.holds("#bound", "日本");
        page.shows("#says", "/日本/日本");
        page.compose("g");
        page.compose("ご");
        page.insert("語");
        page.shows("#says", "/日本語/日本語");
        page.press("#bound", "Enter");
        page.shows("#sent", "日本語");
        page.click("#formatted");
        page.insert("a");
        page.insert("b");
        page.holds("#formatted", "a-b");
        for text in ["k", "か"] {
            page.compose(text);
        }
        page.insert("か");
        page.holds("#formatted", "a-b-か");
        page.click(".row");
        page.compose("か");
        page.compose("かn");
        page.insert("漢");
        page.compose("じ");
        page.insert("字");
        page.holds(".row", "漢字");
        page.shows("b", "漢字");
    });
}

#[test]
fn a_revealed_form_survives_a_new_connection_and_the_way_back() {
    both("/recent/revealed", |page| {
        page.click("#open");
        page.type_into("#title", "Title");
        page.type_into("#text", "text");
        page.type_into("#loose", "loose");
        page.shows("#preview", "Title/TEXT");
        page.click("#title");
        page.run(
            "window.dispatchEvent(new Event('offline')); window.dispatchEvent(new Event('online'))",
            &[],
        );
        page.type_into("#text", " more");
        page.shows("#preview", "Title/TEXT MORE");
        page.run("location.href = '/recent/later'", &[]);
        page.shows("#said", "Two words");
        page.run("history.back()", &[]);
        page.has("#open");
        page.until("!!document.querySelector('#title') || performance.getEntriesByType('navigation')[0].type === 'back_forward'", &true.into());
        page.click("#open");
        page.type_into("#text", "!");
        page.until(
            "document.querySelector('#preview').textContent.endsWith('!')",
            &true.into(),
        );
    });
}
