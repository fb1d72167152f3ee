//! Effects, memos, cleanups and panics in scopes that end, in the simulation and in Chromium.

use std::time::Duration;

use watershed::testing::App;
use watershed_tests::{
    cases::{visit, visit_slowly},
    examples::cases::scopes,
    visitor::Visitor,
};

use crate::turns::Panicking;

fn cascade(page: &impl Visitor) {
    page.shows("#sum", "1 2 3");
    page.shows("#runs", "a b ");
    page.click("#more");
    page.shows("#sum", "2 4 6");
    page.shows("#runs", "a b a b ");
    page.type_into("#clamped", "5");
    page.shows("#is", "10");
    page.leave();
    page.holds("#clamped", "10");
    page.click("#far");
    page.shows("#sum", "0 0 0");
    page.shows("#is", "10");
    page.click("#more");
    page.shows("#sum", "1 2 3");
}

/// Effects write what other effects read, until all is settled.
#[test]
fn effects_write_for_effects() {
    cascade(&App::new(scopes::Cascade));
    visit("/scopes/cascade", cascade);
}

fn falling(page: &impl Panicking) {
    page.shows("#log", "+1 +2 +3 ");
    page.shows("#row-2", "2 0");
    // One row's effect fails: the others go on, also in the order in which they are.
    page.fails(&["cleanup 1", "effect 2"], |page| page.click("#effect"));
    page.shows("#log", "+1 +2 +3 +1 -2 -3 +3 ");
    page.shows("#row-1", "2 10");
    page.shows("#row-2", "3 10");
    page.fails(&["cleanup 1"], |page| page.click("#fine"));
    page.shows("#count", "1");
    page.shows("#row-2", "2 0");
    page.shows("#log", "+1 +2 +3 +1 -2 -3 +3 +1 +2 -3 +3 ");
    page.fails(&["text 2", "cleanup 1"], |page| page.click("#text"));
    page.shows("#row-1", "4 30");
    page.shows("#row-3", "6 30");
    page.fails(&["cleanup 1"], |page| page.click("#fine"));
    page.shows("#row-2", "2 0");
    // The row goes, whatever its cleanup does.
    page.fails(&["cleanup 1"], |page| page.click("#remove"));
    page.lacks("#row-1");
    page.click("#fine");
    page.shows("#count", "3");
    page.click("#next");
    page.shows("#arm", "arm 1101 0");
    page.click("#next");
    page.shows("#arm", "arm 2102 0");
    page.click("#remove");
    page.lacks("#row-2");
    page.shows("#row-3", "3 0");
}

/// A panic in a row ends what it was in, and nothing of another row.
#[test]
fn a_panic_stays_in_its_row() {
    falling(&App::new(scopes::Falling));
    visit("/scopes/falling", |page| {
        falling(page);
        page.fails(&["timer"], |page| page.click("#timer"));
        page.until(
            "document.querySelector('#log').textContent.endsWith('timer ')",
            &true.into(),
        );
        page.click("#fine");
        page.shows("#count", "4");
    });
}

fn themes(page: &impl Visitor) {
    for (id, name) in [
        ("#a", "light"),
        ("#b", "dark"),
        ("#e", "light"),
        ("#row-1", "dark"),
    ] {
        page.shows(id, name);
    }
    page.click("#more");
    page.shows("#row-2", "dark");
    page.shows("#c", "deep");
    page.shows("#d", "dark");
    page.click("#row-2");
    page.click("#c");
    page.shows("#b", "dark!");
    page.shows("#d", "dark!");
    page.shows("#c", "deep!");
    page.click("#outer");
    page.shows("#e", "bright");
    page.shows("#b", "dark!");
}

/// The nearest provider counts, for whatever comes later, too.
#[test]
fn contexts_shadow_each_other() {
    themes(&App::new(scopes::Themes));
    visit("/scopes/themes", themes);
}

#[test]
fn hooks_end_with_their_component() {
    visit("/scopes/hooks", |page| {
        page.shows("#number", "1 false 1");
        page.shows("output", "is 1 is 7.5 late late ");
        page.click("#add");
        page.shows("#number", "2 true 2");
        page.click("#write");
        page.shows("#text", "8 false");
        page.shows("output", "is 1 is 7.5 late late is 2 is 8 ");
        page.click("#open");
        page.shows("output", "is 1 is 7.5 late late is 2 is 8 is 2.5 late ");
        page.click("#inner");
        page.shows("#inner", "5");
        page.click("#open");
        page.shows(
            "output",
            "is 1 is 7.5 late late is 2 is 8 is 2.5 late is 5 gone ",
        );
        page.lacks("#inner");
    });
}

fn reading(page: &impl Visitor) {
    page.shows("#value", "10");
    page.shows("#nested", "3");
    page.shows("#arm", "1: 10");
    page.click("#write");
    page.shows("#value", "11");
    page.shows("#arm", "many 11");
    page.click("#key");
    page.shows("#value", "20");
    page.shows("#selected", "20");
    page.shows("#arm", "2: 20");
    page.click("#key");
    page.shows("#value", "none");
    page.shows("#selected", "");
    page.shows("#arm", "3 has none");
    page.click("#insert");
    page.shows("#nested", "4");
    page.click("#key");
    page.shows("#value", "11");
    page.shows("#number", "24");
    page.shows("#ok", "12");
    page.type_into("#parsed", "x");
    page.shows("#number", "bad");
    page.has("#number.bad");
    page.shows("#error", "error");
    page.clear("#parsed");
    page.type_into("#parsed", "-4");
    page.shows("#number", "-8");
    page.shows("#ok", "-4");
}

/// Signals may be in a map, an option, another signal.
#[test]
fn signals_are_read_through_everything() {
    reading(&App::new(scopes::Reading));
    visit("/scopes/reading", reading);
    visit_slowly("/scopes/reading", Duration::from_millis(200), reading);
}

fn looped(page: &impl Visitor) {
    page.shows("#log", "0:0 1:0 2:0 a0 b0 ");
    page.click("#more");
    page.shows("#log", "0:0 1:0 2:0 a0 b0 0:1 1:1 2:1 a1 b1 ");
}

/// An effect in a loop, or in a closure that is called twice, is as many effects.
#[test]
fn a_loop_makes_effects() {
    looped(&App::new(scopes::Looped));
    looped(&App::new(scopes::Loops));
    visit("/scopes/loops", |page| {
        looped(page);
        page.click("#send");
        page.shows("#told", "1");
    });
}
