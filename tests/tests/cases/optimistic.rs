//! Values that show what calls are going to do.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use http::Request;
use serde_json::json;
use watershed::testing::App;
use watershed_tests::browser::Browser;
use watershed_tests::cases::{serve, visit_slowly};
use watershed_tests::{examples::cases::optimistic, visitor::Visitor};

use crate::rebuilt::WATCH;

const WAY: Duration = Duration::from_millis(200);

/// Lets all messages arrive, and all calls end.
fn end(app: &App) {
    app.settle();
    app.pass(2_000);
}

#[test]
fn the_effect_of_a_call_is_shown_in_the_turn_of_its_event() {
    let app = App::new(optimistic::Tally);
    app.delay(1_000);
    app.click("#one");
    app.shows("#shown", "1");
    app.has("#shown.pending");
    app.shows("#sum", "0");
    app.click("#double");
    app.shows("#shown", "2");
    app.click("#both");
    app.shows("#shown", "10");
    end(&app);
    app.shows("#shown", "10");
    app.shows("#sum", "10");
    app.lacks("#shown.pending");
    // Nothing else was on the page in between.
    app.shows("#seen", "[0, 1, 2, 10]");
}

#[test]
fn a_call_that_fails_leaves_its_error_and_nothing_else() {
    let app = App::new(optimistic::Tally);
    app.delay(1_000);
    app.click("#minus");
    app.shows("#shown", "2");
    end(&app);
    app.shows("#shown", "0");
    app.shows("#error", "-2 is less than nothing.");
    app.click("#thirteen");
    app.shows("#shown", "13");
    end(&app);
    app.shows("#shown", "0");
    app.shows("#failed", "failed");
}

#[test]
fn of_two_overlapping_calls_the_first_fails_and_the_second_stays() {
    let app = App::new(optimistic::Tally);
    app.delay(100);
    app.click("#minus");
    app.click("#five");
    app.shows("#shown", "7");
    // The server has refused the first, and the second goes on for 30 milliseconds.
    app.pass(225);
    app.shows("#shown", "5");
    app.shows("#sum", "0");
    app.has("#shown.pending");
    end(&app);
    app.shows("#shown", "5");
    app.shows("#sum", "5");
    app.shows("#seen", "[0, 2, 7, 5]");
}

#[test]
fn calls_that_end_in_another_order_are_folded_in_theirs_over_the_newest_base() {
    let app = App::new(optimistic::Tally);
    app.click("#one");
    end(&app);
    app.delay(100);
    app.click("#five");
    app.click("#double");
    app.shows("#shown", "12");
    // The second has ended, the first has not.
    app.pass(240);
    app.shows("#sum", "2");
    app.shows("#shown", "7");
    end(&app);
    app.shows("#shown", "7");
    app.shows("#sum", "7");
}

#[test]
fn the_server_shows_the_effect_in_structure_while_the_call_runs() {
    let app = App::new(optimistic::Tally);
    app.delay(10);
    app.click("#five");
    app.click("#five");
    app.pass(25);
    app.has("#many");
    app.shows("#sum", "0");
    end(&app);
    app.has("#many");
    app.click("#minus");
    app.pass(25);
    app.has("#many");
    end(&app);
    app.has("#many");
    app.shows("#sum", "10");
}

#[test]
fn a_call_that_a_lost_server_had_is_shown_no_more() {
    let app = App::new(optimistic::Tally);
    app.click("#one");
    end(&app);
    app.delay(10);
    app.click("#five");
    app.pass(25);
    app.shows("#shown", "6");
    app.crash();
    end(&app);
    assert_eq!(app.text("#shown"), app.text("#sum"));
    app.shows("#failed", "failed");
}

#[test]
fn a_call_of_a_page_without_connection_is_shown_and_made_later() {
    let app = App::new(optimistic::Tally);
    app.click("#one");
    end(&app);
    app.offline(|| {
        app.click("#five");
        app.shows("#shown", "6");
        app.pass(10_000);
        app.shows("#shown", "6");
        app.shows("#sum", "1");
    });
    end(&app);
    app.shows("#shown", "6");
    app.shows("#sum", "6");
}

