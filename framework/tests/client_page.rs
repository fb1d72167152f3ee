//! Resuming a page without a server, and the behaviour of its client functions.

mod client_support;

use std::cell::Cell;

use client_support::*;
use watershed::client::event::{Event, input, keydown};
use watershed::client::{Captures, ClientRole, Kind, Part, RawEvent};
use watershed::cross;
use watershed::graph::{memo, on_cleanup};
use watershed::part::{Control, EventDef, Target, Value, event_flags, place};
use watershed::wire::message::Uplink;
use watershed::wire::snapshot::Snapshot;

const COUNTER: &str = "<main _><h1>0</h1><button id=dec>-</button><button id=inc>+</button></main>";

fn counter() -> Vec<Kind> {
    let parts = vec![
        binding(&[0], FIRST_TEXT, Target::Text, number),
        event(&[0], SECOND, &CLICK, |captures, _| {
            count(captures).update(|count| *count -= 1)
        }),
        event(&[0], THIRD, &CLICK, |captures, _| {
            count(captures).update(|count| *count += 1)
        }),
    ];
    vec![kind(1, 1, parts)]
}

fn counter_snapshot() -> Snapshot {
    snapshot(&[(0, 1, &[&[0]])], vec![elided(Uplink::None)])
}

fn number(captures: &mut Captures) -> Value {
    text(count(captures).get())
}

#[test]
fn a_counter_counts_without_a_server() {
    let app = resume(COUNTER, counter(), &counter_snapshot());
    app.click("#inc");
    app.click("#inc");
    app.click("#dec");
    app.sees("h1", "1");
    assert_eq!(app.network().sockets(), 0);
}

#[test]
fn resuming_writes_nothing_to_the_document() {
    let app = resume(COUNTER, counter(), &counter_snapshot());
    assert_eq!(app.writes(), 0);
    app.click("#inc");
    assert_eq!(app.writes(), 1);
}

#[test]
fn clicks_before_the_client_arrives_count() {
    let tab = open(COUNTER);
    tab.click("#inc");
    tab.click("#inc");
    assert_eq!(tab.text("h1"), "0");
    let app = arrive(tab, counter(), &counter_snapshot());
    app.sees("h1", "2");
}

#[test]
fn handlers_of_one_turn_update_a_binding_once() {
    let parts = vec![
        binding(&[0], FIRST_TEXT, Target::Text, number),
        event(&[0], SECOND, &CLICK, |captures, _| {
            let count = count(captures);
            count.set(5);
            count.set(7);
        }),
    ];
    let app = resume(COUNTER, vec![kind(1, 1, parts)], &counter_snapshot());
    app.click("#dec");
    app.sees("h1", "7");
    assert_eq!(app.writes(), 1);
}

#[test]
fn text_is_found_between_static_text_and_in_empty_places() {
    let html = "<p _>Count: 0 items<br><!----><i></i></p>";
    let parts = vec![
        // From 7 units after the start to 6 before the end of the first node; the comment at index 2; the text of `i`.
        binding(&[0], &[0, place::TEXT, 0, 7, 6], Target::Text, number),
        binding(&[0], &[0, place::TEXT, 2, 0, 0], Target::Text, number),
        binding(&[0], &[1, 1, place::CONTENT], Target::Text, number),
        event(&[0], ROOT, &CLICK, |captures, _| count(captures).set(12)),
    ];
    let app = resume(html, vec![kind(1, 1, parts)], &counter_snapshot());
    app.click("p");
    assert_eq!(app.html("p"), "Count: 12 items<br>12<i>12</i>");
    app.click("p");
    assert_eq!(app.html("p"), "Count: 12 items<br>12<i>12</i>");
}

#[test]
fn brackets_anchors_and_shared_starts_are_counted_alike() {
    let html =
        "<ul><!--_-->a<b>0</b><!--/--><li _=2>0</li></ul><div _><u>x</u><s _=3.0>0</s></div>";
    let kinds = vec![
        kind(
            1,
            1,
            vec![binding(
                &[0],
                &[1, 128, place::CONTENT],
                Target::Text,
                number,
            )],
        ),
        kind(
            2,
            1,
            vec![event(&[0], ROOT, &CLICK, |captures, _| {
                count(captures).update(|count| *count += 1)
            })],
        ),
        kind(3, 1, vec![binding(&[0], ROOT_TEXT, Target::Text, number)]),
        kind(
            4,
            1,
            vec![binding(
                &[0],
                &[0, place::ANCHOR, 0],
                Target::Class("on"),
                |captures| {
                    if count(captures).get() > 0 {
                        Value::Present
                    } else {
                        Value::Absent
                    }
                },
            )],
        ),
    ];
    let scopes: &[(u32, u32, &[&[u8]])] = &[
        (0, 1, &[&[0]]),
        (1, 2, &[&[0]]),
        (2, 3, &[&[0]]),
        (3, 4, &[&[0]]),
    ];
    let app = resume(html, kinds, &snapshot(scopes, vec![elided(Uplink::None)]));
    app.click("li");
    app.sees("b", "1");
    app.sees("li", "1");
    assert!(app.try_find("s.on").is_some());
}

