//! Which computations run, and how often.

use std::cell::RefCell;
use std::rc::Rc;

use watershed::graph::{Runtime, batch, memo, signal, untrack, watch};

/// What ran, in order.
#[derive(Clone, Default)]
struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    fn note(&self, what: impl Into<String>) {
        self.0.borrow_mut().push(what.into());
    }

    #[track_caller]
    fn ran(&self, expected: &[&str]) {
        assert_eq!(std::mem::take(&mut *self.0.borrow_mut()), expected);
    }
}

#[test]
fn a_diamond_runs_its_bottom_once() {
    let (_runtime, log) = (enter(), Log::default());
    let (top, set_top) = signal(1);
    let notes = log.clone();
    let left = memo(move || {
        notes.note("left");
        top.get() + 1
    });
    let notes = log.clone();
    let right = memo(move || {
        notes.note("right");
        top.get() * 10
    });
    let notes = log.clone();
    watch(move || notes.note(format!("bottom {}", left.get() + right.get())));
    log.ran(&["left", "right", "bottom 12"]);
    set_top.set(2);
    log.ran(&["left", "right", "bottom 23"]);
}

#[test]
fn a_chain_100_000_deep_propagates_pulls_and_drops() {
    let _runtime = enter();
    let (base, set_base) = signal(0u32);
    let mut last = memo(move || base.get());
    for _ in 1..100_000 {
        let before = last;
        last = memo(move || before.get() + 1);
    }
    let runs = Log::default();
    let notes = runs.clone();
    watch(move || notes.note(last.get().to_string()));
    set_base.set(1);
    runs.ran(&["99999", "100000"]);
    let _ = (batch(|| 1), untrack(|| 1));
}

/// A runtime that stays entered for the test.
fn enter() -> Rc<(Runtime, std::cell::Cell<Option<watershed::graph::Entered>>)> {
    let runtime = Runtime::new();
    let entered = runtime.enter();
    Rc::new((runtime, std::cell::Cell::new(Some(entered))))
}
