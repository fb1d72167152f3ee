//! The values that cross, and their followers.

use watershed::testing::App;
use watershed_tests::{splitting::colouring::*, visitor::Visitor};

#[test]
fn spread_attributes_come_change_and_go() {
    let app = App::new(Spread);
    app.has("#spread[data-a=on]");
    app.has("#listed[title=data-a]");
    app.click("#more");
    app.has("#spread[data-a=on][data-b=on]");
    app.has("#listed[title='data-a data-b']");
    app.click("#none");
    app.lacks("#spread[data-a]");
    app.lacks("#spread[data-b]");
}

#[test]
fn a_computed_class_keeps_the_toggled_ones() {
    let app = App::new(Classes);
    app.has("#both.plain");
    app.lacks("#both.open");
    app.click("#open");
    app.has("#both.plain.open");
    app.click("#kind");
    app.has("#both.fancy.open");
    app.lacks("#both.plain");
    app.is_static();
}

#[test]
fn text_in_pieces_follows_each_of_them() {
    let app = App::new(Pieces);
    app.shows("#text", "row 1 of 3");
    app.click("#inc");
    app.shows("#text", "row 2 of 3");
    app.is_static();
}

#[test]
fn rows_of_a_loop_are_kept_by_their_keys() {
    let app = App::new(KeyedLoop);
    app.type_into("#row2 input", "typed");
    app.click("#change");
    app.shows("#rows", "threetwouno");
    app.holds("#row2 input", "typed");
    app.click("#row1 button");
    app.shows("#chosen", "1");
    app.click("#row3 button");
    app.shows("#chosen", "3");
}

#[test]
fn what_a_closure_reads_later_is_sent_with_the_call() {
    for (app, saved) in [(App::new(ReadLate), "2"), (App::new(ReadLateByName), "4")] {
        app.click("#inc");
        app.click("#inc");
        app.sent_nothing();
        app.click("#save");
        app.shows("#saved", saved);
    }
}

#[test]
fn a_memo_that_is_kept_on_the_server_is_mirrored() {
    let app = App::new(Pinned);
    app.shows("#found", "3 found");
    app.click("#ask");
    app.shows("#found", "2 found");
    app.click("#note");
    app.shows("#noted", "2");
}

#[test]
fn claims_that_hold_change_nothing() {
    let app = App::new(Claimed);
    app.shows("#length", "5");
    app.click("#toggle");
    app.has("#open.open");
    app.shows("#open", "5");
    app.is_static();
}

#[test]
fn a_comment_renders_comments() {
    let app = App::new(Comments);
    app.click("#words #comment3 .fold");
    app.has("#words #comment3.folded");
    app.lacks("#words #comment2.folded");
    app.click("#words #comment2 .mark");
    app.shows("#marked", "good");
    app.click("#numbers #comment2 .mark");
    app.shows("#counted", "7");
    app.is_static();
}

#[test]
fn a_closure_gives_a_list() {
    let app = App::new(Given);
    app.click("#row5");
    app.shows("#chosen", "5");
    app.click("#clear");
    app.lacks("#row5");
}

#[test]
fn composables_bring_client_code_along() {
    let app = App::new(Composed);
    app.click("#raise");
    app.shows("#count", "4");
    app.shows("#doubled", "8");
    app.click("#add");
    app.lacks("#other.full");
    app.click("#add");
    app.has("#other.full");
    app.shows("#other", "2");
    app.is_static();
}
