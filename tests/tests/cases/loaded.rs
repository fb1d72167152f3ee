//! Values that the server loads, and boundaries that wait for them.

use std::time::Duration;

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::loaded, visitor::Visitor};

fn search(page: &impl Visitor, wait: impl Fn(u64)) {
    page.shows("ul", "dune 1dune 2dune 3");
    page.lacks("#wait");
    page.shows("#kept", "3");
    page.type_into("#title", " two");
    wait(10);
    page.shows("#wait", "searching");
    page.has("#kept.old");
    wait(100);
    page.lacks("#wait");
    page.shows("ul", "dune two 1dune two 2dune two 3");
    page.lacks("#kept.old");
    page.clear("#title");
    wait(100);
    page.shows("#error", "nothing to look for");
    page.shows("ul", "dune two 1dune two 2dune two 3");
    page.type_into("#title", "emma");
    wait(100);
    page.shows("#error", "");
    page.shows("ul", "emma 1emma 2emma 3");
}

#[test]
fn a_list_is_loaded_for_what_is_entered() {
    let app = App::new(loaded::Search);
    search(&app, |milliseconds| app.pass(milliseconds));
}

#[test]
fn what_is_loaded_is_seen_through_memos_props_and_client_code() {
    let app = App::new(loaded::Readers);
    app.shows("#count", "3");
    app.shows("#first", "dune 1");
    app.click("#look");
    app.shows("#seen", "dune 1, dune 2, dune 3");
    app.click("#next");
    app.has("#counting");
    app.has("#reading");
    app.pass(200);
    app.shows("#first", "the dispossessed 1");
    app.lacks("#counting");
    app.lacks("#reading");
    app.click("#look");
    app.pass(10);
    app.shows(
        "#seen",
        "the dispossessed 1, the dispossessed 2, the dispossessed 3",
    );
}

#[test]
fn boundaries_in_each_other_do_not_wait_for_one_another() {
    let app = App::new(loaded::Nested);
    app.click("#on");
    app.has("#outer-wait");
    app.lacks("#inner-wait");
    app.pass(110);
    app.lacks("#outer-wait");
    app.shows("#outer", "3");
    app.has("#inner-wait");
    app.pass(220);
    app.has("#inner-wait");
    app.pass(100);
    app.lacks("#inner-wait");
    app.shows("#inner", "3");
    app.shows("#slow", "there");
}

fn failing(page: &impl Visitor, wait: impl Fn(u64)) {
    page.lacks("#sorry");
    page.shows("#books", "3");
    page.has("#at-first");
    page.clear("#title");
    wait(50);
    page.shows("#sorry", "nothing to look for");
    page.lacks("#books");
    page.click("#retry");
    wait(50);
    page.shows("#sorry", "nothing to look for");
    page.type_into("#title", "emma");
    wait(100);
    page.lacks("#sorry");
    page.shows("#books", "3");
    page.click("#try");
    page.has("#broken");
    page.lacks("#whole");
    page.click("#mend");
    page.shows("#whole", "whole");
    page.lacks("#broken");
}

#[test]
fn errors_stay_in_their_boundary_and_can_be_tried_again() {
    let app = App::new(loaded::Failing);
    failing(&app, |milliseconds| app.pass(milliseconds));
    assert!(
        !app.html("body").contains("database"),
        "{}",
        app.html("body")
    );
}

#[test]
fn in_a_browser_too() {
    let wait = |milliseconds| std::thread::sleep(Duration::from_millis(3 * milliseconds));
    visit("/loaded/failing", |browser| failing(browser, wait));
}

#[test]
fn an_older_answer_never_takes_the_place_of_a_newer_one() {
    const SEEDS: u64 = 500;
    for seed in 0..SEEDS {
        let mut rng = fastrand::Rng::with_seed(seed);
        let app = App::new(loaded::Search);
        let mut title = String::from("dune");
        app.delay(rng.u64(0..60));
        for _ in 0..rng.u32(1..12) {
            match rng.u32(0..4) {
                0 => title = "abcdefghijklmnop"[..rng.usize(1..16)].to_owned(),
                1 => title.push('z'),
                2 => title.truncate(1),
                _ => {}
            }
            app.fill("#title", &title);
            app.pass(rng.u64(0..120));
        }
        app.delay(0);
        app.pass(600);
        let parts = (1..=3).map(|part| format!("{title} {part}"));
        assert_eq!(app.text("ul"), parts.collect::<String>(), "seed {seed}");
        app.lacks("#wait");
        app.lacks("#kept.old");
        app.shows("#kept", "3");
    }
}

fn various(page: &impl Visitor, wait: impl Fn(u64)) {
    page.shows("#match", "emma");
    page.shows("#let", "4");
    page.shows("#doubled", "0");
    page.shows("#once", "7");
    page.shows("ul", "row 0");
    page.click("#on");
    wait(30);
    page.shows("#match", "dune");
    page.shows("#doubled", "2");
    page.has("#doubled[title='2']");
    page.click("#on");
    wait(30);
    page.shows("#error", "no book 2");
    page.shows("#match", "dune");
    page.click("#busy");
    page.shows("#busy-said", "false");
    page.click("#more");
    wait(30);
    page.shows("ul", "row 0row 1");
}

#[test]
fn resources_are_written_in_many_ways() {
    let app = App::new(loaded::Various);
    various(&app, |milliseconds| app.pass(milliseconds));
    let wait = |milliseconds| std::thread::sleep(Duration::from_millis(3 * milliseconds));
    visit("/loaded/various", |browser| various(browser, wait));
}

#[test]
fn equal_sources_of_one_function_are_loaded_once() {
    let app = App::new(loaded::Equal);
    // `apart` captures something, so it is not shared.
    app.shows("#begun", "2");
    assert_eq!(app.text("#first"), app.text("#second"));
    app.click("#more");
    assert_eq!(
        app.text("#late"),
        app.text("#first"),
        "what is there is taken"
    );
    app.click("#left");
    app.pass(100);
    app.shows("#second", &app.text("#late"));
    assert!(
        app.text("#first").starts_with("200"),
        "{}",
        app.text("#first")
    );
    app.click("#right");
    app.pass(100);
    assert_eq!(
        app.text("#second"),
        app.text("#first"),
        "the other has it already"
    );
    app.shows("#begun", "2");
}

#[test]
fn what_is_named_is_loaded_again_with_all_who_share_it() {
    let app = App::new(loaded::Named);
    let before = app.text("#first");
    app.click("#reload-nobody");
    app.pass(100);
    app.shows("#first", &before);
    app.click("#reload-left");
    app.pass(10);
    app.has("#second.loading");
    app.shows("#second", &before);
    app.pass(100);
    assert_ne!(app.text("#first"), before);
    assert_eq!(app.text("#first"), app.text("#second"));
    let begun = || app.text("#begun").parse::<u32>().expect("a number");
    let before = begun();
    app.click("#reload-left");
    app.pass(100);
    assert_eq!(begun(), before + 1, "once for both");
    app.click("#left");
    app.pass(100);
    let (left, right) = (app.text("#first"), app.text("#second"));
    app.click("#reload-all");
    app.pass(100);
    app.shows("#first", &left);
    assert_ne!(app.text("#second"), right);
}
