//! Panics leave a graph that still works.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use watershed::graph::{RwSignal, ScopeId, batch, memo, signal, untrack, watch};

use crate::log::{live, panics};

#[test]
fn a_memo_that_panicked_runs_again_when_it_is_read() {
    live(|log| {
        let (source, set_source) = signal(1);
        let picky = log.memo("picky", move || 10 / source.get());
        let after = log.memo("after", move || picky.get() + 1);
        set_source.set(0);
        for _ in 0..2 {
            assert!(panics(|| after.get()).contains("divide by zero"));
        }
        set_source.set(2);
        assert_eq!(after.get(), 6);
        log.is(&[
            "picky", "after", "picky", "after", "picky", "after", "picky",
        ]);
    });
}

#[test]
fn an_effect_behind_a_failed_memo_comes_back() {
    live(|log| {
        let (source, set_source) = signal(1);
        let picky = memo(move || 10 / source.get());
        let after = memo(move || picky.get() + 1);
        log.watch(move || after.get().to_string());
        log.watch(move || format!("source {}", source.get()));
        log.count();
        panics(|| set_source.set(0));
        log.is(&[]);
        set_source.set(5);
        log.is(&["3", "source 5"]);
        set_source.set(10);
        log.is(&["2", "source 10"]);
    });
}

#[test]
fn a_reader_that_caught_the_panic_is_woken_when_it_is_over() {
    live(|log| {
        let (source, set_source) = signal(1);
        let picky = memo(move || 10 / source.get());
        set_source.set(0);
        log.watch(
            move || match catch_unwind(AssertUnwindSafe(|| picky.get())) {
                Ok(value) => value.to_string(),
                Err(_) => "failed".into(),
            },
        );
        set_source.set(5);
        log.is(&["failed", "2"]);
    });
}

#[test]
fn a_panicking_effect_stops_neither_the_others_nor_itself() {
    live(|log| {
        let (source, set_source) = signal(1);
        log.watch(move || format!("first {}", 10 / source.get()));
        log.watch(move || format!("second {}", source.get()));
        log.count();
        panics(|| set_source.set(0));
        set_source.set(2);
        log.is(&["first 5", "second 2"]);
    });
}

#[test]
fn a_panic_in_a_first_run_leaves_the_effect_subscribed() {
    live(|log| {
        let (source, set_source) = signal(0);
        panics(|| log.watch(move || (10 / source.get()).to_string()));
        set_source.set(5);
        log.is(&["2"]);
    });
}

#[test]
fn a_panic_ends_a_batch_an_untrack_a_scope_and_an_update() {
    live(|log| {
        let source = RwSignal::new(vec![1]);
        log.watch(move || source.with(Vec::len).to_string());
        let scope = ScopeId::current();
        panics(|| batch(|| panic!("inside")));
        panics(|| untrack(|| panic!("inside")));
        panics(|| scope.child().run(|| panic!("inside")));
        panics(|| source.update(|_| panic!("inside")));
        assert_eq!(ScopeId::current(), scope);
        source.update(|items| items.push(2));
        log.is(&["1", "2"]);
    });
}

#[test]
fn a_cycle_panics_with_a_sentence() {
    live(|_| {
        let (is_closed, close) = signal(false);
        let back = Rc::new(Cell::new(None));
        let from = back.clone();
        let first = memo(move || {
            let Some(second): Option<watershed::graph::Memo<u32>> =
                from.get().filter(|_| is_closed.get())
            else {
                return is_closed.get().into();
            };
            second.get() + 1
        });
        let second = memo(move || first.get() + 1);
        back.set(Some(second));
        assert_eq!(second.get(), 1);
        close.set(true);
        for _ in 0..2 {
            assert!(panics(|| second.get()).contains("cycle: this memo needs its own value"));
            assert!(panics(|| first.get()).contains("cycle: this memo needs its own value"));
        }
        close.set(false);
        assert_eq!(second.get(), 1);
    });
}

#[test]
fn effects_that_wake_each_other_without_end_are_stopped() {
    live(|log| {
        let (ping, pong) = (RwSignal::new(0u64), RwSignal::new(0u64));
        let (is_on, set_on) = signal(false);
        watch(move || {
            if is_on.get() {
                pong.set(ping.get() + 1);
            }
        });
        watch(move || ping.set(pong.get()));
        log.watch(move || is_on.get().to_string());
        assert!(panics(|| set_on.set(true)).contains("effects wake each other without end"));
        log.count();
        set_on.set(false);
        log.is(&["false"]);
    });
}

#[test]
fn a_memo_that_never_settles_is_stopped() {
    live(|_| {
        let count = RwSignal::new(0);
        let restless = panics(|| {
            memo(move || {
                count.set(count.get() + 1);
            })
        });
        assert!(restless.contains("its value does not settle"));
    });
}

#[test]
fn a_write_inside_a_read_of_the_same_signal() {
    live(|_| {
        let source = RwSignal::new(1);
        assert!(
            panics(|| source.with(|_| source.update(|value| *value = 2)))
                .contains("inside its own `with`")
        );
        assert!(
            panics(|| source.update(|value| *value = source.get()))
                .contains("inside its own `update`")
        );
        assert_eq!(source.get(), 1);
        let before = source.with(|before| {
            source.set(3);
            *before
        });
        assert_eq!((before, source.get()), (1, 3));
        assert_eq!(source.with(|value| source.get() + value), 6);
    });
}