/// In the end all visitors see what the server has, whatever happens on the way.
#[test]
fn what_is_shown_is_the_base_in_the_end() {
    for seed in 0..runs() {
        let mut random = fastrand::Rng::with_seed(seed);
        let app = App::new(optimistic::Tally);
        for _ in 0..random.usize(1..20) {
            let buttons = ["#one", "#five", "#minus", "#thirteen", "#double", "#both"];
            match random.u32(..20) {
                0 => app.cut(),
                1 => app.crash(),
                2..5 => app.delay(random.u64(..300)),
                5..10 => app.pass(random.u64(..500)),
                _ => app.click(buttons[random.usize(..buttons.len())]),
            }
        }
        end(&app);
        assert_eq!(app.text("#shown"), app.text("#sum"), "seed {seed}");
        assert_eq!(app.count("#shown.pending"), 0, "seed {seed}");
    }
}

/// The number of random runs: `OPTIMISTIC_RUNS` for more of them.
fn runs() -> u64 {
    let runs = std::env::var("OPTIMISTIC_RUNS").ok();
    runs.and_then(|runs| runs.parse().ok()).unwrap_or(100)
}

fn shelf(page: &impl Visitor) {
    page.clear("#typed");
    page.type_into("#typed", "Emma");
    page.click("#rename");
    page.shows("#title", "Emma");
    page.click("#lend");
    page.has("#lend.lent");
    page.shows("#lend", "back");
}

fn refused(page: &impl Visitor, end: impl FnOnce()) {
    page.clear("#typed");
    page.click_shows("#rename", "#title", "");
    end();
    page.shows("#error", "A book has a title.");
    page.shows("#title", "Emma");
    page.has("#lend.lent");
}

#[test]
fn a_part_of_a_record_and_a_prop_are_bases_and_the_rest_stays_on_the_server() {
    let app = App::new(optimistic::Shelf);
    app.delay(100);
    shelf(&app);
    end(&app);
    shelf_is_sent_in_parts(&app);
    app.click("#lend");
    app.shows("#lend", "lend");
    end(&app);
    app.shows("#lend", "lend");
    app.click("#lend");
    end(&app);
    refused(&app, || end(&app));
}

fn shelf_is_sent_in_parts(app: &App) {
    app.never_received("987654");
    app.shows("#title", "Emma");
    app.has("#lend.lent");
}

#[test]
fn a_list_is_settled_together_with_what_its_action_has_loaded_again() {
    let _alone = alone();
    let app = App::new(optimistic::Todos);
    app.shows("#count", "0");
    app.delay(100);
    app.type_into("#text", "tea");
    app.click("#add");
    app.shows("#count", "1");
    // The server has the call, and shows the row before the action has ended.
    app.pass(205);
    app.shows("li.draft", "tea");
    // The action has ended, its list is being loaded.
    app.pass(30);
    app.shows("#count", "1");
    app.has("li.draft");
    end(&app);
    app.shows("#count", "1");
    app.lacks("li.draft");
    app.shows("li", "tea");
    app.click("#add");
    app.shows("#count", "2");
    end(&app);
    app.shows("#count", "1");
    app.shows("#added", "tea is not added.");
    app.click("#toggle-1");
    app.shows("#left", "0");
    end(&app);
    app.shows("#left", "0");
    app.shows("li", "tea done");
}

/// Lets one test at a time have what there is to do, which is nothing at first.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    optimistic::reset();
    alone
}