#[test]
fn every_target_is_driven_and_what_others_did_stays() {
    let html = "<p _ class=mine style=\"margin: 0\"></p>";
    fn value(captures: &mut Captures) -> Value {
        match count(captures).get() {
            0 => Value::Absent,
            1 => Value::Present,
            count => text(count),
        }
    }
    let parts = vec![
        binding(&[0], ROOT, Target::Attribute("title"), value),
        binding(&[0], ROOT, Target::Class("on"), value),
        binding(&[0], ROOT, Target::Style("width"), value),
        binding(&[0], ROOT, Target::Html, |captures| {
            text(format!("<i>{}</i>", count(captures).get()))
        }),
        event(&[0], ROOT, &CLICK, |captures, _| {
            count(captures).update(|count| *count = (*count + 2) % 4)
        }),
    ];
    let app = resume(html, vec![kind(1, 1, parts)], &counter_snapshot());
    app.intrude_into("body", "<aside>not ours</aside>");
    app.click("p");
    assert!(
        app.try_find("p.mine.on[title='2'][style='margin: 0; width: 2'] > i")
            .is_some(),
        "{}",
        app.html("body")
    );
    app.click("p");
    assert!(
        app.try_find("p.mine[style='margin: 0']:not(.on):not([title])")
            .is_some(),
        "{}",
        app.html("body")
    );
    assert!(app.try_find("aside").is_some());
}

#[test]
fn nodes_that_others_inserted_do_not_count() {
    let tab = open(COUNTER);
    tab.intrude_before("h1", "<em>from an extension</em>");
    tab.intrude_before("#inc", "<em>from another</em>");
    let app = arrive(tab, counter(), &counter_snapshot());
    app.click("#inc");
    app.sees("h1", "1");
}

#[test]
fn a_memo_of_the_client_runs_once_for_many_readers() {
    thread_local!(static RUNS: Cell<u32> = const { Cell::new(0) });
    let create = |bound: watershed::client::Bound| {
        memo(move || {
            RUNS.set(RUNS.get() + 1);
            let mut captures = bound.captures();
            captures.bytes();
            count(&mut captures).get() * 2
        })
        .id()
    };
    let double = |captures: &mut Captures| -> Value {
        text(cross::restore::<watershed::graph::Memo<i32>>(captures.bytes()).get())
    };
    let kinds = vec![
        kind(
            1,
            2,
            vec![
                binding(&[1], FIRST_TEXT, Target::Text, double),
                binding(&[1], &[1, 1, place::CONTENT], Target::Text, double),
                event(&[0], THIRD, &CLICK, |captures, _| {
                    count(captures).update(|count| *count += 1)
                }),
            ],
        ),
        kind(
            2,
            2,
            vec![Part {
                slots: &[0, 1],
                role: ClientRole::memo(create),
            }],
        ),
    ];
    let scopes: &[(u32, u32, &[&[u8]])] = &[(0, 1, &[&[0], &[1]]), (0, 2, &[&[1], &[0]])];
    let app = resume(
        COUNTER,
        kinds,
        &snapshot(scopes, vec![elided(Uplink::None), elided(Uplink::None)]),
    );
    assert_eq!(RUNS.get(), 1);
    app.click("#inc");
    assert_eq!(
        (app.text("h1"), app.text("#dec"), RUNS.get()),
        ("2".into(), "2".into(), 2)
    );
}

#[test]
fn effects_run_after_bindings_and_clean_up_before_they_run_again() {
    let kinds = vec![kind(
        1,
        1,
        vec![
            Part {
                slots: &[0],
                role: ClientRole::effect(|captures| {
                    let count = count(captures).get();
                    log(&format!("effect {count}"));
                    on_cleanup(move || log(&format!("cleanup {count}")));
                }),
            },
            event(&[0], THIRD, &CLICK, |captures, _| {
                count(captures).update(|count| *count += 1)
            }),
            binding(&[0], FIRST_TEXT, Target::Text, |captures| {
                let count = count(captures).get();
                log(&format!("binding {count}"));
                text(count)
            }),
        ],
    )];
    let app = resume(COUNTER, kinds, &counter_snapshot());
    app.click("#inc");
    let lines = LINES.with_borrow(|lines| lines.join(", "));
    assert_eq!(lines, "binding 0, effect 0, binding 1, cleanup 0, effect 1");
}

