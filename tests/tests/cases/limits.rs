//! Large values and many calls, and pages that fail.

use serde_json::json;
use watershed::testing::App;
use watershed_tests::{
    browser::Browser,
    cases::{serve, visit},
    examples::cases::limits,
    visitor::Visitor,
};

use super::rebuilt::WATCH;

/// Puts a text of so many characters into a field, like pasting.
pub(super) fn paste(browser: &Browser, selector: &str, length: usize) {
    let script = "const field = document.querySelector(arguments[0]);
        field.value = 'x'.repeat(arguments[1]);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    browser.run(script, &[json!(selector), json!(length)]);
}

#[test]
fn a_value_that_is_too_large_is_said_and_the_page_goes_on() {
    visit("/limits/essay", |browser| {
        browser.click("#ping");
        browser.shows("#pings", "1");
        paste(browser, "#text", 1_100_000);
        browser.click("#save");
        browser.shows("#trouble", "too-large");
        browser.shows("#saved", "0");
        paste(browser, "#text", 1_000_000);
        browser.shows("#length", "1000000");
        // The text as the argument of a call: the call waits until the server has the text.
        browser.click("#save");
        browser.shows("#saved", "1000000");
        paste(browser, "#text", 60_000);
        browser.shows("#length", "60000");
        browser.click("#save");
        browser.shows("#saved", "60000");
        browser.click("#ping");
        browser.shows("#pings", "2");
        assert_eq!(browser.run("return sockets", &[]), json!(1));
        // A person types quickly into a large text.
        let script = "const field = document.querySelector('#text'); let left = 60;
            const type = () => {
                field.value += 'y';
                field.dispatchEvent(new InputEvent('input', { bubbles: true }));
                if (--left) setTimeout(type, 15); else window.typed = true;
            };
            type()";
        browser.run(script, &[]);
        browser.until("window.typed", &json!(true));
        browser.shows("#length", "60060");
        assert_eq!(browser.run("return sockets", &[]), json!(1));
    });
}

fn checked(page: &impl Visitor) {
    for _ in 0..10 {
        page.click("#more");
    }
    page.shows("#known", "3,5,Ada");
    page.shows("#more", "3");
    page.lacks("#breach");
    // While it is typed, a number stays; then the control shows what the server has made of it.
    page.clear("#size");
    page.type_into("#size", "99");
    page.shows("#known", "3,20,Ada");
    page.shows("#here", "20,Ada");
    page.holds("#size", "99");
    page.leave();
    page.holds("#size", "20");
    // A text that is refused stays too, with the problem beside it, and can be mended.
    page.type_into("#name", "@x");
    page.shows("#problem", "no @ in a name");
    page.shows("#here", "20,Ada");
    page.holds("#name", "Ada@x");
    page.type_into("#name", "y");
    page.shows("#here", "20,Ada");
    page.holds("#name", "Ada@xy");
    page.clear("#name");
    page.type_into("#name", "Ada L");
    page.shows("#problem", "");
    page.shows("#here", "20,Ada L");
    page.shows("#known", "3,20,Ada L");
    page.click("#save");
    page.shows("#saved", "Ada L");
    page.type_into("#name", "@");
    page.shows("#problem", "no @ in a name");
    page.leave();
    page.holds("#name", "Ada L");
}

#[test]
fn a_browser_shows_what_the_server_has_taken_of_its_values() {
    checked(&App::new(limits::Checked));
    visit("/limits/checked", checked);
}

/// Calls fail, and the page sees why. `lose` ends the server, and starts another one.
fn failed(page: &impl Visitor, paste: impl Fn(usize), lose: impl FnOnce()) {
    let save = |text: &str| {
        page.clear("#text");
        page.type_into("#text", text);
        page.click("#save");
    };
    page.shows("#error", "None");
    save("panic");
    page.shows("#error", "Some(Failed)");
    page.shows("#given", "not saved");
    page.has("#known");
    page.has("#save.failed");
    page.shows("#pending", "false");
    save("fine");
    page.shows("#runs", "1");
    page.shows("#error", "None");
    page.shows("#given", "");
    page.lacks("#known");
    page.lacks("#save.failed");
    // The value is refused, and so is the call that would have read it.
    page.click("#cheat");
    page.shows("#error", "Some(Refused)");
    page.has("#known");
    page.shows("#count", "0");
    page.shows("#runs", "1");
    paste(1_100_000);
    page.click("#save");
    page.shows("#error", "Some(TooLarge)");
    page.has("#said");
    page.shows("#runs", "1");
    save("fine");
    page.shows("#runs", "2");
    page.shows("#error", "None");
    page.lacks("#said");
    save("wait");
    page.shows("#pending", "true");
    lose();
    page.shows("#error", "Some(Unknown)");
    page.shows("#pending", "false");
    save("fine");
    page.shows("#error", "None");
    page.shows("#pending", "false");
}

