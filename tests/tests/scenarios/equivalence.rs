//! Generated pages, split and linked, end in the same state as their unsplit twins, whatever is clicked.

use std::env;

use fastrand::Rng;
use watershed::testing::App;
use watershed_tests::{
    generate::{model::Model, random},
    markup::normal,
};

/// Components drawn by the build script, and a test for each.
#[allow(warnings)] // Nobody would write conditions that are always true, or signals that nobody reads.
mod generated {
    use watershed::{prelude::*, testing::App};

    include!(concat!(env!("OUT_DIR"), "/generated.rs"));

    macro_rules! compared {
        ($test:ident, $seed:expr, $page:ident) => {
            #[test]
            fn $test() {
                super::compare($seed, &App::new($page));
            }
        };
    }
    each_page!(compared);
}

/// Clicks at random on a page and on its twin. The page's connection has a delay, and sometimes breaks.
fn compare(seed: u64, app: &App) {
    let program = random::program(seed);
    let mut twin = Model::new(&program);
    let mut rng = Rng::with_seed(seed);
    for step in 0..clicks() {
        assert_eq!(
            normal(&app.html("body")),
            normal(&twin.html()),
            "page {seed} after {step} clicks"
        );
        let button = rng.usize(..twin.buttons());
        app.delay(rng.u64(..3) * 50);
        if rng.u8(..8) == 0 {
            app.cut();
        }
        app.act(|tab| tab.click_nth("button", button));
        app.settle();
        twin.click(button);
    }
}

fn clicks() -> usize {
    let wanted = env::var("WATERSHED_CLICKS").ok();
    wanted.map_or(250, |wanted| {
        wanted.parse().expect("WATERSHED_CLICKS is a number")
    })
}
