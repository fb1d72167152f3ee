//! Turns outside of events: timers, listeners, panics, content that is hidden and shown.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};
use watershed::testing::App;
use watershed_tests::{
    browser::Browser,
    cases::{visit, visit_released},
    examples::cases::turns,
    visitor::Visitor,
};

/// Performs an action on a page that panics, once for each message.
pub trait Panicking: Visitor + Sized {
    fn fails(&self, messages: &[&str], act: impl FnOnce(&Self));
}

impl Panicking for App {
    #[track_caller]
    fn fails(&self, messages: &[&str], act: impl FnOnce(&Self)) {
        let found = self.panics(act);
        assert_eq!(found.len(), messages.len(), "{found:?}");
        for (found, message) in found.iter().zip(messages) {
            assert!(found.contains(message), "{found} is not {message}");
        }
    }
}

/// In a browser each panic is an uncaught error; a development build writes more to the console.
impl Panicking for Browser {
    fn fails(&self, messages: &[&str], act: impl FnOnce(&Self)) {
        act(self);
        let traps = "mistakes.filter(mistake => mistake.startsWith('Uncaught')).length";
        self.until(traps, &json!(messages.len()));
        let said = self.run("const all = mistakes; mistakes = []; return all", &[]);
        if self.run("return window.released", &[]) == Value::Null {
            let said = said.to_string();
            for message in messages {
                assert!(said.contains(message), "{said} does not say {message}");
            }
        }
    }
}

fn panics(page: &impl Panicking) {
    page.fails(&["index out of bounds"], |page| page.click("#write"));
    page.shows("#list", "[1, 2, 3]");
    page.fails(&["index out of bounds"], |page| page.click("#read"));
    page.shows("#count", "40");
    page.click("#more");
    page.shows("#count", "41");
    page.click("#push");
    page.shows("#list", "[1, 2, 3, 4]");
    page.fails(&["being written or read"], |page| page.click("#both"));
    page.fails(&["inner"], |page| page.click("#inner"));
    page.shows("#count", "42");
    page.fails(&["thrown"], |page| page.click("#throw"));
    page.click("#save");
    page.shows("#saved", "42");
    page.click("#more");
    page.shows("#count", "43");
}

/// A stack overflow ends a process natively, but not a page.
fn overflows(page: &Browser) {
    for each in ["#deep", "#dig"] {
        page.fails(&[""], |page| page.click(each));
    }
    page.click("#more");
    page.shows("#count", "44");
    page.click("#save");
    page.shows("#saved", "44");
    page.click("#push");
    page.shows("#list", "[1, 2, 3, 4, 4]");
    // The part of the stack that a trap leaves behind is taken back.
    for _ in 0..300 {
        page.run("document.querySelector('#write').click()", &[]);
    }
    page.run("mistakes = []", &[]);
    page.click("#more");
    page.shows("#count", "45");
}

#[test]
fn a_panic_in_a_handler_ends_that_handler_alone() {
    panics(&App::new(turns::Panics));
    visit("/turns/panics", |page| {
        panics(page);
        let said = page.text("[data-watershed-panic]").unwrap_or_default();
        assert!(
            said.contains("`Panics` panicked at") && said.contains("turns.rs:"),
            "{said}"
        );
        overflows(page);
    });
}

#[test]
fn a_panic_in_a_release_is_contained_too() {
    visit_released("/turns/panics", |page| {
        page.run("window.released = true", &[]);
        panics(page);
        overflows(page);
    });
}

#[test]
fn a_test_hears_of_a_panic_that_it_does_not_expect() {
    let app = App::new(turns::Panics);
    let click = || app.click("#write");
    assert!(catch_unwind(AssertUnwindSafe(click)).is_err());
    app.click("#more");
    app.shows("#count", "1");
}

fn failing(page: &impl Panicking) {
    page.shows("#first", "0");
    page.fails(&["one", "one", "one", "effect"], |page| page.click("#more"));
    page.shows("#before", "1");
    page.shows("#first", "0");
    page.shows("#after", "11");
    page.click("#more");
    page.shows("#first", "4");
    page.shows("#second", "5");
    page.shows("#after", "12");
    page.shows("#done", "2");
}

#[test]
fn a_panic_in_a_memo_or_effect_leaves_the_others() {
    failing(&App::new(turns::Failing));
    visit("/turns/failing", failing);
}

#[test]
fn an_effect_that_wakes_itself_ends_with_an_error() {
    fn scenario(page: &impl Panicking) {
        page.fails(&["without end"], |page| page.click("#start"));
        page.click("#other");
        page.shows("output", "1");
    }
    scenario(&App::new(turns::Loop));
    visit("/turns/loop", scenario);
}

#[test]
fn a_write_of_a_foreign_callback_is_shown_and_sent() {
    visit("/turns/foreign", |page| {
        page.until(
            "+document.querySelector('#count').textContent > 4",
            &json!(true),
        );
        page.shows("#seen", "5");
        page.until(
            "+document.querySelector('#failed').textContent > 2",
            &json!(true),
        );
        page.run(
            "for (let id = 0; id < 99; id++) clearInterval(id); mistakes = []",
            &[],
        );
    });
}

