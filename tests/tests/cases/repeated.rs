//! Actions that may run more than once, and the ids of calls.

use std::collections::HashSet;
use std::thread;
use std::time::Duration;

use serde_json::json;
use watershed::testing::App;
use watershed_tests::browser::Browser;
use watershed_tests::cases::{serve, serve_released};
use watershed_tests::examples::cases::repeated::{self, runs};
use watershed_tests::visitor::Visitor;

/// Lets all messages arrive, and all calls end.
fn end(app: &App) {
    app.settle();
    app.pass(4_000);
}

/// Returns how many calls have run with this argument, and how many times.
fn calls_and_runs(order: &str) -> (usize, usize) {
    let runs = runs(order);
    let calls: HashSet<_> = runs.iter().collect();
    (calls.len(), runs.len())
}

fn opened(delay: u64) -> App {
    let app = App::new(repeated::Orders);
    app.delay(delay);
    app
}

fn order(app: &App, button: &str, what: &str) {
    app.fill("#order", what);
    app.click(button);
}

#[test]
fn a_call_whose_answer_is_lost_with_the_server_is_made_again_by_itself_with_its_id() {
    let app = opened(50);
    order(&app, "#many", "answered late");
    // It has run, and its answer is on the way.
    app.pass(100);
    assert_eq!(calls_and_runs("answered late"), (1, 1));
    app.crash();
    app.shows("#shown", "answered late");
    end(&app);
    app.shows("#placed", "answered late");
    app.shows("#failed", "");
    assert_eq!(calls_and_runs("answered late"), (1, 2));
}

/// Loses so many servers, one after the other, each with what it was doing.
fn lose_servers(app: &App, count: u32) {
    for _ in 0..count {
        app.pass(500);
        app.crash();
        app.settle();
    }
}

#[test]
fn a_call_that_was_running_when_the_server_was_lost_is_made_again() {
    let app = opened(50);
    order(&app, "#many", "slow one");
    lose_servers(&app, 2);
    end(&app);
    app.shows("#placed", "slow one");
    assert_eq!(calls_and_runs("slow one"), (1, 3));
}

/// The page says that something may be lost.
fn warns(app: &App) {
    app.shows(
        "[role=alert]",
        "Something could not be sent. Please check your last changes.",
    );
}

#[test]
fn a_call_that_ends_each_session_is_given_up() {
    let app = opened(50);
    order(&app, "#many", "slow end");
    lose_servers(&app, 5);
    end(&app);
    assert_eq!(calls_and_runs("slow end"), (1, 3));
    app.shows("#shown", "");
    app.shows("#unknown", "unknown");
    app.shows("#failed", "slow end");
    // Somebody who wants it once more may have it.
    app.click("#retry");
    app.pass(500);
    app.crash();
    end(&app);
    app.shows("#placed", "slow end");
    assert_eq!(calls_and_runs("slow end"), (1, 5));
}

#[test]
fn what_a_session_never_had_does_not_count_as_the_reason_why_it_was_lost() {
    let app = opened(50);
    app.settle();
    app.offline(|| {
        order(&app, "#many", "slow sending");
        app.pass(100);
    });
    for _ in 0..5 {
        app.crash();
        app.offline(|| app.pass(100));
    }
    end(&app);
    app.shows("#placed", "slow sending");
    assert_eq!(calls_and_runs("slow sending"), (1, 1));
}

#[test]
fn a_call_is_not_made_again_as_somebody_else() {
    for what in ["slow login", "torn login"] {
        let app = opened(50);
        order(&app, "#many", what);
        app.pass(500);
        app.renew_visitor();
        end(&app);
        app.shows("#shown", "");
        app.shows("#placed", "");
        app.shows("#failed", "");
        app.has("#retry[disabled]");
        assert_eq!(calls_and_runs(what), (1, 1), "{what}");
        if what == "slow login" {
            app.shows("#unknown", "unknown");
            warns(&app);
        }
        // What the visitor does now is theirs.
        app.click("#many");
        end(&app);
        app.shows("#placed", what);
        assert_eq!(calls_and_runs(what), (2, 2), "{what}");
    }
}

#[test]
fn a_call_that_was_not_sent_is_not_made_as_somebody_else() {
    let app = opened(50);
    app.settle();
    app.offline(|| {
        order(&app, "#many", "row of before");
        app.pass(100);
    });
    app.renew_visitor();
    end(&app);
    app.shows("#placed", "");
    app.shows("#unknown", "unknown");
    warns(&app);
    assert_eq!(calls_and_runs("row of before"), (0, 0));
}

