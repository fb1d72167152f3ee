//! Hosts that run user code in attempts, and effects that end while their scope is paused.

use std::panic::{AssertUnwindSafe, catch_unwind};

use watershed::graph::{
    Job, Runtime, RwSignal, ScopeId, attempt, batch, flush, memo, on_cleanup, perform_in, untrack,
    watch,
};

use crate::log::Log;

fn contains(job: Job) -> bool {
    catch_unwind(AssertUnwindSafe(job)).is_ok()
}

#[test]
fn a_panic_leaves_the_graph_as_if_the_attempt_had_ended_there() {
    let (log, runtime) = (Log::default(), Runtime::new());
    runtime.host(contains);
    let _here = runtime.enter();
    let source = RwSignal::new(vec![1, 2, 3]);
    let length = memo(move || source.with(Vec::len));
    log.watch(move || length.get().to_string());
    attempt(move || {
        batch(|| {
            source.update(|list| list.push(4));
            untrack(|| source.update(|list| list[7] = 0));
        });
    });
    attempt(move || source.with(|list| assert!(list.is_empty())));
    flush();
    log.is(&["3", "4"]);
    source.update(|list| list.push(5));
    flush();
    log.is(&["5"]);
}

#[test]
fn an_effect_that_panics_leaves_the_others_and_runs_when_it_is_woken() {
    let (log, runtime) = (Log::default(), Runtime::new());
    runtime.host(contains);
    let _here = runtime.enter();
    let source = RwSignal::new(0);
    let half = memo(move || {
        assert!(source.get() != 1, "one");
        source.get() / 2
    });
    log.watch(move || format!("half {}", half.get()));
    log.watch(move || format!("source {}", source.get()));
    watch(move || {
        if source.get() == 1 {
            source.set(1);
            panic!("it has marked itself");
        }
    });
    log.is(&["half 0", "source 0"]);
    source.set(1);
    flush();
    // The write before the panic counts; that it marked its own effect does not.
    log.is(&["source 1", "source 1"]);
    flush();
    log.is(&[]);
    source.set(4);
    flush();
    log.is(&["half 2", "source 4"]);
}

#[test]
fn a_cleanup_that_panics_leaves_the_others() {
    let (log, runtime) = (Log::default(), Runtime::new());
    runtime.host(contains);
    let _here = runtime.enter();
    let scope = ScopeId::current().child();
    let (first, last) = (log.noting("first"), log.noting("last"));
    scope.run(|| {
        on_cleanup(first);
        on_cleanup(|| panic!("in between"));
        on_cleanup(last);
    });
    scope.dispose();
    log.is(&["last", "first"]);
    assert!(!scope.exists());
}

#[test]
fn what_performs_is_torn_down_in_a_paused_scope_and_starts_again() {
    let (log, runtime) = (Log::default(), Runtime::new());
    let _here = runtime.enter();
    let source = RwSignal::new(0);
    let scope = ScopeId::current().child();
    let notes = log.clone();
    perform_in(scope, move || {
        notes.note(format!("on {}", source.get()));
        let notes = notes.clone();
        on_cleanup(move || notes.note("off"));
    });
    log.is(&["on 0"]);
    scope.pause();
    log.is(&["off"]);
    source.set(1);
    source.set(2);
    scope.child().pause();
    log.is(&[]);
    scope.resume();
    log.is(&["on 2"]);
    scope.pause();
    scope.resume();
    log.is(&["off", "on 2"]);
    scope.dispose();
    log.is(&["off"]);
}