/// Three of ten calls are refused. No row is there twice on the way, and in the end the list is that of the database.
#[test]
fn a_list_is_that_of_the_database_in_the_end_and_shows_no_row_twice() {
    let _alone = alone();
    for seed in 0..runs() {
        optimistic::reset();
        let mut random = fastrand::Rng::with_seed(seed);
        let app = App::new(optimistic::Todos);
        for step in 0..random.u32(1..20) {
            match random.u32(..20) {
                0 => app.cut(),
                1 => app.crash(),
                2..5 => app.delay(random.u64(..300)),
                5..10 => app.pass(random.u64(..300)),
                10..14 if app.count("li:not(.draft)") > 0 => {
                    let row = random.usize(1..=app.count("li:not(.draft)"));
                    app.click(&format!("li:nth-child({row}) button"));
                }
                _ => {
                    let kind = if random.u32(..10) < 3 { "bad" } else { "good" };
                    app.fill("#text", &format!("{kind}-{step}."));
                    app.click("#add");
                }
            }
            let rows = app.text("ul");
            for step in 0..step {
                let often = rows.matches(&format!("-{step}.")).count();
                assert!(often <= 1, "seed {seed}: {rows}");
            }
        }
        end(&app);
        assert_eq!(app.text("ul"), optimistic::saved().concat(), "seed {seed}");
        assert_eq!(app.text("#count"), optimistic::saved().len().to_string());
        assert_eq!(app.count(".draft"), 0, "seed {seed}");
    }
}

/// Notes each text that an element shows, with the turn in which it was shown.
fn watch(browser: &Browser, selector: &str) {
    let script = "window.found = []; const seen = document.querySelector(arguments[0]);
        new MutationObserver(() => found.push(seen.textContent)).observe(seen, {childList: true, characterData: true, subtree: true})";
    browser.run(script, &[json!(selector)]);
}

#[test]
fn a_browser_shows_the_effect_before_it_paints_and_nothing_else_until_the_end() {
    visit_slowly("/optimistic/tally", WAY, |browser| {
        browser.click("#one");
        browser.shows("#sum", "1");
        watch(browser, "#shown");
        // In one script, so that the server has both calls at once, however slow the machine is.
        let seen = browser.run(
            "return ['five', 'double'].map((id) => {
                document.getElementById(id).click();
                return document.getElementById('shown').textContent;
            })",
            &[],
        );
        assert_eq!(seen, json!(["6", "12"]));
        browser.until("document.querySelector('#shown').className", &json!(""));
        browser.shows("#sum", "7");
        // The server has doubled 1 and then added 5.
        assert_eq!(browser.run("return found", &[]), json!(["12", "7"]));
        browser.click_shows("#minus", "#shown", "9");
        browser.shows("#error", "-2 is less than nothing.");
        browser.shows("#shown", "7");
    });
    visit_slowly("/optimistic/shelf", WAY, |browser| {
        shelf(browser);
        refused(browser, || ());
    });
}