#[test]
fn a_later_build_makes_a_call_again_with_its_id() {
    let app = opened(50);
    order(&app, "#many", "slow renewal");
    app.pass(500);
    app.deploy(repeated::next::Renewed);
    app.settle();
    app.pass(100);
    app.shows("#pending", "pending");
    end(&app);
    app.shows("#pending", "");
    assert_eq!(calls_and_runs("slow renewal"), (1, 2));
}

#[test]
fn a_later_build_in_which_a_call_would_have_another_id_does_not_make_it_again() {
    let app = opened(50);
    order(&app, "#many", "slow order");
    app.pass(500);
    app.deploy(repeated::next::Rearranged);
    end(&app);
    app.shows("#unknown", "unknown");
    warns(&app);
    app.click("#check");
    end(&app);
    assert_eq!(calls_and_runs("slow order"), (1, 1));
}

#[test]
fn a_call_that_has_failed_keeps_its_id_though_nothing_asks_for_it() {
    for (button, what) in [("#torn", "torn quiet"), ("#lost", "lost quiet")] {
        let app = App::new(repeated::Quiet);
        app.click(button);
        end(&app);
        app.shows("#placed", "0");
        app.click(button);
        end(&app);
        app.shows("#placed", "1");
        assert_eq!(calls_and_runs(what), (1, 2), "{what}");
    }
}

#[test]
fn a_call_that_may_run_only_once_is_not_made_again() {
    let app = opened(50);
    order(&app, "#once", "slow once");
    order(&app, "#many", "slow many");
    app.pass(500);
    app.crash();
    end(&app);
    app.shows("#placed", "slow many");
    app.shows("#once-failed", "slow once");
    app.has("#retry-once[disabled]");
    assert_eq!(calls_and_runs("slow once"), (1, 1));
}

#[test]
fn calls_are_made_again_in_their_order() {
    let app = opened(50);
    for what in ["row 1", "row 2"] {
        order(&app, "#many", what);
    }
    app.pass(60);
    app.offline(|| {
        order(&app, "#once", "row 3");
        order(&app, "#many", "row 4");
        app.pass(100);
    });
    app.crash();
    end(&app);
    app.shows("#placed", "row 1, row 2, row 3, row 4");
    for what in ["row 3", "row 4"] {
        assert_eq!(calls_and_runs(what), (1, 1), "{what}");
    }
}

#[test]
fn a_call_that_has_failed_keeps_its_id_when_it_is_made_again() {
    for what in ["torn order", "lost order"] {
        let app = opened(50);
        order(&app, "#many", what);
        end(&app);
        app.shows("#failed", what);
        app.click("#retry");
        app.shows("#failed", "");
        end(&app);
        app.shows("#placed", what);
        assert_eq!(calls_and_runs(what), (1, 2));
    }
}

#[test]
fn who_calls_with_the_argument_of_a_failed_call_makes_that_one_again() {
    let app = opened(50);
    order(&app, "#many", "torn twice");
    end(&app);
    app.click("#many");
    end(&app);
    assert_eq!(calls_and_runs("torn twice"), (1, 2));
    app.click("#many");
    end(&app);
    assert_eq!(calls_and_runs("torn twice"), (2, 3));
}

#[test]
fn what_has_failed_keeps_its_id_on_a_page_that_is_rebuilt() {
    let app = opened(50);
    order(&app, "#many", "torn rebuilt");
    end(&app);
    app.crash();
    end(&app);
    app.shows("#failed", "torn rebuilt");
    app.click("#retry");
    end(&app);
    app.shows("#placed", "torn rebuilt");
    assert_eq!(calls_and_runs("torn rebuilt"), (1, 2));
}

#[test]
fn calls_of_other_actions_have_ids_of_their_own() {
    let app = opened(0);
    for _ in 0..3 {
        order(&app, "#once", "once more");
        end(&app);
    }
    assert_eq!(calls_and_runs("once more"), (3, 3));
    order(&app, "#once", "torn once");
    end(&app);
    app.click("#retry-once");
    end(&app);
    assert_eq!(calls_and_runs("torn once"), (2, 2));
}