#[test]
fn a_page_sees_why_a_call_has_failed() {
    let app = App::new(limits::Failed);
    failed(
        &app,
        |length| app.fill("#text", &"x".repeat(length)),
        || {
            app.crash();
            app.settle();
        },
    );
    app.shows("#runs", "1");

    let mut served = serve();
    let browser = Browser::at(&format!("{}limits/failed", served.url()));
    failed(
        &browser,
        |length| paste(&browser, "#text", length),
        || {
            browser.run(WATCH, &[]);
            served.restart();
            browser.until("rebuilt()", &json!(1));
        },
    );
    browser.shows("#runs", "1");
}

#[test]
fn a_call_that_takes_too_long_has_failed_on_both_sides() {
    let app = App::new(limits::Failed);
    app.fill("#text", "wait");
    app.click("#save");
    app.shows("#pending", "true");
    // The time of a call counts from when the server looks at it first.
    app.pass(1);
    app.pass(31_000);
    app.pass(1);
    app.shows("#error", "Some(Unknown)");
    app.shows("#pending", "false");
    app.has("#known");
}

/// Nobody knows which of the calls that the server had have run; those that it never had run, and a failure stays on the page.
#[test]
fn a_failure_stays_on_a_page_that_is_made_anew() {
    let app = App::new(limits::Failed);
    app.fill("#text", "panic");
    app.click("#save");
    app.shows("#error", "Some(Failed)");
    app.crash();
    app.settle();
    app.shows("#error", "Some(Failed)");
    app.fill("#text", "wait");
    app.click("#save");
    app.crash();
    app.fill("#text", "fine");
    app.click("#save");
    app.settle();
    app.shows("#runs", "1");
    app.shows("#error", "Some(Unknown)");
    app.shows("#pending", "false");
    app.discard_tab();
    app.shows("#error", "Some(Unknown)");
}

#[test]
fn many_calls_in_one_turn_all_run() {
    let app = App::new(limits::Many);
    app.click("#all");
    app.settle();
    app.shows("#done", "300");
    visit("/limits/many", |browser| {
        browser.click("#all");
        browser.shows("#done", "300");
        // An action that would read an unsent value is not called, and the visitor is told.
        paste(browser, "#notes", 1_100_000);
        browser.click("#read");
        browser.counts("[role=alert]", 1);
        browser.shows("#seen", "0");
        paste(browser, "#notes", 1_000);
        browser.click("#read");
        browser.shows("#seen", "1000");
        browser.click("#one");
        browser.shows("#done", "301");
        assert_eq!(browser.run("return sockets", &[]), json!(1));
    });
}

#[test]
fn a_page_that_fails_when_it_comes_alive_does_not_reload_on_and_on() {
    visit("/limits/failing", |browser| {
        browser.until(
            "Number(document.querySelector('#renders')?.textContent) > 1",
            &json!(true),
        );
        std::thread::sleep(std::time::Duration::from_secs(3));
        // Without an end there would be a dozen.
        browser.until(
            "Number(document.querySelector('#renders')?.textContent || 99) < 6",
            &json!(true),
        );
    });
}

#[test]
fn content_that_is_nested_deep_comes_later_and_lives() {
    visit("/limits/deep", |browser| {
        browser.click("#open");
        browser.counts(".reply", 121);
        let script = "document.querySelectorAll('.reply')[120].click()";
        browser.run(script, &[]);
        browser.until(
            "document.querySelectorAll('.reply')[120].textContent",
            &json!("1"),
        );
        browser.until(
            "document.querySelectorAll('.reply')[119].textContent",
            &json!("0"),
        );
    });
}

fn later(page: &impl Visitor, wait: impl Fn()) {
    page.click("#go");
    wait();
    page.shows("main", "here I am");
    page.click("#row");
    wait();
    page.shows("ol", "here I am");
    page.shows("#if", "here I am");
    page.shows("#match", "here I am");
}

#[test]
fn a_component_that_takes_its_time_appears_by_itself() {
    let app = App::new(limits::Later);
    later(&app, || app.pass(200));
    visit("/limits/later", |browser| later(browser, || {}));
}
