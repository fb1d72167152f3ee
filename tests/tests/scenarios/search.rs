//! Towns that are filtered as one types.

use http::Request;
use watershed::testing::App;
use watershed_tests::{
    examples::search::{Search, towns},
    scenarios,
    visitor::Visitor,
};

fn open() -> App {
    App::asked("/", Request::new(Default::default()), Search)
}

#[test]
fn what_is_typed_goes_up_and_what_is_new_comes_down() {
    let app = open();
    app.delay(200);
    scenarios::search(&app, || app.settle());
}

#[test]
fn a_keystroke_that_changes_no_row_costs_no_row() {
    let app = open();
    app.fill("#query", "heat");
    app.settle();
    app.shows("#count", "400");
    app.received();
    app.type_into("#query", "h");
    app.settle();
    app.shows("#count", "400");
    assert!(app.received().bytes() <= 16, "{:?}", app.received());
    // Towns that are not shown have never come.
    app.never_received("Quay");
}

#[test]
fn without_scripts_the_address_has_the_query() {
    let request = Request::get("/?q=heath").body(Default::default());
    let app = App::asked("/", request.expect("a request"), Search);
    app.shows("#count", "400");
    app.holds("#query", "heath");
}

/// Letters are typed and taken away, on a line that is slow, fast and broken. In the end the page shows what the last text finds, and
/// never what an older text finds after a newer one.
#[test]
fn an_older_answer_never_takes_the_place_of_a_newer_one() {
    for seed in 0..runs() {
        let mut random = fastrand::Rng::with_seed(seed);
        let app = open();
        let mut text = String::new();
        let mut typed = vec![text.clone()];
        let mut last = 0;
        for _ in 0..random.u32(1..15) {
            match random.u32(..20) {
                0 => app.cut(),
                1..5 => app.delay(random.u64(..120)),
                5..9 => {
                    text.pop();
                    app.fill("#query", &text);
                    typed.push(text.clone());
                }
                _ => {
                    text.push(
                        *random
                            .choice(&['a', 'e', 'h', 'i', 'o', 'r', 't'])
                            .expect("a letter"),
                    );
                    app.fill("#query", &text);
                    typed.push(text.clone());
                }
            }
            app.pass(random.u64(..80));
            let shown = app.text("#count");
            let of = |text: &String| towns::found(text).count.to_string() == shown;
            let Some(newer) = typed[last..].iter().position(of) else {
                panic!(
                    "seed {seed}: {shown} is of no text after `{}` in {typed:?}",
                    typed[last]
                );
            };
            last += newer;
        }
        app.settle();
        app.shows("#count", &towns::found(&text).count.to_string());
        app.holds("#query", &text);
    }
}

/// The number of random runs: `SEARCH_RUNS` for more of them.
fn runs() -> u64 {
    let runs = std::env::var("SEARCH_RUNS").ok();
    runs.and_then(|runs| runs.parse().ok()).unwrap_or(20)
}
