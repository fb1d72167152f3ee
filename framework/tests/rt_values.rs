//! Values in text, in attributes, in conditions and in lists; selectors and projections.

use std::cell::Cell;
use std::num::NonZeroU8;
use std::rc::Rc;

use watershed::graph::{Runtime, memo, signal, watch};
use watershed::part::Value;
use watershed::rt;

fn text(value: Value) -> String {
    match value {
        Value::Text(text) => text,
        other => panic!("{other:?} is no text"),
    }
}

#[test]
fn text_shows_values_as_users_know_them() {
    assert_eq!(text(rt::as_text("a")), "a");
    assert_eq!(text(rt::as_text(&String::from("a"))), "a");
    assert_eq!(text(rt::as_text(&&String::from("a"))), "a");
    assert_eq!(text(rt::as_text(&&"a")), "a");
    assert_eq!(text(rt::as_text(&&&7)), "7");
    assert_eq!(text(rt::as_text(&NonZeroU8::MAX)), "255");
    assert_eq!(text(rt::as_text(&-3)), "-3");
    assert_eq!(text(rt::as_text(&u128::MAX)), u128::MAX.to_string());
    assert_eq!(text(rt::as_text(&1.0)), "1");
    assert_eq!(text(rt::as_text(&0.1f32)), "0.1");
    assert_eq!(text(rt::as_text(&'x')), "x");
    assert_eq!(text(rt::as_text(&true)), "true");
    assert_eq!(text(rt::as_text(&Some(3))), "3");
    assert_eq!(text(rt::as_text(&None::<u8>)), "");
}

#[test]
fn text_reads_signals_and_calls_closures() {
    let runtime = Runtime::new();
    let _here = runtime.enter();
    let (count, set_count) = signal(1);
    let double = memo(move || count.get() * 2);
    set_count.set(4);
    assert_eq!(text(rt::as_text(&count)), "4");
    assert_eq!(text(rt::as_text(&double)), "8");
    assert_eq!(text(rt::as_text(&|| Some(count))), "4");
}

#[test]
fn a_value_is_absent_present_or_text() {
    assert_eq!(rt::as_value(&true), Value::Present);
    assert_eq!(rt::as_value(&false), Value::Off);
    assert_eq!(rt::as_value(&None::<&str>), Value::Absent);
    assert_eq!(rt::as_value(&Some("a")), Value::Text("a".into()));
    assert_eq!(rt::as_value(&|| Some(false)), Value::Off);
    assert_eq!(rt::as_value(&7u8), Value::Number("7".into()));
}

#[test]
fn conditions_and_lists_may_be_signals() {
    let runtime = Runtime::new();
    let _here = runtime.enter();
    let (show, _) = signal(true);
    let (rows, _) = signal(vec![1, 2]);
    assert!(rt::condition(&show));
    assert!(!rt::condition(&move || !show.get()));
    assert_eq!(rt::items(&rows), [1, 2]);
    assert_eq!(rt::items(&(0..3)), [0, 1, 2]);
    assert_eq!(rt::items(&["a"]), ["a"]);
}

#[test]
fn a_selector_wakes_the_readers_of_the_old_and_of_the_new_value() {
    let runtime = Runtime::new();
    let _here = runtime.enter();
    let (selected, set_selected) = signal(1);
    let runs = Rc::new(Cell::new(0));
    for row in 0..100 {
        let runs = Rc::clone(&runs);
        watch(move || {
            rt::select!(&selected, &row);
            runs.set(runs.get() + 1);
        });
    }
    runs.set(0);
    set_selected.set(50);
    assert_eq!(runs.get(), 2);
}

#[test]
fn a_selector_on_what_cannot_be_hashed_is_an_equality() {
    let runtime = Runtime::new();
    let _here = runtime.enter();
    let (ratio, set_ratio) = signal(0.5);
    let (name, _) = signal(String::from("a"));
    assert!(rt::select!(&ratio, &0.5));
    set_ratio.set(1.5);
    assert!(!rt::select!(&ratio, &0.5));
    assert!(rt::select!(&name, "a"));
}

#[test]
fn a_projection_changes_when_its_part_changes() {
    let runtime = Runtime::new();
    let _here = runtime.enter();
    let (user, set_user) = signal((1u32, "secret"));
    let joined = rt::project(&user, |user| user.0);
    let runs = Rc::new(Cell::new(0));
    let counted = Rc::clone(&runs);
    watch(move || {
        joined.get();
        counted.set(counted.get() + 1);
    });
    set_user.set((1, "other"));
    assert_eq!(runs.get(), 1);
    set_user.set((2, "other"));
    assert_eq!(runs.get(), 2);
}
