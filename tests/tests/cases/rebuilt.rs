//! Pages that are made anew in their place.

use serde_json::{Value, json};
use watershed::testing::App;
use watershed_tests::{browser::Browser, cases::serve, examples::cases::rebuilt, visitor::Visitor};

/// Notes elements that come or go, except for the sentence that there is no connection, and counts how often the page was
/// made anew.
pub const WATCH: &str = "
    window.changes = [];
    window.rebuilt = () => performance.getEntriesByType('resource')
        .filter(({initiatorType, name}) => initiatorType == 'fetch' && name == location.href).length
        - document.documentElement.hasAttribute('data-connection');
    new MutationObserver(records => records.forEach(({addedNodes, removedNodes}) => {
        for (const node of [...addedNodes, ...removedNodes])
            if (node instanceof Element && node.getAttribute('role') != 'status') changes.push(node.outerHTML);
    })).observe(document.body, {childList: true, subtree: true});";

/// Remembers elements, which `kept` compares.
const REMEMBER: &str = "
    window.elements = Object.fromEntries([...document.querySelectorAll('[id]')].map(element => [element.id, element]));
    window.kept = id => document.getElementById(id) == elements[id];";

fn run(browser: &Browser, script: &str) -> Value {
    browser.run(script, &[])
}

#[test]
fn what_differs_is_changed_and_all_else_stays() {
    let mut served = serve();
    let browser = Browser::at(&format!("{}rebuilt", served.url()));
    browser.shows("#row-1 button", "0");
    let own = browser.text("#process").expect("it is there");
    browser.choose("#colour", "green");
    browser.choose("#loose", "two");
    browser.click("#agreed");
    browser.click("#ticked");
    browser.click("#large");
    browser.type_into("#story", "once");
    browser.shows("output", "green true large once");
    browser.click("#portal");
    browser.click("#row-2 button");
    browser.type_into("#row-2 input", "two");
    browser.type_into("#row-4 input", "four");
    browser.type_into("#inside", "in");
    run(
        &browser,
        "document.querySelector('#scrolls').scrollTop = 77",
    );
    run(&browser, WATCH);
    run(&browser, REMEMBER);
    browser.click("#row-4 input");
    run(
        &browser,
        "document.querySelector('#row-4 input').setSelectionRange(1, 2)",
    );
    served.restart();
    browser.until("rebuilt()", &json!(1));
    browser.lacks(&format!("#row-{own}"));
    let now = browser.text("#process").expect("it is there");
    assert_ne!(own, now);
    browser.has(&format!("#row-{now}"));
    let rows: Vec<u32> = {
        let now = now.parse().expect("it is a number");
        let mut rows = vec![now, 1, 2, 3, 4];
        rows.rotate_left(now as usize % 5);
        rows
    };
    browser.until(
        "[...document.querySelectorAll('li[id]')].map(row => Number(row.id.slice(4)))",
        &json!(rows),
    );
    for id in [
        "row-1", "row-2", "row-3", "row-4", "colour", "portal", "inside", "scrolls", "link",
    ] {
        browser.until(&format!("kept({id:?})"), &json!(true));
    }
    browser.holds("#row-2 input", "two");
    browser.holds("#row-4 input", "four");
    browser.shows("#row-2 button", "1");
    browser.until(
        "document.activeElement == document.querySelector('#row-4 input')",
        &json!(true),
    );
    browser.until("document.activeElement.selectionStart", &json!(1));
    browser.until("document.querySelector('#scrolls').scrollTop", &json!(77));
    browser.holds("#colour", "green");
    browser.holds("#loose", "two");
    browser.is_checked("#agreed", true);
    browser.is_checked("#ticked", true);
    browser.is_checked("#large", true);
    browser.holds("#story", "once");
    browser.holds("#inside", "in");
    browser.counts("#portal", 1);
    browser.shows("#portal", "clicks 1");
    browser.click("#portal");
    browser.shows("#portal", "clicks 2");
    browser.click("#link");
    browser.shows("#portal", "clicks 12");
    browser.until("location.hash", &json!(""));
    browser.click("#small");
    browser.choose("#colour", "red");
    browser.click("#agreed");
    browser.type_into("#story", " more");
    browser.shows("output", "red false small once more");
    browser.click("#toggle");
    browser.lacks("#inside");
    browser.click("#toggle");
    browser.holds("#inside", "in");
    browser.click("#save");
    browser.shows("ol", "red 12");
    browser.made_no_mistakes();
}

#[test]
fn calls_that_no_server_had_are_made_once_and_events_wait() {
    let app = App::new(rebuilt::Rebuilt);
    app.click("#save");
    app.counts("ol li", 1);
    app.crash();
    app.click("#portal");
    app.click("#save");
    app.click("#portal");
    app.click("#save");
    app.settle();
    app.counts("ol li", 2);
    assert_eq!(app.text("ol"), "red 1red 2");
    app.shows("b", "saved");

    let mut served = serve();
    let browser = Browser::at(&format!("{}rebuilt", served.url()));
    browser.shows("#row-1 button", "0");
    browser.click("#save");
    browser.counts("ol li", 1);
    run(&browser, WATCH);
    served.kill();
    browser.until(
        "document.documentElement.dataset.connection != null",
        &json!(true),
    );
    for _ in 0..3 {
        browser.click("#portal");
        browser.click("#save");
    }
    // From now on, until the page is made anew, somebody clicks.
    run(
        &browser,
        "window.clicked = 0;
         window.clicking = setInterval(() => {
             if (rebuilt() > 0 || clicked > 2000) return clearInterval(clicking);
             clicked++;
             document.querySelector('#row-3 button').click();
         }, 5);",
    );
    served.start_again();
    browser.until("rebuilt()", &json!(1));
    browser.until(
        "[...document.querySelectorAll('ol li')].map(line => line.textContent)",
        &json!(["red 1", "red 2", "red 3"]),
    );
    browser.until(
        "Number(document.querySelector('#row-3 button').textContent) - clicked",
        &json!(0),
    );
    browser.until("clicked > 3", &json!(true));
    browser.shows("b", "saved");
    browser.made_no_mistakes();
}