/// Returns what is in the basket on the page.
fn basket(app: &App) -> String {
    let text = app.text("#basket");
    let names = text.split("dropliftshout");
    names
        .filter(|name| !name.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn put(app: &App, name: &str) {
    app.fill("#text", name);
    app.click("#add");
}

/// A basket with these things.
fn filled(names: &[&str]) -> App {
    let app = App::new(optimistic::Basket);
    for name in names {
        put(&app, name);
        end(&app);
    }
    app
}

#[test]
fn a_draft_has_a_row_in_the_turn_of_its_call_also_in_an_empty_list() {
    let app = App::new(optimistic::Basket);
    app.delay(1_000);
    put(&app, "tea");
    app.shows("li.draft b", "tea");
    app.shows("#saved", "");
    put(&app, "milk");
    app.counts("li.draft", 2);
    app.shows("li:nth-child(2) b", "milk");
    end(&app);
    app.pass(5_000);
    app.lacks("li.draft");
    app.shows("#item-2 b", "milk");
    app.shows("#saved", "tea milk");
}

#[test]
fn the_row_of_a_draft_becomes_that_of_the_saved_item() {
    let app = filled(&["tea"]);
    app.delay(100);
    put(&app, "milk");
    app.type_into("li.draft .note", "two");
    app.has_focus("li.draft .note");
    end(&app);
    app.lacks("li.draft");
    app.holds("#item-2 .note", "two");
    app.has_focus("#item-2 .note");
    // The row is that of the item in all its parts.
    app.click("#item-2 .shout");
    app.shows("#item-2 b", "MILK");
    end(&app);
    app.shows("#saved", "tea MILK");
    app.click("#item-1 .drop");
    end(&app);
    app.shows("#saved", "MILK");
    app.holds("#item-2 .note", "two");
}

#[test]
fn the_row_of_a_draft_goes_when_its_call_fails() {
    let app = filled(&["tea"]);
    app.delay(100);
    put(&app, "bad");
    app.shows("li.draft b", "bad");
    end(&app);
    app.counts("li", 1);
    app.shows("#error", "bad is not added.");
}

#[test]
fn of_two_drafts_the_first_fails_and_the_second_keeps_its_row() {
    let app = filled(&["tea"]);
    app.delay(100);
    put(&app, "bad");
    put(&app, "slow");
    app.type_into("li:nth-child(3) .note", "mine");
    app.pass(230);
    app.shows("#error", "bad is not added.");
    app.counts("li.draft", 1);
    app.shows("li.draft b", "slow");
    app.holds("li.draft .note", "mine");
    app.has_focus("li.draft .note");
    end(&app);
    app.holds("#item-2 .note", "mine");
    app.has_focus("#item-2 .note");
}

#[test]
fn of_two_drafts_whose_calls_end_in_one_update_the_saved_one_keeps_its_row() {
    let app = filled(&["tea"]);
    app.delay(1_000);
    put(&app, "bad");
    put(&app, "milk");
    app.type_into("li:nth-child(3) .note", "mine");
    end(&app);
    app.pass(5_000);
    app.shows("#item-2 b", "milk");
    app.holds("#item-2 .note", "mine");
}

#[test]
fn a_row_is_away_at_once_and_comes_back_as_it_was() {
    let app = filled(&["tea", "heavy", "milk"]);
    app.type_into("#item-2 .note", "careful");
    app.delay(100);
    app.click("#item-1 .drop");
    app.counts("li", 2);
    app.click("#item-2 .drop");
    assert_eq!(basket(&app), "milk");
    end(&app);
    assert_eq!(basket(&app), "heavy milk");
    app.holds("#item-2 .note", "careful");
    app.shows("#error", "It is heavy.");
    // It is alive.
    app.click("#item-2 .lift");
    end(&app);
    app.click("#item-3 .shout");
    assert_eq!(basket(&app), "heavy MILK");
    end(&app);
    assert_eq!(basket(&app), "heavy MILK");
}

#[test]
fn a_saved_item_with_the_key_of_one_that_is_gone_has_a_row_of_its_own() {
    let app = filled(&["tea", "last"]);
    app.type_into("#item-2 .note", "old");
    app.delay(100);
    app.click("#item-2 .drop");
    end(&app);
    put(&app, "milk");
    app.type_into("li.draft .note", "new");
    end(&app);
    app.shows("#item-2 b", "milk");
    app.holds("#item-2 .note", "new");
}

#[test]
fn rows_are_in_another_order_at_once_and_keep_the_focus() {
    let app = filled(&["tea", "heavy", "milk"]);
    app.type_into("#item-3 .note", "cold");
    app.delay(100);
    app.click("#item-3 .lift");
    assert_eq!(basket(&app), "milk tea heavy");
    app.holds("#item-3 .note", "cold");
    end(&app);
    app.shows("#saved", "milk tea heavy");
    app.click("#item-2 .lift");
    assert_eq!(basket(&app), "heavy milk tea");
    end(&app);
    assert_eq!(basket(&app), "milk tea heavy");
}

#[test]
fn a_draft_without_a_connection_stays_and_is_saved_later() {
    let app = filled(&["tea"]);
    app.offline(|| {
        put(&app, "milk");
        app.type_into("li.draft .note", "two");
        app.pass(10_000);
        app.shows("li.draft b", "milk");
    });
    end(&app);
    app.pass(10_000);
    app.holds("#item-2 .note", "two");
    app.has_focus("#item-2 .note");
}

#[test]
fn rows_that_are_gone_leave_their_numbers() {
    let app = filled(&["tea", "milk"]);
    for _ in 0..10 {
        put(&app, "bad");
        put(&app, "good");
        end(&app);
        app.click("li:last-child .drop");
        end(&app);
        app.counts("li", 2);
    }
    assert_eq!(app.act(|tab| tab.row_numbers()), 4);
}

#[test]
fn a_list_of_another_page_takes_numbers_that_are_free() {
    let app = App::new(optimistic::Box);
    app.click("#open");
    for name in ["tea", "milk"] {
        put(&app, name);
        end(&app);
    }
    app.click("#item-1 .drop");
    end(&app);
    put(&app, "rum");
    end(&app);
    // The new row is one of its own in all parts: the listeners of the one before are gone.
    app.click("#item-3 .drop");
    app.counts("li", 1);
    end(&app);
    app.shows("li b", "milk");
    assert_eq!(app.act(|tab| tab.row_numbers()), 2);
}

#[test]
fn a_row_with_a_key_of_the_browser_stays_that_of_its_item() {
    let app = App::new(optimistic::Labels);
    // Their calls end without a change of what is shown.
    for label in ["one", "two", "three"] {
        put(&app, label);
    }
    end(&app);
    app.type_into(".two .note", "mine");
    app.click(".one .drop");
    app.holds(".two .note", "mine");
    end(&app);
    app.holds(".two .note", "mine");
    app.holds(".three .note", "");
}

#[test]
fn of_drafts_that_are_saved_in_another_order_each_becomes_its_own_item() {
    let app = App::new(optimistic::Labels);
    app.delay(1_000);
    for label in ["one", "first"] {
        put(&app, label);
        app.type_into(&format!(".{label} .note"), label);
    }
    app.shows("li:nth-child(2).first", "drop");
    end(&app);
    app.pass(5_000);
    app.holds("li:nth-child(1).first .note", "first");
    app.holds("li:nth-child(2).one .note", "one");
    app.has_focus(".first .note");
}

#[test]
fn calls_of_other_actions_keep_no_rows() {
    let app = App::new(optimistic::Labels);
    for label in ["one", "first"] {
        put(&app, label);
        end(&app);
    }
    app.type_into(".one .note", "old");
    app.click("#wait");
    app.click(".one .drop");
    app.settle();
    app.pass(100);
    put(&app, "one");
    app.counts("li", 2);
    app.holds(".one .note", "");
    end(&app);
    app.holds(".one .note", "");
}

#[test]
fn keys_whose_hashes_are_equal_are_told_apart() {
    let app = App::new(optimistic::Labels);
    // Their hashes are equal.
    for label in ["aaaaaaaabbbbbbbb", "caaaaaaabbbcbbbb"] {
        put(&app, label);
        end(&app);
    }
    app.type_into("li:nth-child(2) .note", "mine");
    app.click("li:nth-child(1) .drop");
    app.counts("li", 1);
    app.holds("li .note", "mine");
    end(&app);
    app.holds("li .note", "mine");
}

#[test]
fn what_a_call_has_taken_away_is_back_as_it_was_in_a_list_that_is_hidden_when_the_call_fails() {
    let app = App::new(optimistic::Box);
    app.click("#open");
    for name in ["tea", "heavy"] {
        put(&app, name);
        end(&app);
    }
    app.type_into("#item-2 .note", "careful");
    app.click("#item-2 .drop");
    app.counts("li", 1);
    app.click("#open");
    app.lacks("li");
    end(&app);
    app.shows("#error", "It is heavy.");
    app.click("#open");
    app.counts("li", 2);
    app.holds("#item-2 .note", "careful");
}

#[test]
fn an_item_with_the_key_of_one_that_has_gone_while_the_list_was_hidden_has_a_row_of_its_own() {
    let app = App::new(optimistic::Box);
    app.click("#open");
    for name in ["tea", "milk"] {
        put(&app, name);
        end(&app);
    }
    app.type_into("#item-2 .note", "old");
    app.click("#item-2 .drop");
    app.click("#open");
    end(&app);
    put(&app, "rum");
    end(&app);
    app.click("#open");
    app.shows("#item-2 b", "rum");
    app.holds("#item-2 .note", "");
}

#[test]
fn drafts_of_a_list_that_is_hidden_when_their_calls_end_become_their_own_items() {
    let app = App::new(optimistic::Box);
    app.click("#open");
    put(&app, "bad");
    put(&app, "milk");
    app.type_into("li:nth-child(1) .note", "of the bad one");
    app.type_into("li:nth-child(2) .note", "mine");
    app.click("#open");
    end(&app);
    app.click("#open");
    app.counts("li", 1);
    app.shows("#item-1 b", "milk");
    app.holds("#item-1 .note", "mine");
}

#[test]
fn a_draft_that_the_server_has_rendered_becomes_the_saved_item() {
    let app = App::new(optimistic::Box);
    app.delay(10);
    put(&app, "tea");
    app.pass(30);
    app.click("#open");
    app.pass(30);
    app.shows("li.draft b", "tea");
    app.type_into("li.draft .note", "mine");
    end(&app);
    app.lacks("li.draft");
    app.holds("#item-1 .note", "mine");
    app.has_focus("#item-1 .note");
}

#[test]
fn a_draft_that_the_server_has_rendered_goes_when_its_call_fails() {
    let app = App::new(optimistic::Box);
    put(&app, "tea");
    end(&app);
    app.delay(10);
    put(&app, "bad");
    app.pass(30);
    app.click("#open");
    app.pass(30);
    app.counts("li", 2);
    app.type_into("#item-1 .note", "mine");
    end(&app);
    app.counts("li", 1);
    app.holds("#item-1 .note", "mine");
}

#[test]
fn handlers_of_a_row_that_is_gone_run_no_more() {
    let app = App::new(optimistic::Later);
    put(&app, "tea");
    end(&app);
    app.click(".later");
    app.click(".often");
    app.click(".often");
    app.click("#clear");
    app.settle();
    app.lacks("li");
    // Its row has the numbers of the one before.
    put(&app, "milk");
    app.settle();
    assert_eq!(app.act(|tab| tab.row_numbers()), 1);
    app.pass(2_000);
    app.shows("#noted", "tea");
    app.click(".later");
    app.pass(2_000);
    app.shows("#noted", "tea milk");
}

#[test]
fn handlers_of_a_row_that_is_gone_do_nothing_without_another_row() {
    let app = App::new(optimistic::Later);
    put(&app, "tea");
    end(&app);
    app.click(".later");
    app.click("#clear");
    end(&app);
    app.shows("#noted", "");
}

#[test]
fn an_option_that_the_browser_makes_is_chosen_in_the_turn_of_its_call() {
    let app = App::new(optimistic::Menu);
    app.delay(1_000);
    for name in ["tea", "milk"] {
        put(&app, name);
    }
    app.holds("#menu", "milk");
    end(&app);
    app.pass(5_000);
    app.holds("#menu", "milk");
    app.shows("#chosen", "milk");
}

#[test]
fn a_browser_chooses_an_option_that_it_makes_and_inserts_it_with_its_values() {
    visit_slowly("/optimistic/menu", WAY, |browser| {
        browser.type_into("#text", "tea");
        browser.click("#add");
        browser.shows("#menu option", "a tea");
        browser.clear("#text");
        browser.type_into("#text", "milk");
        browser.run(
            "window.changes = [];
            new MutationObserver((all) => changes.push(...all.map((change) => change.type))).observe(document.querySelector('#menu'), {
                childList: true, subtree: true, attributes: true, characterData: true
            })",
            &[],
        );
        let add =
            "document.querySelector('#add').click(); return document.querySelector('#menu').value";
        assert_eq!(browser.run(add, &[]), json!("milk"));
        assert_eq!(
            browser.run("return changes.join()", &[]),
            json!("childList")
        );
        browser.holds("#menu", "milk");
    });
}

/// A request for a page that begins with these items.
fn beginning(names: &str) -> Request<Body> {
    let request = Request::get(format!("/?{names}")).body(Body::empty());
    request.expect("a request")
}

#[test]
fn rows_that_come_with_the_page_are_like_those_of_the_browser() {
    let app = App::asked("/", beginning("tea&milk"), optimistic::Basket);
    app.type_into("#item-2 .note", "cold");
    app.click("#item-2 .lift");
    put(&app, "rum");
    assert_eq!(basket(&app), "milk tea rum");
    app.click("#item-2 .shout");
    assert_eq!(basket(&app), "MILK tea rum");
    end(&app);
    app.click("#item-1 .drop");
    assert_eq!(basket(&app), "MILK rum");
    end(&app);
    app.shows("#saved", "MILK rum");
    app.holds("#item-2 .note", "cold");

    let app = App::asked("/", beginning("tea&milk"), optimistic::Labels);
    app.click(".tea .drop");
    app.counts("li", 1);
    end(&app);
    app.counts("li.milk", 1);

    let app = App::asked("/", beginning("tea"), optimistic::Later);
    app.click(".later");
    app.pass(2_000);
    app.shows("#noted", "tea");
    app.click(".later");
    app.click("#clear");
    end(&app);
    app.shows("#noted", "tea");

    let app = App::asked("/", beginning("tea&milk"), optimistic::Menu);
    app.holds("#menu", "milk");
    put(&app, "rum");
    app.shows("#menu", "a teaa milka rum");
    app.holds("#menu", "milk");
}

#[test]
fn a_list_with_a_key_that_captures_something_is_made_by_the_server() {
    let app = App::new(optimistic::Sealed);
    app.delay(100);
    app.shows("ul", "tea");
    app.click("#add");
    app.shows("ul", "tea");
    end(&app);
    app.shows("ul", "teamilk");
    app.never_received("seal-of-the-server");
}

/// A call ends with the value that it has loaded again, also if another call loads it once more in the same moment.
#[test]
fn a_call_ends_with_its_value_also_if_another_one_loads_it_again() {
    let _alone = alone();
    let app = App::new(optimistic::Todos);
    put(&app, "tea");
    // In 20 milliseconds, the first call has loaded its value, and the second has saved.
    app.pass(40);
    put(&app, "milk");
    for _ in 0..100 {
        app.pass(1);
        assert_eq!(app.text("ul").matches("tea").count(), 1);
        assert_eq!(app.text("ul").matches("milk").count(), 1);
    }
    app.lacks("li.draft");
}

/// Whatever happens on the way, the rows are those of the server in the end, and each of them is there once on the way.
#[test]
fn rows_that_calls_have_made_are_those_of_the_server_in_the_end() {
    for seed in 0..runs() {
        let mut random = fastrand::Rng::with_seed(seed);
        let app = App::new(optimistic::Basket);
        for step in 0..random.u32(1..25) {
            let rows = app.count("li:not(.draft)");
            match random.u32(..20) {
                0 => app.cut(),
                1 => app.crash(),
                2..4 => app.delay(random.u64(..300)),
                4..9 => app.pass(random.u64(..300)),
                9..14 if rows > 0 => {
                    let row = random.usize(..rows);
                    let does = ["drop", "lift", "shout"][random.usize(..3)];
                    let button = format!("li:not(.draft) .{does}");
                    app.act(|tab| tab.click_nth(&button, row));
                }
                _ => {
                    let kind = ["bad", "heavy", "slow", "good"][random.usize(..4)];
                    put(&app, &format!("{kind}{step}"));
                }
            }
            let rows = basket(&app).to_lowercase();
            let mut names: Vec<&str> = rows.split(' ').collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "seed {seed}: {rows}");
        }
        end(&app);
        app.pass(20_000);
        assert_eq!(basket(&app), app.text("#saved"), "seed {seed}");
        assert_eq!(app.count(".draft"), 0, "seed {seed}");
    }
}

#[test]
fn a_browser_shows_rows_before_it_paints_and_keeps_their_elements() {
    visit_slowly("/optimistic/basket", WAY, |browser| {
        let holds = |script: &str| browser.until(script, &json!(true));
        browser.type_into("#text", "tea");
        browser.click("#add");
        browser.shows("#item-1 b", "tea");
        browser.clear("#text");
        browser.type_into("#text", "milk");
        browser.click_shows("#add", "li.draft b", "milk");
        browser.run(
            "window.row = document.querySelector('li.draft'); window.changes = 0;
            new MutationObserver((all) => changes += all.length).observe(row.parentNode, {childList: true})",
            &[],
        );
        browser.type_into("li.draft .note", "two");
        browser.shows("#saved", "tea milk");
        holds("row == document.querySelector('#item-2')");
        browser.has_focus("#item-2 .note");
        browser.holds("#item-2 .note", "two");
        browser.lacks("li.draft");
        assert_eq!(browser.run("return changes", &[]), json!(0));
        browser.clear("#text");
        browser.type_into("#text", "heavy");
        browser.click_shows("#add", "li.draft b", "heavy");
        browser.shows("#item-3 b", "heavy");
        browser.type_into("#item-3 .note", "careful");
        browser.run("window.row = document.querySelector('#item-3')", &[]);
        let lift = "document.querySelector('#item-3 .lift').click(); return document.querySelector('#basket').firstElementChild == row";
        assert_eq!(browser.run(lift, &[]), json!(true));
        browser.has_focus("#item-3 .note");
        let drop = "document.querySelector('#item-3 .drop').click(); return document.querySelector('#item-3') ? 0 : document.querySelectorAll('#basket li').length";
        assert_eq!(browser.run(drop, &[]), json!(2));
        browser.shows("#error", "It is heavy.It is heavy.");
        holds("row == document.querySelector('#basket').lastElementChild && row.id == 'item-3'");
        browser.holds("#item-3 .note", "careful");
        browser.has_focus("#item-3 .note");
        browser.click_shows("#item-1 .shout", "#item-1 b", "TEA");
        browser.shows("#saved", "TEA milk heavy");
    });
}

/// The calls of a page whose server is gone are made again on the page that comes in its place, where the drafts are rows of their own.
#[test]
fn drafts_are_there_once_on_a_page_that_is_made_anew() {
    let mut served = serve();
    let browser = Browser::at(&format!("{}optimistic/basket", served.url()));
    let put = |name: &str| {
        browser.clear("#text");
        browser.type_into("#text", name);
        browser.click("#add");
    };
    for (name, id) in [("tea", 1), ("milk", 2)] {
        put(name);
        browser.shows(&format!("#item-{id} b"), name);
    }
    browser.run(WATCH, &[]);
    served.kill();
    browser.until(
        "document.documentElement.dataset.connection != null",
        &json!(true),
    );
    put("rum");
    browser.shows("li.draft b", "rum");
    put("bad");
    browser.counts("li.draft", 2);
    // A row that is hidden.
    browser.click("#item-2 .drop");
    browser.counts("#basket > li", 3);
    served.start_again();
    browser.until("rebuilt()", &json!(1));
    browser.shows("#error", "bad is not added.");
    browser.until(
        "[...document.querySelectorAll('#basket > li')].map((row) => [row.id, row.className, row.querySelector('b').textContent])",
        &json!([["item-1", "", "rum"]]),
    );
    // It is alive.
    browser.click("#item-1 .shout");
    browser.shows("#item-1 b", "RUM");
    browser.click_shows("#item-1 .drop", "#basket", "");
    browser.shows("#saved", "");
    put("gin");
    browser.shows("#item-1 b", "gin");
    browser.counts("#basket > li", 1);
    browser.made_no_mistakes();
}
