//! The time that scripts take for one click, in Chromium: a counter beside a table of a thousand rows, and rows that
//! are selected. Prints the median of many clicks.

use serde_json::json;
use watershed_tests::{browser::Browser, served::Served, visitor::Visitor};

const CLICKS: u32 = 1_000;

/// Dispatches clicks, which run their handlers and bindings before they return.
const CLICK: &str = r"
    const [count, ...selectors] = arguments;
    const buttons = selectors.map(selector => document.querySelector(selector));
    const times = [];
    for (let i = 0; i < count; i += 1) {
        const button = buttons[i % buttons.length];
        const start = performance.now();
        for (let j = 0; j < 10; j += 1) button.click();
        times.push((performance.now() - start) / 10);
    }
    return times.sort((a, b) => a - b)[count / 2];
";

struct Case {
    what: &'static str,
    package: &'static str,
    /// The elements that are clicked in turn.
    clicked: [&'static str; 2],
    /// An element and its text after the first click: then the client has arrived.
    shown: (&'static str, &'static str),
}

const CASES: &[Case] = &[
    Case {
        what: "a counter alone",
        package: "counter",
        clicked: ["#inc", "#dec"],
        shown: ("h1", "1"),
    },
    Case {
        what: "a counter beside 1,000 rows",
        package: "beside",
        clicked: ["#inc", "#inc"],
        shown: ("#count", "1"),
    },
    Case {
        what: "selecting one of 1,000 rows",
        package: "rows",
        clicked: ["li:nth-child(3)", "li:nth-child(500)"],
        shown: ("li.selected", "brown mouse 3"),
    },
];

fn main() {
    for case in CASES {
        println!("{:<30} {:>8.4} ms of script", case.what, time(case));
    }
}

fn time(case: &Case) -> f64 {
    let served = Served::start(case.package);
    let browser = Browser::at(&served.url());
    let [first, second] = case.clicked;
    browser.run(
        "document.querySelector(arguments[0]).click()",
        &[json!(first)],
    );
    browser.shows(case.shown.0, case.shown.1);
    let median = browser.run(CLICK, &[json!(CLICKS), json!(first), json!(second)]);
    median.as_f64().expect("a time in milliseconds")
}