#[test]
fn two_visitors_and_two_pages_of_one_never_have_the_same_id() {
    for _ in 0..2 {
        let app = opened(0);
        for _ in 0..2 {
            order(&app, "#many", "everybody's");
            end(&app);
            app.reload();
            end(&app);
        }
    }
    assert_eq!(calls_and_runs("everybody's"), (4, 4));
}

#[test]
fn a_build_that_says_otherwise_of_an_action_makes_no_call_again() {
    let app = opened(50);
    order(&app, "#many", "slow build");
    order(&app, "#once", "slow building");
    app.pass(500);
    app.deploy(repeated::next::Orders);
    end(&app);
    app.shows("#next", "");
    app.shows("#failed", "failed");
    app.shows("#once-failed", "failed");
    app.click("#retry");
    app.click("#retry-once");
    end(&app);
    app.shows("#next", "");
    // It works as ever.
    order(&app, "#many", "one");
    order(&app, "#once", "two");
    end(&app);
    app.shows("#next", "one, two");
}

#[test]
fn a_form_is_sent_again_by_itself() {
    let app = App::new(repeated::Parcels);
    app.delay(50);
    app.fill("#address", "slow street 1");
    app.click("#send");
    app.pass(500);
    app.crash();
    app.settle();
    app.shows("#pending", "pending");
    // The same form again is the same call.
    app.click("#send");
    end(&app);
    app.shows("#pending", "");
    assert_eq!(calls_and_runs("slow street 1"), (1, 2));
}

#[test]
fn without_scripts_each_form_has_an_id() {
    let app = App::without_scripts(repeated::Parcels);
    for _ in 0..2 {
        app.fill("#address", "here");
        app.click("#send");
    }
    assert_eq!(calls_and_runs("here"), (2, 2));
}

#[test]
fn actions_of_composables_rows_and_branches_are_made_again() {
    let app = App::new(repeated::Lines);
    app.delay(50);
    app.click("li:nth-child(2) .shared");
    app.click("li:nth-child(2) .own");
    app.click("li:nth-child(3) .own");
    app.click("#open");
    app.settle();
    app.click("#hidden");
    app.pass(90);
    app.crash();
    end(&app);
    assert_eq!(calls_and_runs("hidden 7"), (1, 2));
    app.click("li:nth-child(2) .own");
    app.pass(60);
    app.crash();
    end(&app);
    assert_eq!(calls_and_runs("own 2"), (2, 2));
    app.shows("li:nth-child(2) b", "1");
}

#[test]
fn an_action_in_a_show_that_the_server_opens_later_is_made_again() {
    let app = App::new(repeated::Drawers);
    app.delay(50);
    app.click("#open");
    app.settle();
    for row in ["1", "2"] {
        app.click(&format!("li:nth-child({row}) button"));
    }
    app.pass(90);
    assert_eq!(calls_and_runs("drawer 11"), (1, 1));
    app.crash();
    end(&app);
    for order in ["drawer 11", "drawer 12"] {
        assert_eq!(calls_and_runs(order), (1, 2), "{order}");
    }
    app.lacks("[role=alert]");
}

#[test]
fn a_call_is_not_lost_silently_with_the_place_of_its_action() {
    let app = App::new(repeated::Fleeting);
    app.delay(50);
    app.click("#open");
    app.settle();
    for row in ["1", "2"] {
        app.click(&format!("li:nth-child({row}) button"));
    }
    app.pass(90);
    app.crash();
    end(&app);
    app.lacks("li");
    for order in ["drawer 21", "drawer 22"] {
        assert_eq!(calls_and_runs(order), (1, 1), "{order}");
    }
    app.counts("[role=alert]", 1);
    warns(&app);
}

#[test]
fn a_call_is_not_lost_silently_with_values_that_are_too_large() {
    let app = App::new(repeated::Large);
    app.delay(50);
    for input in ["#first", "#second"] {
        app.fill(input, &"x".repeat(600_000));
        app.settle();
    }
    app.click("button");
    app.pass(90);
    app.crash();
    end(&app);
    assert_eq!(calls_and_runs("drawer 31"), (1, 1));
    warns(&app);
}

#[test]
fn a_call_is_not_lost_silently_on_a_page_of_which_nothing_is_stored() {
    let app = App::new(repeated::Secretive);
    app.delay(50);
    app.click("button");
    app.pass(90);
    app.crash();
    end(&app);
    assert_eq!(calls_and_runs("drawer 41"), (1, 1));
    warns(&app);
}

