//! Reports of users of other frameworks: each in the simulation and in Chromium.

use serde_json::json;
use watershed::testing::App;
use watershed_tests::{browser::Browser, cases::visit, examples::cases::reports, visitor::Visitor};

/// Makes the tests of one page: in the simulation and in a browser.
macro_rules! report {
    ($name:ident, $component:ident, $path:literal, $scenario:expr) => {
        #[test]
        fn $name() {
            fn scenario(page: &impl Visitor) {
                let run: fn(&dyn Visitor) = $scenario;
                run(page);
            }
            scenario(&App::new(reports::$component));
            visit(concat!("/reports/", $path), scenario);
        }
    };
}

report!(what_is_gone_is_not_read, Gone, "gone", |page| {
    page.shows("p", "Ada");
    page.click("#leave");
    page.lacks("p");
    page.lacks("b");
    page.click("#come");
    page.shows("p", "Bob");
    page.shows("b", "Bob");
    page.has("p[title=Bob]");
});

report!(
    a_cleanup_that_reads_wakes_nobody,
    ReadingCleanup,
    "reading_cleanup",
    |page| {
        page.shows("output", "1");
        page.click("#step");
        page.shows("output", "2");
        page.click("#other");
        page.click("#other");
        page.click("#step");
        page.shows("output", "3");
    }
);

report!(
    a_choice_leaves_other_selects_alone,
    TwoSelects,
    "two_selects",
    |page| {
        page.shows("#says", "ax");
        page.choose("#first", "b");
        page.shows("#note", "1");
        page.choose("#second", "y");
        page.shows("#note", "2");
        page.holds("#first", "b");
        page.holds("#second", "y");
        page.shows("#says", "by");
    }
);

report!(
    what_is_not_bound_keeps_what_was_done,
    Unbound,
    "unbound",
    |page| {
        page.type_into("#text", "half");
        page.click("#box");
        page.choose("#choice", "two");
        page.click("#tick");
        page.click("#tick");
        page.shows("form output", "2");
        page.counts("li", 2);
        page.holds("#text", "half");
        page.holds("#choice", "two");
        page.is_checked("#box", true);
    }
);

#[test]
fn what_a_person_opened_stays_open() {
    visit("/reports/unbound", |page| {
        page.click("summary");
        page.click("#tick");
        page.shows("details p", "tick 1");
        page.has("details[open]");
    });
}

report!(
    events_reach_what_is_there_now,
    Selectors,
    "selectors",
    |page| {
        page.click("#select");
        page.shows("output", "select");
        page.click("#turn");
        page.lacks("#select");
        page.click("#draw");
        page.shows("output", "draw");
        page.click("#erase");
        page.shows("output", "erase");
        page.click("#turn");
        page.lacks("#erase");
        page.click("#select");
        page.shows("output", "select");
    }
);

report!(a_focused_select_is_not_frozen, Invalid, "invalid", |page| {
    page.has("#state.invalid");
    page.choose("#state", "ok");
    page.lacks("#state.invalid");
    page.choose("#state", "");
    page.has("#state.invalid");
});

report!(enter_sends_what_was_typed_last, Enter, "enter", |page| {
    page.type_into("#text", "one");
    page.press("#text", "Enter");
    page.shows("ol", "one");
    page.holds("#text", "");
    page.type_into("#text", "two");
    page.press("#text", "Enter");
    page.shows("ol", "onetwo");
});

report!(steps_have_fields_of_their_own, Steps, "steps", |page| {
    page.type_into("#name", "Ada");
    page.click("#next");
    page.has("#mail");
    page.holds("#mail", "");
    page.type_into("#mail", "a@b");
    page.shows("output", "Ada/a@b");
    page.click("#next");
    page.has("#name");
    page.holds("#name", "Ada");
});

report!(a_menu_stays_closed, Menu, "menu", |page| {
    page.click("#open");
    page.click("#green");
    page.shows("output", "green");
    page.lacks("ul");
    page.shows("#open", "green");
    page.click("#open");
    page.has("ul");
});

