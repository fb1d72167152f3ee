//! The event log that the tests assert on.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use watershed::graph::{Memo, NodeId, Runtime, memo, watch};

/// The events, in order. Clones share them.
#[derive(Clone, Default)]
pub struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub fn note(&self, what: impl Into<String>) {
        self.0.borrow_mut().push(what.into());
    }

    /// Asserts the events since the last call.
    #[track_caller]
    pub fn is(&self, expected: &[&str]) {
        assert_eq!(std::mem::take(&mut *self.0.borrow_mut()), expected);
    }

    /// Returns the number of events since the last call.
    pub fn count(&self) -> usize {
        std::mem::take(&mut *self.0.borrow_mut()).len()
    }

    /// Makes a memo that notes its runs under its name.
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

    /// Makes an effect that notes the results of `f`.
    pub fn watch<S: Into<String>>(&self, f: impl Fn() -> S + 'static) -> NodeId {
        let log = self.clone();
        watch(move || log.note(f()))
    }

    /// Returns a closure that notes `what` when it is called.
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

/// Returns the message with which `f` panics.
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
