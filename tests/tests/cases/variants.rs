//! Variants of the other cases, in the simulation and in Chromium.

use std::time::Duration;

use watershed::testing::App;
use watershed_tests::{
    cases::{visit, visit_slowly},
    examples::cases::variants,
    visitor::Visitor,
};

/// Makes the tests of one page: in the simulation and in a browser.
macro_rules! variant {
    ($name:ident, $component:ident, $path:literal, $scenario:expr) => {
        #[test]
        fn $name() {
            let run: fn(&dyn Visitor) = $scenario;
            run(&App::new(variants::$component));
            visit(concat!("/variants/", $path), |page| run(page));
        }
    };
}

variant!(whatever_reads_a_signal_follows_it, Reads, "reads", |page| {
    page.shows("#total", "3");
    page.click("button");
    for (selector, text) in [
        ("#total", "6"),
        ("#trait", "6"),
        ("#rc", "6"),
        ("#with", "3"),
        ("#option", "3"),
        ("#map", "2"),
        ("#map-get", "4"),
        ("#tuple", "2"),
        ("#index", "2"),
        ("#else", "2"),
        ("#format", "    2|arc"),
        ("#let", "5"),
        ("#match", "two"),
        ("#if", "more"),
        ("#iter", "9"),
        ("#lifted", "12"),
        ("#bool", "true"),
        ("#char", "2"),
        ("#float", "0.5"),
        ("#in-rc", "2"),
        ("#in-tuple", "2"),
        ("#in-option", "2"),
        ("#twice", "4"),
    ] {
        page.shows(selector, text);
    }
    page.has("#title.many[title='6']");
    page.click("#names");
    page.shows("#tuple", "30");
});

variant!(a_todo_list_is_ordinary_code, Tasks, "tasks", |page| {
    page.shows("#left", "2 left");
    page.click("#task-1 input[type=checkbox]");
    page.shows("#left", "1 left");
    page.has("#task-1.done");
    page.type_into("#task-2 .title", "ee");
    page.choose("#task-2 select", "y");
    page.shows("output", "a1x,bee0y");
    page.type_into("#draft", "new");
    page.press("#draft", "Enter");
    page.shows("#left", "2 left");
    page.holds("#draft", "");
    page.click("#task-1 .remove");
    page.lacks("#task-1");
    page.shows("output", "bee0y,new0x");
    page.click("#all");
    page.shows("#left", "0 left");
    page.is_checked("#task-3 input[type=checkbox]", true);
});

variant!(
    controls_of_all_types_hold_what_their_signals_say,
    Inputs,
    "inputs",
    |page| {
        let first = "2026-01-02 10:30 #ff0000 7 3 Some(1.5) [\"b\"] false \"\\nfirst\" 2026-11";
        page.shows("output", first);
        page.holds("#date", "2026-01-02");
        page.holds("#note", "\nfirst");
        page.click("#set");
        page.shows(
            "output",
            "2027-03-04 11:45 #00ff00 2 -5 None [\"a\", \"c\"] true \"\\n\\nsecond\" 2027-01",
        );
        for (selector, value) in [
            ("#date", "2027-03-04"),
            ("#time", "11:45"),
            ("#colour", "#00ff00"),
            ("#range", "2"),
            ("#small", "-5"),
            ("#maybe", ""),
            ("#month", "2027-01"),
            ("#note", "\n\nsecond"),
        ] {
            page.holds(selector, value);
        }
        page.has("details[open]");
        page.click("summary");
        page.lacks("details[open]");
        page.clear("#small");
        page.type_into("#small", "12");
        page.type_into("#maybe", "2.5");
        page.shows(
            "output",
            "2027-03-04 11:45 #00ff00 2 12 Some(2.5) [\"a\", \"c\"] false \"\\n\\nsecond\" 2027-01",
        );
        page.click("#reset");
        page.shows("output", first);
        page.holds("#date", "2026-01-02");
        page.holds("#maybe", "1.5");
    }
);

variant!(
    structure_has_its_place_in_every_parent,
    Parents,
    "parents",
    |page| {
        page.shows("caption", "2");
        page.click("#turn");
        page.shows("caption", "3");
        page.counts("circle", 3);
        page.counts(".later", 3);
        page.shows("tbody tr:first-child .pick", "3");
        page.click("tbody tr:first-child .pick");
        page.shows("output", "3");
        page.holds("#pick", "3");
        page.shows("#mi", "3");
        page.shows("dl dd", "9");
        page.choose("#pick", "2");
        page.shows("output", "2");
        page.shows("#g text", "2");
        page.click("#turn");
        page.lacks("#g");
        page.counts("circle", 4);
        page.click("#turn");
        page.shows("#g text", "2");
    }
);

