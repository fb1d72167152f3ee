//! Values that show what calls are going to do.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;
use watershed::testing::App;
use watershed_tests::browser::Browser;
use watershed_tests::cases::visit_slowly;
use watershed_tests::{examples::cases::optimistic, visitor::Visitor};

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
        browser.click_shows("#five", "#shown", "6");
        browser.click_shows("#double", "#shown", "12");
        browser.until("document.querySelector('#shown').className", &json!(""));
        browser.shows("#sum", "7");
        // The server has doubled 1 and then added 5.
        assert_eq!(browser.run("return found", &[]), json!(["6", "12", "7"]));
        browser.click_shows("#minus", "#shown", "9");
        browser.shows("#error", "-2 is less than nothing.");
        browser.shows("#shown", "7");
    });
    visit_slowly("/optimistic/shelf", WAY, |browser| {
        shelf(browser);
        refused(browser, || ());
    });
}