thread_local!(static LINES: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) });

fn log(line: &str) {
    LINES.with_borrow_mut(|lines| lines.push(line.to_owned()));
}

const FIELD: &str = "<form _><input id=name value=Ada><output>Ada</output></form>";

fn field() -> Vec<Kind> {
    let parts = vec![
        binding(&[0], FIRST, Target::Control(Control::Field), |captures| {
            text(name(captures).get())
        }),
        event(&[0], FIRST, &INPUT, |captures, event| {
            name(captures).set(Event::<input>::new(event).value())
        }),
        binding(&[0], &[1, 1, place::CONTENT], Target::Text, |captures| {
            text(name(captures).get())
        }),
    ];
    vec![kind(1, 1, parts)]
}

fn field_snapshot() -> Snapshot {
    snapshot(
        &[(0, 1, &[&[0]])],
        vec![sent(Uplink::None, &"Ada".to_owned())],
    )
}

#[test]
fn a_bound_control_is_read_and_its_caret_is_not_touched() {
    let app = resume(FIELD, field(), &field_snapshot());
    app.type_text("#name", "!?");
    app.sees("output", "Ada!?");
    assert_eq!(app.value("#name"), "Ada!?");
    // Two texts were written; the control holds its value already.
    assert_eq!(app.writes(), 2);
}

#[test]
fn what_was_typed_before_the_client_arrives_counts_as_it_was_then() {
    let tab = open(FIELD);
    tab.type_text("#name", "!");
    let app = arrive(tab, field(), &field_snapshot());
    app.sees("output", "Ada!");
}

#[test]
fn a_control_that_the_browser_filled_in_counts_as_a_write() {
    let tab = open(FIELD);
    tab.autofill("#name", "Grace");
    let app = arrive(tab, field(), &field_snapshot());
    app.sees("output", "Grace");
    app.autofill("#name", "Alan");
    app.sees("output", "Grace");
    app.trigger("html", "pageshow", &[]);
    app.sees("output", "Alan");
}

#[test]
fn a_checkbox_changes_before_its_handler_and_back_if_it_is_prevented() {
    static PREVENTED: EventDef = EventDef {
        flags: event_flags::PREVENT,
        ..CLICK
    };
    let html = "<p _><input type=checkbox id=a><input type=checkbox id=b></p>";
    let parts = vec![
        event(&[0], FIRST, &CLICK, |captures, event| {
            count(captures).set(i32::from(Event::<input>::new(event).checked()));
        }),
        event(&[0], SECOND, &PREVENTED, |_, _| {}),
        binding(&[0], FIRST, Target::Attribute("title"), number),
    ];
    let app = resume(html, vec![kind(1, 1, parts)], &counter_snapshot());
    app.click("#a");
    app.click("#b");
    assert!(app.try_find("#a[title='1']").is_some());
    assert!(app.is_checked("#a") && !app.is_checked("#b"));
}

#[test]
fn a_submission_is_prevented_also_before_the_client_arrives() {
    static SUBMIT: EventDef = EventDef {
        name: "submit",
        flags: event_flags::PREVENT,
        keys: &[],
        wait: 0,
    };
    let html = "<form _ _p=submit,0, action=/somewhere><button>Go</button></form>";
    let parts = vec![
        event(&[0], ROOT, &SUBMIT, |captures, _| {
            count(captures).update(|count| *count += 1)
        }),
        binding(&[0], ROOT, Target::Attribute("title"), number),
    ];
    let tab = open(html);
    tab.click("button");
    let app = arrive(tab, vec![kind(1, 1, parts)], &counter_snapshot());
    app.click("button");
    assert!(app.try_find("form[title='2']").is_some());
    assert_eq!(app.navigations(), Vec::<String>::new());
}

/// `<section><div><button>` with handlers that append a letter each.
fn letters(
    parts: Vec<(
        &'static [u8],
        &'static EventDef,
        fn(&mut Captures, &RawEvent),
    )>,
) -> App {
    let html = "<section _><div><button>x</button></div><output></output></section>";
    let mut all: Vec<_> = parts
        .into_iter()
        .map(|(at, on, run)| event(&[0], at, on, run))
        .collect();
    all.push(binding(
        &[0],
        &[1, 1, place::CONTENT],
        Target::Text,
        |captures| text(name(captures).get()),
    ));
    resume(
        html,
        vec![kind(1, 1, all)],
        &snapshot(&[(0, 1, &[&[0]])], vec![sent(Uplink::None, &String::new())]),
    )
}

macro_rules! letter {
    ($letter:literal) => {
        |captures, _| name(captures).update(|name| name.push($letter))
    };
}

const DIV: &[u8] = FIRST;
const BUTTON: &[u8] = &[2, 0, 0, place::ELEMENT];