#[test]
fn asynchronous_components_come_later() {
    visit("/variants/later", |page| {
        page.shows("#slow-1", "1:0");
        page.has("i");
        page.click("#turn");
        page.shows("#slow-0", "0:0");
        page.shows("#slow-2", "2:0");
        page.shows("#slow-9", "9:0");
        page.lacks("i");
        page.lacks("b");
        page.click("#slow-2");
        page.shows("#slow-2", "2:1");
        page.click("#slow-0");
        page.shows("#slow-0", "0:1");
        page.click("#turn");
        page.has("i");
        page.has("b");
    });
}

variant!(
    components_are_given_all_kinds_of_things,
    Composed,
    "composed",
    |page| {
        page.shows("p.generic", "3 0 three");
        page.click("button.generic");
        page.shows("p.generic", "3 1 three");
        page.counts(".called", 3);
        page.shows(".called", "no 0");
        page.click(".called:nth-of-type(3)");
        page.click("#relabel");
        page.shows(".labelled", "l!");
        page.shows(".called", "no 0!");
        page.has(".labelled[title='l!']");
        page.click(".deep-1 > .deep");
        page.shows("output", "101");
        page.shows("em", "202");
        page.shows(".deep-0 > .deep", "0/101");
        page.shows(".labelled:nth-of-type(4)", "computed 101");
    }
);

variant!(what_is_shown_again_is_still_found, Again, "again", |page| {
    page.shows("#two", "first");
    for _ in 0..2 {
        page.click("#turn");
        page.shows("#closed", "first");
        page.click("#turn");
        page.shows("#two", "first");
    }
    page.click("#lend");
    page.shows("aside u", "lent");
    page.click("#say");
    page.shows("#two", "second");
    page.shows("aside em", "second");
    page.shows("#three", "second");
    page.has("#two[title=second]");
    page.click("#add");
    page.counts("b", 2);
    page.shows("main", "onetext secondsecond12second");
    page.click("#turn");
    page.shows("#closed", "second");
});

/// The page does not wait for an answer: typing, choosing and clicking meanwhile counts.
#[test]
fn nobody_waits_for_a_slow_line() {
    visit_slowly("/variants/tasks", Duration::from_millis(200), |page| {
        page.click("#task-1 input[type=checkbox]");
        page.shows("#left", "1 left");
        page.type_into("#draft", "one");
        page.press("#draft", "Enter");
        page.type_into("#draft", "two");
        page.press("#draft", "Enter");
        page.type_into("#task-1 .title", "bcdefgh");
        page.click("#task-1 input[type=checkbox]");
        page.click("#task-2 input[type=checkbox]");
        page.click("#task-2 input[type=checkbox]");
        page.choose("#task-2 select", "y");
        page.choose("#task-2 select", "x");
        page.click("#task-1 input[type=checkbox]");
        page.type_into("#task-2 .title", "cd");
        page.choose("#task-1 select", "y");
        page.has("#task-4");
        page.type_into("#task-4 .title", "!");
        page.type_into("#task-2 .title", "e");
        page.shows("output", "abcdefgh1y,bcde0x,one0x,two!0x");
        page.holds("#task-1 .title", "abcdefgh");
        page.holds("#task-2 .title", "bcde");
        page.click("#task-3 .remove");
        page.type_into("#task-4 .title", "?");
        page.lacks("#task-3");
        page.shows("output", "abcdefgh1y,bcde0x,two!?0x");
        page.shows("#left", "2 left");
    });
}

/// Opening and closing faster than the server answers ends in the last state.
#[test]
fn turning_faster_than_the_answer() {
    visit_slowly("/variants/parents", Duration::from_millis(200), |page| {
        for _ in 0..5 {
            page.click("#turn");
        }
        page.shows("caption", "7");
        page.counts("tbody tr", 7);
        page.has("#g");
        page.counts(".later", 7);
        page.click("#turn");
        page.click("#turn");
        page.has("#g");
        page.shows("#g text", "0");
        page.click("tbody tr:last-child .pick");
        page.click("#turn");
        page.lacks("#g");
        page.lacks(".later");
    });
}
