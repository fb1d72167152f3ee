//! A network that is slow, and one that breaks.

use watershed::{prelude::*, testing::App};
use watershed_tests::{
    examples::{counter::Counter, gallery::Gallery, toggle::Page},
    scenarios::TOGGLED,
    visitor::Visitor,
};

#[test]
fn ten_quick_clicks_count_ten_whatever_the_latency() {
    for page in [App::new(Counter), App::new(Gallery)] {
        page.delay(100);
        for _ in 0..10 {
            page.click("#inc");
            page.pass(50);
        }
        page.settle();
        page.sees("10");
    }
}

#[test]
fn a_late_answer_does_not_undo_what_was_clicked_since() {
    let app = App::new(Gallery);
    app.delay(100);
    app.click("#inc");
    app.pass(150);
    app.click("#inc");
    app.pass(60);
    app.shows("#text", "quoted, bare and counted 2, twice: 4");
    app.settle();
    app.shows("#text", "quoted, bare and counted 2, twice: 4");
    app.counts("#steps li", 2);
}

#[test]
fn a_toggle_that_is_clicked_while_its_answer_is_under_way_ends_as_clicked() {
    let app = App::without_javascript(Page);
    app.delay(100);
    app.start();
    app.pass(150);
    app.click("#toggle");
    app.settle();
    app.shows("#content", "");
    app.click("#toggle");
    app.settle();
    app.shows("#content", TOGGLED);
}

#[test]
fn what_was_clicked_while_the_connection_was_down_arrives_later() {
    let app = App::new(Gallery);
    app.click("#inc");
    app.cut();
    app.click("#inc");
    app.shows("#text", "quoted, bare and counted 2, twice: 4");
    app.settle();
    app.counts("#steps li", 2);
}

#[test]
fn an_answer_that_was_lost_is_sent_again() {
    let app = App::new(Gallery);
    app.delay(100);
    app.click("#inc");
    app.pass(150);
    app.cut();
    app.settle();
    app.counts("#steps li", 1);
}

/// A counter that the server keeps.
#[component]
fn Visits() -> View {
    let (visits, set_visits) = signal(0);
    let visit = action(async move |_: ()| set_visits.update(|visits| *visits += 1));
    view! { <button id="visit" on:click=move |_| visit.dispatch(())>{visits}</button> }
}

#[test]
fn a_call_runs_once_however_often_the_connection_breaks() {
    for lost_after in [10, 110, 150, 190, 210, 250] {
        let app = App::new(Visits);
        app.delay(100);
        app.click("#visit");
        app.pass(lost_after);
        app.cut();
        app.settle();
        app.shows("#visit", "1");
    }
}