#[test]
fn timers_run_in_turns_and_end_with_their_scope() {
    let app = App::new(turns::Timers);
    app.click("#start");
    app.pass(99);
    app.shows("#late", "false");
    app.pass(1);
    app.shows("#late", "true");
    app.shows("#ticks", "1");
    app.shows("#frames", "1");
    app.pass(200);
    app.shows("#ticks", "3");
    app.click("#stop");
    app.pass(500);
    app.shows("#ticks", "3");
    app.shows("#never", "false");
    assert!(app.console().contains(&"0 ticks".to_owned()));
    app.shows("#clock", "true");
    app.click("#close");
    let lines = app.console().len();
    app.pass(500);
    assert_eq!(app.console().len(), lines, "the clock is gone");
    visit("/turns/timers", |page| {
        page.run("lines = []; console.log = line => lines.push(line)", &[]);
        page.click("#start");
        page.shows("#late", "true");
        page.shows("#frames", "1");
        page.shows("#clock", "true");
        page.until(
            "+document.querySelector('#ticks').textContent > 2",
            &json!(true),
        );
        page.click("#stop");
        page.click("#close");
        page.counts("#clock", 0);
        page.run(
            "lines = []; ticks = document.querySelector('#ticks').textContent",
            &[],
        );
        std::thread::sleep(std::time::Duration::from_millis(300));
        page.until("lines.length", &json!(0));
        page.until(
            "document.querySelector('#ticks').textContent == ticks",
            &json!(true),
        );
        page.shows("#never", "false");
    });
}

#[test]
fn what_is_hidden_is_torn_down_and_what_is_shown_again_starts() {
    let scenario = |page: &dyn Visitor| {
        page.click("button#outer");
        page.shows("#log", "lock a outer, lock a inner, ");
        page.has_focus("input#inner");
        page.type_into("input#outer", "x");
        page.click("button#outer");
        page.lacks("input");
        page.shows(
            "#log",
            "lock a outer, lock a inner, unmount inner, unlock inner, unmount outer, unlock outer, ",
        );
        page.click("button#type");
        page.click("button#outer");
        page.holds("input#outer", "x");
        page.has_focus("input#inner");
        page.shows(
            "#log",
            "lock a outer, lock a inner, unmount inner, unlock inner, unmount outer, unlock outer, \
             lock aa outer, lock aa inner, ",
        );
        // Content that is hidden inside stays hidden.
        page.click("button#inner");
        page.counts("input", 1);
        page.click("button#outer");
        page.lacks("input");
        page.click("button#outer");
        page.counts("input", 1);
        page.has_focus("input#outer");
        page.click("button#inner");
        page.counts("input", 2);
        page.has_focus("input#inner");
    };
    scenario(&App::new(turns::Hidden));
    visit("/turns/hidden", |page| scenario(page));
}

#[test]
fn an_action_that_panics_fails_alone() {
    fn scenario(page: &impl Visitor) {
        page.click("#fail");
        page.shows("output", "1");
        page.click("#more");
        page.shows("output", "11");
    }
    scenario(&App::new(turns::Actions));
    visit("/turns/actions", scenario);
}

#[test]
fn time_passes_for_tasks_of_the_server() {
    let app = App::new(turns::Ticks);
    app.pass(950);
    app.shows("output", "9");
    app.delay(30);
    app.pass(70);
    app.shows("output", "9");
    app.pass(10);
    app.shows("output", "10");
}

#[test]
fn a_click_on_what_takes_no_focus_takes_it_away() {
    let app = App::new(turns::Ticks);
    app.click("#field");
    app.has_focus("#field");
    app.click("#text");
    assert!(!app.act(|tab| tab.has_focus("#field")));
}

#[test]
fn a_page_goes_on_without_what_panicked_at_its_start() {
    fn scenario(page: &impl Panicking) {
        page.click("#more");
        page.shows("output", "1true");
    }
    let app = App::without_javascript(turns::Start);
    app.fails(&["mounted"], App::start);
    scenario(&app);
    visit("/turns/start", |page| {
        page.fails(&["mounted"], |_| {});
        scenario(page);
    });
}

#[test]
fn what_an_observer_says_is_shown_until_it_ends() {
    let app = App::new(turns::Observers);
    app.act(|tab| tab.resize("#size", 70.0, 30.0));
    app.act(|tab| tab.bring_into_sight("#size", true));
    app.shows("#width", "70");
    app.shows("#height", "30");
    app.shows("#seen", "true");
    app.click("#close");
    app.act(|tab| tab.resize("#size", 80.0, 30.0));
    app.shows("#width", "70");
    visit("/turns/observers", |page| {
        page.shows("#width", "100");
        page.shows("#height", "40");
        page.shows("#seen", "true");
        page.run("document.querySelector('#size').style.width = '60px'", &[]);
        page.shows("#width", "60");
        page.run(
            "document.querySelector('#size').style.transform = 'translateY(-300px)'",
            &[],
        );
        page.shows("#seen", "false");
        page.click("#close");
        page.run("document.querySelector('#size').style.width = '90px'", &[]);
        std::thread::sleep(std::time::Duration::from_millis(100));
        page.shows("#width", "60");
    });
}
