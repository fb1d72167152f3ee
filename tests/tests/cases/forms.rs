//! Forms, in the simulation and in Chromium.

use watershed::testing::App;
use watershed_tests::{browser::Browser, cases::visit, examples::cases::forms, visitor::Visitor};

/// Groups in rows are each for themselves, also when the rows have moved, and a reset brings back what was.
fn questions(page: &impl Visitor) {
    page.shows("#q1 output", "Some(1) [1]");
    page.is_checked("#q3 .radio-3", true);
    page.click("#q1 .radio-3");
    page.click("#q1 .box-2");
    page.click("#q2 .box-2");
    page.shows("#q1 output", "Some(3) [1, 2]");
    page.shows("#q2 output", "Some(2) []");
    page.click("#turn");
    page.has("#form fieldset:last-child#q1");
    page.shows("#q1 output", "Some(3) [1, 2]");
    page.is_checked("#q1 .radio-3", true);
    page.is_checked("#q2 .radio-2", true);
    page.is_checked("#q1 .box-2", true);
    page.click("#q2 .radio-1");
    page.shows("#q2 output", "Some(1) []");
    page.click("#reset");
    page.shows("#q1 output", "Some(1) [1]");
    page.shows("#q2 output", "Some(2) [2]");
    page.is_checked("#q1 .radio-1", true);
    page.is_checked("#q2 .box-2", true);
}

#[test]
fn groups_in_rows_are_each_for_themselves() {
    questions(&App::new(forms::Questions));
    visit("/forms/questions", questions);
}

/// A control shows its value, whatever its kind and its bounds become, in whatever order they are written.
#[test]
fn bounds_and_kinds_change_around_a_value() {
    visit("/forms/kinds", |page| {
        page.type_into("#word", "def");
        page.click("#kind");
        page.has("#word[type=text]");
        page.holds("#word", "abcdef");
        page.click("#wide");
        page.holds("#level", "500");
        page.shows("output", "abcdef 500 150");
        page.click("#later");
        for id in ["#big", "#big-prop", "#big-bound", "#stepped"] {
            page.holds(id, "150");
        }
        page.until("document.querySelector('#progress').value", &150.into());
        page.until("document.querySelector('#meter').value", &150.into());
        page.shows("output", "abcdef 500 150");
    });
}

/// One record of a list at a time is typed into; rows that move take what is typed with them.
fn people(page: &impl Visitor) {
    page.type_into(".person:first-child .name", " L");
    page.click(".person:first-child .older");
    page.shows("#all", "Ada L37,Bo7");
    page.click("#sort");
    page.shows("#all", "Bo7,Ada L37");
    page.holds(".person:first-child .name", "Bo");
    page.type_into(".person:first-child .name", "b");
    page.shows("#all", "Bob7,Ada L37");
    page.shows(".person:first-child b", "Bob 7");
    page.choose("#size", "large");
    page.shows("#size-says", "large");
}

#[test]
fn records_are_edited_in_their_list() {
    people(&App::new(forms::People));
    visit("/forms/people", people);
}

/// Nothing that is typed into an element is touched by what changes around it.
#[test]
fn what_is_typed_into_elements_stays() {
    visit("/forms/editable", |page| {
        page.type_into("#plain", "!");
        page.shows("#inputs", "1");
        page.type_into("#class", "?");
        page.type_into("#row-1", "+");
        page.click("#other");
        page.click("#tick");
        page.shows("#count", "2");
        page.click("#other");
        page.has("#class.odd");
        page.shows("#plain", "first!");
        page.shows("#class", "second?");
        page.shows("#row-1", "row 1+");
    });
}

/// Options in groups come and go; what is chosen stays chosen as long as it is there, and comes back.
fn groups(page: &impl Visitor) {
    page.holds("#one", "beet");
    page.click("#more");
    page.holds("#one", "beet");
    page.shows("output", "beet pear+beet");
    page.click("#less");
    page.shows("output", "beet pear+beet");
    page.choose("#one", "carrot");
    page.shows("output", "carrot pear+beet");
    page.holds("#typed", "carrot");
    page.click("#off");
    page.has("#one optgroup:first-child[disabled]");
    page.holds("#one", "carrot");
    page.counts("#words option", 3);
}

#[test]
fn options_in_groups_come_and_go() {
    groups(&App::new(forms::Groups));
    visit("/forms/groups", |page| {
        groups(page);
        page.until(
            "[...document.querySelector('#many').selectedOptions].map(it => it.value).join()",
            &"pear".into(),
        );
    });
}

/// Elements that open and close natively while the server changes them.
#[test]
fn what_is_open_stays_open() {
    visit("/forms/openings", |page| {
        page.shows("#says", "true false");
        page.click("#second summary");
        page.shows("#says", "false true");
        page.click("#first summary");
        page.shows("#says", "true false");
        page.click("#swap");
        page.shows("#says", "false true");
        page.has("#second[open]");
        page.lacks("#first[open]");
        page.click("#pop-button");
        page.shows("#toggles", "pop ");
        page.click("#in-pop");
        page.shows("#pop p", "1");
        page.until(
            "document.querySelector('#pop').matches(':popover-open')",
            &true.into(),
        );
        page.click("#open");
        page.type_into("#in-dialog", "x");
        page.click("#dialog-tick");
        page.shows("#ticks", "2");
        page.until(
            "document.querySelector('#dialog').matches(':modal')",
            &true.into(),
        );
        page.holds("#in-dialog", "xtick 1");
        page.click("#yes");
        page.shows("#answer", "yesc");
        page.click("#open");
        page.press("#in-dialog", "Escape");
        page.shows("#answer", "yescxc");
    });
}

/// Reset, from wherever, brings back what each control was, and nothing when it is prevented.
fn resets(page: &impl Visitor) {
    let typed = |page: &dyn Visitor| {
        page.type_into("#a", "1");
        page.type_into("#outside", "2");
        page.type_into("#driven", "3");
        page.clear("#number");
        page.type_into("#number", "5");
        page.click("#x");
        page.click("#y");
    };
    typed(page);
    page.click("#more");
    page.holds("#extra", "c");
    page.type_into("#extra", "4");
    page.shows("output", "a1 b2 d3 Some(5) y c4");
    page.click("#keep");
    page.shows("output", "a1 b2 d3 Some(5) y c4");
    page.click("#reset");
    page.shows("#resets", "1");
    page.shows("output", "a b d Some(4) x c");
    page.holds("#outside", "b");
    page.holds("#driven", "d");
    page.is_checked("#x", true);
    page.click("#more");
    typed(page);
    page.click("#far");
    page.shows("#resets", "2");
    page.shows("output", "a b d Some(4) x c");
}

#[test]
fn a_reset_is_heard_from_everywhere() {
    visit("/forms/resets", |page: &Browser| resets(page));
}
