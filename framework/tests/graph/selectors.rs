//! A write to a selected source runs two readers, not all.

use watershed::graph::hooks::{has_subscribers, sources};
use watershed::graph::{RwSignal, ScopeId, batch, memo, select, signal, untrack, watch};

use crate::log::{Log, live};

#[test]
fn a_write_wakes_the_readers_of_the_old_and_the_new_value() {
    live(|log| {
        let (selected, set_selected) = signal(None);
        rows(log, 1_000, move |row| select(selected, &Some(row)));
        assert_eq!(log.count(), 1_000);
        set_selected.set(Some(3));
        log.is(&["3 true"]);
        set_selected.set(Some(700));
        log.is(&["3 false", "700 true"]);
        set_selected.set(None);
        log.is(&["700 false"]);
    });
}

/// Effects that note whether their row is selected.
fn rows(log: &Log, count: u32, is_selected: impl Fn(u32) -> bool + Copy + 'static) {
    for row in 0..count {
        log.watch(move || format!("{row} {}", is_selected(row)));
    }
}

#[test]
fn a_selected_memo_is_looked_at_once_per_turn() {
    live(|log| {
        let (source, set_source) = signal(0u32);
        let half = log.memo("half", move || source.get() / 2);
        rows(log, 10, move |row| select(half, &row));
        log.count();
        set_source.set(1);
        log.is(&["half"]);
        batch(|| {
            set_source.set(9);
            set_source.set(4);
        });
        log.is(&["half", "0 false", "2 true"]);
    });
}

#[test]
fn what_reads_a_selector_is_up_to_date_inside_a_batch() {
    live(|_| {
        let (selected, set_selected) = signal("a".to_string());
        let is_b = memo(move || select(selected, &"b".to_string()));
        let label = memo(move || if is_b.get() { "b" } else { "other" });
        batch(|| {
            set_selected.set("b".into());
            assert_eq!(label.get(), "b");
            set_selected.set("c".into());
            assert_eq!(label.get(), "other");
        });
    });
}

#[test]
fn an_effect_can_select_and_read_the_same_source() {
    live(|log| {
        let (selected, set_selected) = signal(0);
        log.watch(move || format!("{} {}", selected.get(), select(selected, &1)));
        set_selected.set(1);
        set_selected.set(2);
        log.is(&["0 false", "1 true", "2 false"]);
    });
}

#[test]
fn an_untracked_selection_wakes_nobody() {
    live(|log| {
        let (selected, set_selected) = signal(0);
        log.watch(move || untrack(|| select(selected, &1)).to_string());
        set_selected.set(1);
        log.is(&["false"]);
        assert!(select(selected, &1));
    });
}

#[test]
fn a_selector_goes_with_its_source_and_its_readers_stay() {
    live(|log| {
        let scope = ScopeId::current().child();
        let (selected, set_selected) = scope.run(|| signal(1));
        let (other, set_other) = signal(0);
        log.watch(move || match selected.try_get() {
            Some(_) => format!("{} {}", other.get(), select(selected, &1)),
            None => format!("{} gone", other.get()),
        });
        scope.dispose();
        set_selected.set(2);
        set_other.set(1);
        let (fresh, set_fresh) = signal(1);
        log.watch(move || select(fresh, &1).to_string());
        set_fresh.set(2);
        log.is(&["0 true", "1 gone", "true", "false"]);
    });
}

#[test]
fn a_selector_that_nobody_asks_any_more_lets_its_source_rest() {
    live(|log| {
        let (items, set_items) = signal(vec![1]);
        let first = log.memo("first", move || items.with(|items| items[0]));
        let scope = ScopeId::current().child();
        scope.run(|| rows(log, 2, move |row| select(first, &row)));
        assert!(has_subscribers(first.id()));
        scope.dispose();
        assert!(!has_subscribers(first.id()));
        log.count();
        set_items.set(Vec::new());
        log.is(&[]);
    });
}

#[test]
fn selectors_of_selectors_are_looked_at_oldest_first() {
    live(|log| {
        let (source, set_source) = signal(0);
        let tens = log.memo("tens", move || source.get() / 10);
        let is_teen = log.memo("teen", move || select(tens, &1));
        let label = log.memo(
            "label",
            move || if is_teen.get() { source.get() } else { 0 },
        );
        log.watch(move || format!("twelve {}", select(label, &12)));
        log.count();
        set_source.set(12);
        log.is(&["tens", "teen", "label", "twelve true"]);
        set_source.set(22);
        log.is(&["tens", "label", "teen", "twelve false"]);
    });
}

#[test]
fn keys_without_readers_are_swept() {
    live(|log| {
        let selected = RwSignal::new(0u32);
        for round in 0..1_000 {
            let scope = ScopeId::current().child();
            scope.run(|| {
                for row in round * 10..round * 10 + 10 {
                    watch(move || assert!(!select(selected, &(row + 1))));
                }
            });
            scope.dispose();
        }
        let newest = log.watch(move || select(selected, &7).to_string());
        assert!(
            sources(newest) == [selected.id()],
            "a key stands for its source"
        );
        let next = RwSignal::new(());
        assert!(
            next.id().index < 100,
            "slots of swept keys are used again: {}",
            next.id().index
        );
        selected.set(7);
        log.is(&["false", "true"]);
    });
}
