//! 100,000 nodes deep, on a test thread's two megabytes of stack.

use watershed::graph::{Memo, Runtime, RwSignal, ScopeId, memo, on_cleanup, watch};

use crate::log::{Log, live};

const DEEP: u32 = 100_000;

#[test]
fn a_deep_chain_propagates_pulls_and_drops() {
    let log = Log::default();
    let runtime = Runtime::new();
    runtime.run(|| {
        let (base, last) = chain(|_, before| before.get() + 1);
        log.watch(move || last.get().to_string());
        base.set(1);
        log.is(&["99999", "100000"]);
    });
    drop(runtime);
}

#[test]
fn a_deep_chain_can_be_pulled_when_nothing_watches_it() {
    live(|_| {
        let (base, last) = chain(|_, before| before.get() + 1);
        base.set(1);
        assert_eq!(last.get(), DEEP);
    });
}

#[test]
fn a_deep_chain_whose_memos_all_read_what_was_written() {
    live(|log| {
        let (base, last) = chain(|base, before| base.get() + before.get());
        log.watch(move || last.get().to_string());
        base.set(1);
        log.is(&["0", "100000"]);
    });
}

#[test]
fn a_deep_chain_that_compares_equal_halfway_stops_there() {
    live(|log| {
        let (base, last) = chain(|_, before| before.get() + 1);
        let parity = memo(move || last.get() % 2);
        log.watch(move || parity.get().to_string());
        base.set(2);
        base.set(3);
        log.is(&["1", "0"]);
    });
}

#[test]
fn deep_scopes_pause_resume_and_dispose() {
    live(|log| {
        let (root, source) = (ScopeId::current().child(), RwSignal::new(0));
        let mut scope = root;
        for _ in 0..DEEP {
            scope = scope.child();
        }
        scope.run(|| {
            on_cleanup(log.noting("cleanup"));
            log.watch(move || source.get().to_string());
        });
        root.pause();
        source.set(1);
        root.resume();
        root.dispose();
        log.is(&["0", "1", "cleanup"]);
    });
}

#[test]
fn many_readers_of_one_signal_run_and_leave() {
    live(|log| {
        let (source, scope) = (RwSignal::new(0), ScopeId::current().child());
        scope.run(|| {
            for _ in 0..DEEP {
                let log = log.clone();
                watch(move || {
                    source.get();
                    log.note("ran");
                });
            }
        });
        source.set(1);
        assert_eq!(log.count(), 2 * DEEP as usize);
        scope.dispose();
        source.set(2);
        log.is(&[]);
    });
}

/// Makes a chain of `DEEP` memos above a signal. Returns the signal and the last memo.
fn chain(next: fn(RwSignal<u32>, Memo<u32>) -> u32) -> (RwSignal<u32>, Memo<u32>) {
    let base = RwSignal::new(0);
    let mut last = memo(move || base.get());
    for _ in 1..DEEP {
        let before = last;
        last = memo(move || next(base, before));
    }
    (base, last)
}
