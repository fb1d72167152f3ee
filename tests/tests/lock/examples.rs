//! The lines of the examples are the values that cross in their scenarios.

use watershed::testing::App;
use watershed_tests::examples::{
    beside::Beside,
    counter::Counter,
    gallery::Gallery,
    hackernews::{Thread, UnrenderedThread, import, thread::store},
    profile::Profile,
    rows::Rows,
    secrets::Secrets,
    toggle::Page,
};
use watershed_tests::ledger::Ledger;
use watershed_tests::scenarios;

/// Runs a visit in which every value crosses that an example's components can send.
fn exact(example: &str, visit: impl FnOnce()) {
    let module = format!("watershed_tests::examples::{example}");
    let mut ledger = Ledger::of(&[&module]);
    visit();
    ledger.read();
    ledger.is_exact();
}

fn press_everything(app: &App) {
    for at in 0..app.count("button") {
        if at < app.count("button") {
            app.act(|tab| tab.click_nth("button", at));
            app.settle();
        }
    }
}

#[test]
fn nothing_of_a_counter_crosses() {
    exact("counter", || scenarios::counter(&App::new(Counter)));
}

#[test]
fn a_toggle_goes_up() {
    exact("toggle", || scenarios::toggle(&App::new(Page)));
}

#[test]
fn of_rows_their_keys_come_down() {
    exact("rows", || scenarios::rows(&App::new(Rows)));
}

#[test]
fn the_gallery_is_exact() {
    exact("gallery", || scenarios::gallery(&App::new(Gallery)));
}

#[test]
fn of_a_profile_the_date_comes_down() {
    exact("profile", || scenarios::profile(&App::new(Profile)));
}

#[test]
fn secrets_are_exact() {
    exact("secrets", || {
        let app = App::new(Secrets);
        for _ in 0..2 {
            app.fill("input", "a guess");
            press_everything(&app);
        }
    });
}

#[test]
fn what_is_beside_the_page_is_called() {
    exact("beside", || press_everything(&App::new(Beside)));
}

#[test]
fn threads_are_exact() {
    exact("hackernews", || {
        let database = tempfile::tempdir().expect("there is room");
        let thread = import::Thread::made_up();
        store::open(database.path().join("threads"), &thread, 500).expect("the thread can be kept");
        scenarios::hackernews(&App::new(Thread));
        scenarios::hackernews_unrender(&App::new(UnrenderedThread));
    });
}