report!(
    choices_follow_another_choice,
    Dependent,
    "dependent",
    |page| {
        page.holds("#city", "berlin");
        page.choose("#country", "fr");
        page.shows("output", "fr/pau");
        page.shows("#city option", "paris");
        page.holds("#city", "pau");
        page.choose("#city", "paris");
        page.shows("output", "fr/paris");
    }
);

report!(
    a_box_that_leaves_takes_its_tick_along,
    Filtered,
    "filtered",
    |page| {
        page.counts("li", 3);
        page.click("li:first-child input");
        page.counts("li", 2);
        page.is_checked("input", false);
        page.click("li:first-child input");
        page.counts("li", 1);
        page.is_checked("input", false);
        page.shows("li", "task 3");
        page.click("#all");
        page.counts("li", 3);
        page.is_checked("input", false);
    }
);

report!(a_box_in_another_arm_is_a_box, Arms, "arms", |page| {
    for _ in 0..2 {
        page.is_checked("#black", true);
        page.click("#black");
        page.is_checked("#white", false);
        page.click("#white");
    }
});

report!(
    the_first_click_on_a_radio_button_counts,
    Radios,
    "radios",
    |page| {
        page.is_checked("#b", true);
        page.click("#a");
        page.shows("output", "a");
        page.is_checked("#a", true);
        page.click("#c");
        page.shows("output", "c");
        page.click("#reset");
        page.is_checked("#b", true);
        page.is_checked("#c", false);
    }
);

report!(one_box_unticks_another, Exclusive, "exclusive", |page| {
    page.is_checked("#tea", true);
    page.click("#coffee");
    page.is_checked("#coffee", true);
    page.is_checked("#tea", false);
    page.shows("output", "falsetrue");
    page.click("#tea");
    page.is_checked("#coffee", false);
    page.shows("output", "truefalse");
});

#[test]
fn a_field_that_moves_keeps_its_focus() {
    visit("/reports/moving", |page: &Browser| {
        page.click("#field-3");
        for (letter, first) in [("d", "2"), ("r", "4"), ("r", "3"), ("!", "3")] {
            page.type_into("*:focus", letter);
            page.until(
                "document.querySelector('li input').id",
                &json!(format!("field-{first}")),
            );
            page.has_focus("#field-3");
        }
        page.holds("#field-3", "drr!");
        page.counts("li", 3);
    });
}

#[test]
fn a_corrected_field_keeps_its_caret() {
    visit("/reports/shouting", |page: &Browser| {
        page.click("#text");
        page.run(
            "document.querySelector('#text').setSelectionRange(1, 1)",
            &[],
        );
        page.type_into("#text", "b");
        page.type_into("#text", "c");
        page.shows("output", "ABCZ");
        page.until("document.querySelector('#text').selectionStart", &json!(3));
    });
}

report!(
    two_rows_of_one_key_do_not_end_the_page,
    Twins,
    "twins",
    |page| {
        page.click("#twins");
        page.click("#count");
        page.shows("output", "1");
        page.shows("li:last-child", "3");
        page.click("#apart");
        page.shows("ul", "321");
        page.click("#count");
        page.shows("output", "2");
    }
);

report!(
    a_handler_reads_what_it_wrote,
    ReadBack,
    "read_back",
    |page| {
        page.click("#set");
        page.shows("output", "30");
    }
);

report!(
    what_is_not_read_any_more_wakes_nobody,
    Dynamic,
    "dynamic",
    |page| {
        page.shows("#shown", "Ada");
        page.click("#number");
        page.shows("#runs", "1");
        page.click("#turn");
        page.shows("#shown", "8");
        page.shows("#runs", "2");
        page.click("#name");
        page.shows("#runs", "2");
        page.click("#turn");
        page.shows("#shown", "Ada!");
    }
);

report!(
    a_diamond_shows_no_state_that_never_was,
    Diamond,
    "diamond",
    |page| {
        page.click("#more");
        page.click("#more");
        page.shows("output", "2+3;4+6;6+9;");
    }
);

#[test]
fn a_dialog_stays_open() {
    visit("/reports/dialog", |page: &Browser| {
        page.run("document.querySelector('#dialog').showModal()", &[]);
        page.click("#tick");
        page.shows("#dialog p", "1");
        page.has("#dialog:modal.tick-1");
        page.click("#tick");
        page.has("#dialog:modal.tick-2");
    });
}

