//! Rule 7: a path crosses in place of the value that it starts from.

use watershed::testing::App;
use watershed_tests::{splitting::projections::*, visitor::Visitor};

#[test]
fn paths_into_a_signal_are_evaluated_on_the_server() {
    let app = App::new(Paths);
    for (id, text) in [
        ("#length", "7"),
        ("#name", "A"),
        ("#initial", "false A"),
        ("#tag", "false first last"),
        ("#since", "false"),
        ("#year", "1999"),
        ("#with", "19997"),
        ("#found", "false Some(\"Ada\")"),
    ] {
        app.shows(id, text);
    }
    app.click("#long");
    app.sent_nothing();
    for (id, text) in [
        ("#length", "3"),
        ("#name", "ADA"),
        ("#year", "1999-5"),
        ("#with", "1999-57"),
        ("#since", "true"),
    ] {
        app.shows(id, text);
    }
    app.never_received(HASH);
}

#[test]
fn mirrors_of_paths_follow_what_the_server_writes() {
    let app = App::new(Paths);
    app.click("#rename");
    for (id, text) in [
        ("#length", "9"),
        ("#initial", "false G"),
        ("#tag", "false Grace last"),
        ("#since", "true"),
        ("#with", "20019"),
        ("#found", "false Some(\"Grace\")"),
    ] {
        app.shows(id, text);
    }
    app.never_received(HASH);
}

#[test]
fn a_path_keeps_the_conditions_it_stands_under() {
    let app = App::new(Conditions);
    app.shows("#guarded", "nobody false");
    app.shows("#lazy", "false");
    app.shows("#opened", "-");
    app.click("#load");
    app.shows("#guarded", "1999 false");
    app.click("#open");
    app.shows("#guarded", "1999 true");
    app.shows("#lazy", "true");
    app.shows("#opened", "A");
    app.click("#see");
    app.shows("#seen", "Ada");
    app.click("#close");
    app.click("#drop");
    app.shows("#guarded", "nobody false");
    app.shows("#lazy", "false");
    app.never_received(HASH);
}

#[test]
fn what_is_taken_of_a_local_crosses_and_not_the_local() {
    let app = App::new(Locals);
    app.click("#show");
    app.shows("#text", "7 false true 3");
    app.click("#again");
    app.shows("#text", "1999");
    app.click("#type");
    app.shows("#text", "8");
    app.never_received(HASH);
}

#[test]
fn what_is_done_for_its_effect_is_done_in_the_browser() {
    let app = App::new(Tasks);
    app.shows("#done", "false");
    app.shows("#state", "false wash false");
    app.click("#finish");
    app.shows("#done", "true");
    app.shows("#state", "false wash true");
    app.click("#undo");
    app.shows("#done", "false");
    app.shows("#state", "true wash false");
    app.click("#set");
    app.shows("#done", "true");
    app.shows("#state", "true wash true");
}
