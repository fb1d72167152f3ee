//! Generated pages, split and linked, end as their unsplit twins do, whatever is clicked.

use std::env;

use fastrand::Rng;
use watershed::testing::App;
use watershed_tests::{
    generate::{model::Model, random},
    markup::normal,
};

/// Components drawn by the build script.
#[allow(warnings)] // Nobody would write conditions that are always true, or signals that nobody reads.
mod generated {
    use watershed::prelude::*;

    include!(concat!(env!("OUT_DIR"), "/generated.rs"));

    pub(super) fn all() -> Vec<super::Case> {
        macro_rules! page {
            ($seed:expr, $page:ident) => {
                super::Case { seed: $seed, open: || watershed::testing::App::new($page) }
            };
        }
        pages!(page).into()
    }
}

/// A page, and what it was drawn from.
struct Case {
    seed: u64,
    open: fn() -> App,
}

#[test]
fn a_split_page_shows_what_its_unsplit_twin_shows() {
    generated::all().iter().for_each(compare);
}

fn compare(case: &Case) {
    let program = random::program(case.seed);
    let mut twin = Model::new(&program);
    let app = (case.open)();
    let mut rng = Rng::with_seed(case.seed);
    for step in 0..clicks() {
        app.settle();
        assert_eq!(normal(&app.html("body")), normal(&twin.html()), "page {} after {step} clicks", case.seed);
        let button = rng.usize(..twin.buttons());
        app.act(|tab| tab.click_nth("button", button));
        twin.click(button);
    }
}

fn clicks() -> usize {
    let wanted = env::var("WATERSHED_CLICKS").ok();
    wanted.map_or(250, |wanted| wanted.parse().expect("WATERSHED_CLICKS is a number"))
}