report!(a_label_turns_its_box_once, Labelled, "labelled", |page| {
    page.click("#label");
    page.shows("output", "true1");
    page.click("#box");
    page.shows("output", "false2");
});

report!(
    characters_are_what_they_are,
    Characters,
    "characters",
    |page| {
        page.shows("output", "<b>&amp;\"'`\u{1F600}\u{0301}\u{202e}</b>");
        page.type_into("#text", "</output><!--_-->&lt;\u{e9}'\"");
        page.click("#echo");
        page.shows("output", "</output><!--_-->&lt;\u{e9}'\"");
    }
);

report!(
    a_long_text_changes_a_little,
    LongText,
    "long_text",
    |page| {
        page.click("#change");
        let begin = "\u{1F600}\u{1F602}a".repeat(2);
        page.shows(
            "output",
            &format!("<{begin}{}>", "\u{1F600}\u{1F601}".repeat(58)),
        );
    }
);

report!(
    a_computed_class_leaves_toggles_alone,
    Classes,
    "classes",
    |page| {
        page.has("#p.plain.active");
        page.click("#kind");
        page.has("#p.fancy.active:not(.plain)");
        page.click("#active");
        page.has("#p.fancy:not(.active)");
    }
);

#[test]
fn a_title_follows() {
    visit("/reports/titled", |page: &Browser| {
        page.until("document.title", &json!("count 0"));
        page.click("#more");
        page.until("document.title", &json!("count 1"));
        page.until("document.documentElement.lang", &json!("de"));
    });
}

report!(
    rows_of_two_elements_move_whole,
    Fragments,
    "fragments",
    |page| {
        page.shows("dl", "a is a!b is b!c is c!");
        page.click("#reverse");
        page.shows("dl", "c is c!b is b!a is a!");
        page.click("#remove");
        page.shows("dl", "c is c!a is a!");
        page.click("#add");
        page.shows("dl", "d is d!c is c!a is a!");
    }
);

report!(
    empty_texts_keep_their_places,
    Adjacent,
    "adjacent",
    |page| {
        page.click("#second");
        page.shows("#p", "2");
        page.click("#first");
        page.shows("#p", "121");
        page.click("#second");
        page.shows("#p", "11");
        page.click("#first");
        page.shows("#p", "");
    }
);

report!(a_list_in_a_list_is_found, Nested, "nested", |page| {
    page.click("#item-3");
    page.shows("output", "3 of b");
    page.click("#add");
    page.has("#item-4");
    page.click("#item-4");
    page.shows("output", "4 of b");
    page.click("#swap");
    page.shows("main", "3412");
    page.click("#item-1");
    page.shows("output", "1 of a");
});

report!(what_was_emptied_is_filled_again, Refill, "refill", |page| {
    page.click("#clear");
    page.counts("li", 0);
    page.click("#fill");
    page.counts("li", 100);
    page.shows("li:first-of-type", "50");
    page.click("#clear");
    page.counts("li", 0);
});

report!(numbers_read_the_same, Numbers, "numbers", |page| {
    page.click("#browser");
    page.shows("#here", "0.30000000000000004");
    page.click("#server");
    page.shows("#here", "3000000000.0000005");
    page.click("#server");
    page.shows("#here", "30000000000000004000");
    page.shows("#text", "30000000000000004096.000 3.0000000000000004e19");
});

report!(an_empty_list_says_so, Empty, "empty", |page| {
    page.has("#none");
    page.type_into("#text", "a");
    page.press("#text", "Enter");
    page.shows("#some", "1 so far");
    page.type_into("#text", "b");
    page.press("#text", "Enter");
    page.shows("#some", "2 so far");
    page.shows("ul", "ab");
});

report!(tabs_keep_what_is_in_them, Tabs, "tabs", |page| {
    page.type_into("#first", "kept");
    page.click("#tab-1");
    page.has("#tab-1[aria-selected=true]");
    page.click("#counting");
    page.shows("#counting", "1");
    page.click("#tab-0");
    page.holds("#first", "kept");
    page.click("#tab-1");
    page.click("#counting");
    page.shows("#counting", "2");
});
