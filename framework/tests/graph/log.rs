//! The event log that the tests assert on.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use watershed::graph::{Memo, NodeId, Runtime, memo, watch};

/// What happened, in order. Clones share it.
#[derive(Clone, Default)]
pub struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub fn note(&self, what: impl Into<String>) {
        self.0.borrow_mut().push(what.into());
    }

    /// Asserts what happened since the last time it was asked.
    #[track_caller]
    pub fn is(&self, expected: &[&str]) {
        assert_eq!(std::mem::take(&mut *self.0.borrow_mut()), expected);
    }

    /// How much happened since the last time it was asked.
    pub fn count(&self) -> usize {
        std::mem::take(&mut *self.0.borrow_mut()).len()
    }

    /// A memo that notes its runs under its name.
    pub fn memo<T: PartialEq + 'static>(
        &self,
        name: &'static str,
        f: impl Fn() -> T + 'static,
    ) -> Memo<T> {
        let log = self.clone();
        memo(move || {
            log.note(name);
            f()
        })
    }

    /// An effect that notes what `f` says.
    pub fn watch<S: Into<String>>(&self, f: impl Fn() -> S + 'static) -> NodeId {
        let log = self.clone();
        watch(move || log.note(f()))
    }

    /// A closure that notes `what` once called.
    pub fn noting(&self, what: &'static str) -> impl FnOnce() + 'static {
        let log = self.clone();
        move || log.note(what)
    }
}

/// Runs a test in a runtime of its own.
pub fn live(test: impl FnOnce(&Log)) {
    let runtime = Runtime::new();
    runtime.run(|| test(&Log::default()));
}

/// The sentence with which `f` panics.
#[track_caller]
pub fn panics<R>(f: impl FnOnce() -> R) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(f)) else {
        panic!("it did not panic")
    };
    match panic.downcast::<String>() {
        Ok(sentence) => *sentence,
        Err(panic) => panic
            .downcast::<&str>()
            .map_or_else(|_| String::new(), |sentence| sentence.to_string()),
    }
}