#[test]
fn events_are_captured_outside_in_and_then_bubble() {
    static CAPTURE: EventDef = EventDef {
        flags: event_flags::CAPTURE,
        ..CLICK
    };
    let app = letters(vec![
        (BUTTON, &CLICK, letter!('c')),
        (BUTTON, &CLICK, letter!('d')),
        (ROOT, &CLICK, letter!('f')),
        (DIV, &CLICK, letter!('e')),
        (DIV, &CAPTURE, letter!('b')),
        (ROOT, &CAPTURE, letter!('a')),
    ]);
    app.click("button");
    app.sees("output", "abcdef");
}

#[test]
fn modifiers_decide_which_events_come_through() {
    static STOP: EventDef = EventDef {
        flags: event_flags::STOP,
        ..CLICK
    };
    static ONCE: EventDef = EventDef {
        flags: event_flags::ONCE,
        ..CLICK
    };
    static OWN: EventDef = EventDef {
        flags: event_flags::OWN,
        ..CLICK
    };
    static CTRL: EventDef = EventDef {
        flags: event_flags::CTRL,
        ..CLICK
    };
    let app = letters(vec![
        (BUTTON, &ONCE, letter!('1')),
        (BUTTON, &CTRL, letter!('c')),
        (DIV, &OWN, letter!('o')),
        (DIV, &STOP, letter!('s')),
        (ROOT, &CLICK, letter!('!')),
    ]);
    app.click("button");
    app.click("button");
    app.trigger("button", "click", &[("ctrlKey", "true")]);
    app.click("div");
    app.sees("output", "1sscsos");
}

#[test]
fn keys_are_told_apart() {
    static ENTER: EventDef = EventDef {
        name: "keydown",
        flags: 0,
        keys: &["enter", " "],
        wait: 0,
    };
    static DOWN: EventDef = EventDef {
        name: "keydown",
        flags: 0,
        keys: &[],
        wait: 0,
    };
    let app = letters(vec![
        (BUTTON, &ENTER, letter!('E')),
        (BUTTON, &DOWN, |captures, event| {
            let key = Event::<keydown>::new(event).key();
            name(captures).update(|name| name.push_str(&key));
        }),
    ]);
    app.press("button", "a");
    app.press("button", "Enter");
    app.press("button", " ");
    app.sees("output", "aEEnterE ");
}

#[test]
fn events_that_do_not_bubble_reach_their_target_only() {
    static FOCUS: EventDef = EventDef {
        name: "focus",
        ..CLICK
    };
    let app = letters(vec![
        (BUTTON, &FOCUS, letter!('b')),
        (DIV, &FOCUS, letter!('d')),
    ]);
    app.trigger("button", "focus", &[]);
    app.sees("output", "b");
}

#[test]
fn a_debounced_handler_runs_for_the_last_event_and_a_throttled_one_for_the_first_and_the_last() {
    static LATE: EventDef = EventDef {
        flags: event_flags::DEBOUNCE,
        wait: 100,
        ..CLICK
    };
    static RARE: EventDef = EventDef {
        flags: event_flags::THROTTLE,
        wait: 100,
        ..CLICK
    };
    let app = letters(vec![
        (BUTTON, &LATE, letter!('l')),
        (DIV, &RARE, letter!('r')),
    ]);
    app.click("button");
    app.click("button");
    app.click("button");
    app.sees("output", "r");
    app.pass_time();
    app.sees("output", "rrl");
    app.pass_time();
    app.click("button");
    app.sees("output", "rrlr");
}

#[test]
fn custom_events_have_a_detail() {
    static PICKED: EventDef = EventDef {
        name: "picked",
        ..CLICK
    };
    let app = letters(vec![(ROOT, &PICKED, |captures, event| {
        let detail = Event::<watershed::client::event::custom>::new(event).detail();
        name(captures).set(detail);
    })]);
    app.trigger("button", "picked", &[("detail", "red")]);
    app.sees("output", "red");
}

#[test]
fn an_element_reference_is_filled_before_effects_run() {
    use watershed::client::NodeRef;
    let html = "<p _><input></p>";
    let parts = vec![
        Part {
            slots: &[0],
            role: ClientRole::node_ref(watershed::part::Locator(FIRST), |captures, node| {
                cross::restore_or::<NodeRef, _>(captures.bytes(), || 0).set(node)
            }),
        },
        Part {
            slots: &[0],
            role: ClientRole::effect(|captures| {
                let input = cross::restore::<NodeRef>(captures.bytes()).get();
                input.expect("it is filled").focus();
            }),
        },
    ];
    let app = resume(html, vec![kind(1, 1, parts)], &counter_snapshot());
    assert!(app.has_focus("input"));
}
