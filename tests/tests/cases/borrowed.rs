//! Texts that the program has: client code reads them, by themselves and in records.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::borrowed, visitor::Visitor};

fn ordered(page: &impl Visitor) {
    page.shows("#sum", "0");
    page.traffic();
    page.click("#milk");
    page.shows("#chosen", "milk");
    page.click("#nuts");
    page.shows("#chosen", "milknuts");
    page.click("#cake");
    page.shows("#chosen", "milknutswith nuts");
    page.click("#soup");
    page.shows("#chosen", "milknutswith nutsgreen");
    page.shows("#sum", "7");
    page.has("#soup[title='4 of 7']");
    page.click("#next");
    page.shows("#chosen", "two");
    page.sent_nothing();
}

#[test]
fn handlers_in_a_loop_have_its_texts() {
    ordered(&App::new(borrowed::Order));
    visit("/borrowed/order", ordered);
}

fn written_by_the_server(page: &impl Visitor) {
    page.shows("#greeting", "soup of the day");
    page.shows("#first", "soup cake");
    page.shows("li:nth-child(2)", "cake 3");
    page.traffic();
    page.click("#twice");
    page.shows("#shout", "SOUP OF THE DAYSOUP OF THE DAY");
    page.shows("#first", "soup cake soup cake");
    page.shows("li:nth-child(2)", "cake 6");
    page.click("#change");
    page.shows("#greeting", "no soup");
    page.has("#greeting[title='no soup']");
    page.shows("#shout", "NO SOUPNO SOUP");
    page.shows("#first", "cake cake");
    page.shows("li:first-child", "cake 6");
    page.lacks("li:nth-child(2)");
}

#[test]
fn the_browser_reads_texts_that_the_server_writes() {
    written_by_the_server(&App::new(borrowed::Special));
    visit("/borrowed/special", written_by_the_server);
}

#[test]
fn a_choice_of_the_browser_outlives_the_session() {
    let app = App::new(borrowed::Tabs);
    app.click("#second");
    app.shows("#open", "second");
    app.crash();
    app.click("#more");
    app.pass(1_000);
    app.shows("p", "more");
    app.shows("#open", "second");
    app.has("#second.on");
}

fn lent(page: &impl Visitor) {
    page.shows("#sum", "0");
    page.traffic();
    page.click(".name:nth-child(2)");
    page.shows("#said", "Bob Ray");
    page.has(".name.on:nth-child(2)");
    page.click(".index:nth-child(3)");
    page.shows("#said", "0: Ann Lee");
    page.has(".index.marked:nth-child(3)");
    page.click(".age:nth-child(6)");
    page.shows("#said", "Dan");
    page.shows("#sum", "40");
    page.sent_nothing();
}

#[test]
fn handlers_in_a_loop_over_references_have_the_elements() {
    lent(&App::new(borrowed::Lent));
    visit("/borrowed/lent", lent);
}

fn parts(page: &impl Visitor) {
    page.shows("#first", "Ann Lee 8 2");
    page.has("#first[title='Ann Lee']");
    page.shows("i:nth-of-type(2)", "BOB");
    for _ in 0..3 {
        page.click("#more");
    }
    page.shows("#first", "Ann Lee 11 2");
    page.has("i.long:nth-of-type(2)");
}

#[test]
fn parts_of_texts_of_the_body_are_shown() {
    parts(&App::new(borrowed::Parts));
    visit("/borrowed/parts", parts);
}

fn lamps(page: &impl Visitor) {
    page.click("#turn");
    page.has("#turn.on");
    page.click("#part");
    page.shows("#said", "hall true");
    page.click("#turn");
    page.click("#whole");
    page.shows("#said", "hall false");
    page.click("#turn");
    page.click("#whole");
    page.shows("#said", "hall true");
}

#[test]
fn the_server_has_what_the_browser_wrote_beside_such_a_text() {
    lamps(&App::new(borrowed::Lamps));
    visit("/borrowed/lamps", lamps);
}

#[test]
fn a_choice_of_the_browser_outlives_its_tab() {
    let app = App::new(borrowed::Tabs);
    app.click("#second");
    app.discard_tab();
    app.pass(1_000);
    app.shows("#open", "second");
}