#[test]
fn a_call_is_not_made_again_with_an_argument_of_another_type() {
    let app = opened(50);
    order(&app, "#many", "slow type");
    app.pass(500);
    app.deploy(repeated::next::Retyped);
    end(&app);
    app.shows("#unknown", "unknown");
    warns(&app);
    assert_eq!(calls_and_runs("slow type"), (1, 1));
}

#[test]
fn a_call_that_no_server_had_is_made_though_its_action_is_idempotent_by_now() {
    let app = opened(50);
    app.settle();
    app.offline(|| {
        order(&app, "#once", "late");
        app.pass(100);
    });
    app.deploy(repeated::next::Orders);
    end(&app);
    app.shows("#next", "late");
    app.shows("#once-failed", "");
    app.lacks("[role=alert]");
}

#[test]
fn the_visitor_hears_once_of_all_calls_that_are_not_made_again() {
    let app = opened(50);
    for what in ["slow first", "slow second"] {
        order(&app, "#many", what);
    }
    app.pass(500);
    app.deploy(repeated::next::Rearranged);
    end(&app);
    let all = app.console();
    let told = all.iter().filter(|line| line.contains("could not be sent"));
    assert_eq!(told.count(), 1, "{all:?}");
}

#[test]
fn a_browser_makes_a_call_again_whose_server_was_killed() {
    let mut served = serve();
    let browser = Browser::at(&format!("{}repeated/orders", served.url()));
    browser.type_into("#order", "slow browser");
    browser.click("#many");
    browser.click("#once");
    browser.shows("#shown", "slow browser, slow browser");
    let id = loop {
        match browser.text("#id") {
            Some(id) if id.len() == 32 => break id,
            _ => thread::sleep(Duration::from_millis(20)),
        }
    };
    served.restart();
    browser.shows("#once-failed", "slow browser");
    browser.shows("#id", &id);
    browser.shows("#placed", "slow browser");
    browser.shows("#failed", "");
    browser.has("#retry-once[disabled]");
}

#[test]
fn a_browser_gives_a_call_up_that_ends_each_server() {
    let mut served = serve();
    let browser = Browser::at(&format!("{}repeated/orders", served.url()));
    browser.type_into("#order", "slow killer");
    browser.click("#many");
    for _ in 0..3 {
        browser.until(
            "document.querySelector('#id').textContent.length",
            &json!(32),
        );
        let server = json!(browser.text("#server"));
        served.restart();
        let is_another = format!("document.querySelector('#server').textContent != {server}");
        browser.until(&is_another, &json!(true));
    }
    browser.shows("#unknown", "unknown");
    browser.shows("#failed", "slow killer");
    browser.counts("[role=alert]", 1);
}

#[test]
fn a_browser_does_not_make_a_call_again_as_somebody_else() {
    let mut served = serve();
    let browser = Browser::at(&format!("{}repeated/orders", served.url()));
    browser.type_into("#order", "slow stranger");
    browser.click("#many");
    browser.until(
        "document.querySelector('#id').textContent.length",
        &json!(32),
    );
    browser.forget_cookies();
    served.restart();
    browser.shows("#unknown", "unknown");
    browser.shows("#shown", "");
    browser.shows("#failed", "");
    browser.counts("[role=alert]", 1);
}

#[test]
fn a_browser_draws_a_trailer_for_each_call_that_nobody_can_guess() {
    let served = serve();
    let browser = Browser::start();
    browser.run_before_pages(
        "window.drawn = []; const draw = crypto.getRandomValues.bind(crypto); \
         crypto.getRandomValues = (bytes) => { drawn.push(bytes.length); return draw(bytes); }",
    );
    browser.open(&format!("{}repeated/orders", served.url()));
    browser.type_into("#order", "by chance");
    browser.click("#once");
    browser.shows("#placed", "by chance");
    browser.until("drawn", &json!([]));
    for _ in 0..2 {
        browser.click("#many");
    }
    browser.shows("#placed", "by chance, by chance, by chance");
    browser.until("drawn", &json!([16, 16]));
}

#[test]
fn a_released_client_makes_a_call_again_of_an_action_that_nothing_else_asks_for() {
    let mut served = serve_released();
    let browser = Browser::at(&format!("{}repeated/plain", served.url()));
    browser.click("#save");
    browser.shows("#pending", "pending");
    thread::sleep(Duration::from_millis(500));
    served.restart();
    browser.shows("#placed", "1");
    browser.shows("#pending", "");
}
