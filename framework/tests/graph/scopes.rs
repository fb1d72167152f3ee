//! Ownership: the nodes of a scope, and what is disposed of with it.

use std::cell::Cell;
use std::rc::Rc;

use watershed::graph::{
    Runtime, RwSignal, ScopeId, memo, on_cleanup, provide_context, signal, use_context, watch,
};

use crate::log::{Log, live, panics};

#[test]
fn cleanups_run_in_reverse_order_inner_scopes_first() {
    live(|log| {
        let scope = ScopeId::current().child();
        scope.run(|| {
            on_cleanup(log.noting("first"));
            ScopeId::current()
                .child()
                .run(|| on_cleanup(log.noting("inner")));
            on_cleanup(log.noting("second"));
            ScopeId::current()
                .child()
                .run(|| on_cleanup(log.noting("later inner")));
        });
        log.is(&[]);
        scope.dispose();
        log.is(&["later inner", "inner", "second", "first"]);
        scope.dispose();
        log.is(&[]);
    });
}

#[test]
fn a_run_disposes_what_the_run_before_created() {
    live(|log| {
        let (source, set_source) = signal(1);
        let (inner, set_inner) = signal(0);
        let outer = log.clone();
        watch(move || {
            let turn = source.get();
            let log = outer.clone();
            outer.watch(move || format!("inner {turn} {}", inner.get()));
            on_cleanup(move || log.note(format!("cleanup {turn}")));
        });
        set_source.set(2);
        log.is(&["inner 1 0", "cleanup 1", "inner 2 0"]);
        set_inner.set(1);
        log.is(&["inner 2 1"]);
    });
}

#[test]
fn an_outer_effect_runs_before_what_it_disposes() {
    live(|log| {
        let (items, set_items) = signal(vec![1]);
        let outer = log.clone();
        let is_empty = memo(move || items.with(Vec::is_empty));
        watch(move || {
            if !is_empty.get() {
                outer.watch(move || items.with(|items| items[0].to_string()));
            }
        });
        set_items.set(Vec::new());
        set_items.set(vec![2]);
        log.is(&["1", "2"]);
    });
}

#[test]
fn an_effect_disposed_by_an_earlier_one_does_not_run() {
    live(|log| {
        let (source, set_source) = signal(0);
        let doomed = ScopeId::current().child();
        watch(move || {
            if source.get() == 1 {
                doomed.dispose();
            }
        });
        doomed.run(|| log.watch(move || source.get().to_string()));
        set_source.set(1);
        log.is(&["0"]);
    });
}

#[test]
fn what_runs_may_dispose_itself() {
    live(|log| {
        let (source, set_source) = signal(0);
        let scope = ScopeId::current().child();
        let notes = log.clone();
        scope.run(|| {
            let doomed = memo(move || {
                if source.get() == 1 {
                    scope.dispose();
                    let (extra, _) = signal(0);
                    return extra.get();
                }
                source.get()
            });
            watch(move || notes.note(format!("{:?}", doomed.try_get())));
        });
        log.is(&["Some(0)"]);
        set_source.set(1);
        set_source.set(2);
        assert!(!scope.exists());
        log.is(&[]);
    });
}

#[test]
fn a_reader_of_a_disposed_source_keeps_what_it_has() {
    live(|log| {
        let scope = ScopeId::current().child();
        let (gone, _) = scope.run(|| signal(1));
        let (other, set_other) = signal(1);
        log.watch(move || format!("{:?} {}", gone.try_get(), other.get()));
        scope.dispose();
        log.is(&["Some(1) 1"]);
        set_other.set(2);
        log.is(&["None 2"]);
    });
}

#[test]
fn a_stale_handle_never_reaches_a_reused_slot() {
    live(|_| {
        let first = ScopeId::current().child();
        let old = first.run(|| RwSignal::new(1));
        first.dispose();
        let second = ScopeId::current().child();
        let new = second.run(|| RwSignal::new(2));
        assert_eq!(old.id().index, new.id().index, "the slot is used again");
        old.set(9);
        old.update(|value| *value = 9);
        assert_eq!((old.try_get(), new.get()), (None, 2));
        assert!(!first.exists() && second.exists());
        first.dispose();
        assert_eq!(new.get(), 2);
    });
}

#[test]
fn reading_a_disposed_signal_panics_with_what_to_do() {
    live(|_| {
        let scope = ScopeId::current().child();
        let (gone, _) = scope.run(|| signal(1));
        scope.dispose();
        assert!(panics(|| gone.get()).contains("was disposed with the scope that created it"));
    });
}

#[test]
fn the_nearest_context_of_a_type_is_found() {
    #[derive(Clone, Debug, PartialEq)]
    struct Theme(&'static str);

    live(|log| {
        assert_eq!(use_context::<Theme>(), None);
        provide_context(Theme("light"));
        provide_context(7u8);
        let inner = ScopeId::current().child();
        inner.run(|| provide_context(Theme("dark")));
        assert_eq!(use_context(), Some(Theme("light")));
        assert_eq!(inner.run(use_context), Some(Theme("dark")));
        let (source, set_source) = signal(0);
        inner.run(|| {
            log.watch(move || {
                format!(
                    "{} {:?} {:?}",
                    source.get(),
                    use_context::<Theme>(),
                    use_context::<u8>()
                )
            })
        });
        log.count();
        set_source.set(1);
        log.is(&["1 Some(Theme(\"dark\")) Some(7)"]);
    });
}

#[test]
fn a_paused_scope_runs_its_effects_on_resume_if_they_are_due() {
    live(|log| {
        let (source, set_source) = signal(0);
        let (other, _set_other) = signal(0);
        let outer = ScopeId::current().child();
        outer.child().run(|| {
            log.watch(move || format!("due {}", source.get()));
            log.watch(move || format!("other {}", other.get()));
        });
        log.count();
        outer.pause();
        outer.pause();
        set_source.set(1);
        set_source.set(2);
        outer.run(|| log.watch(move || format!("new {}", source.get())));
        log.is(&[]);
        outer.resume();
        log.is(&["due 2", "new 2"]);
        set_source.set(3);
        log.is(&["due 3", "new 3"]);
    });
}

#[test]
fn a_scope_inside_a_paused_one_resumes_with_the_last_of_both() {
    live(|log| {
        let (source, set_source) = signal(0);
        let outer = ScopeId::current().child();
        let inner = outer.child();
        inner.run(|| log.watch(move || source.get().to_string()));
        log.count();
        outer.pause();
        inner.pause();
        set_source.set(1);
        outer.resume();
        assert!(inner.is_paused() && !outer.is_paused());
        log.is(&[]);
        inner.resume();
        log.is(&["1"]);
    });
}

#[test]
fn a_memo_in_a_paused_scope_is_still_up_to_date() {
    live(|_| {
        let (source, set_source) = signal(1);
        let scope = ScopeId::current().child();
        let doubled = scope.run(|| memo(move || source.get() * 2));
        scope.pause();
        set_source.set(2);
        assert_eq!(doubled.get(), 4);
    });
}

#[test]
fn dropping_a_runtime_runs_its_cleanups_and_drops_its_values() {
    let log = Log::default();
    let shared = Rc::new(());
    let runtime = Runtime::new();
    runtime.run(|| {
        let _signal = signal(shared.clone());
        let captured = shared.clone();
        watch(move || assert!(Rc::strong_count(&captured) > 1));
        provide_context(shared.clone());
        on_cleanup(log.noting("cleanup"));
    });
    assert_eq!(Rc::strong_count(&shared), 4);
    drop(runtime);
    log.is(&["cleanup"]);
    assert_eq!(Rc::strong_count(&shared), 1);
}

#[test]
fn a_value_may_use_the_graph_when_it_is_dropped() {
    struct Counted(RwSignal<u32>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.update(|count| *count += 1);
        }
    }

    live(|log| {
        let dropped = RwSignal::new(0);
        log.watch(move || dropped.get().to_string());
        let scope = ScopeId::current().child();
        let held = scope.run(|| RwSignal::new(Counted(dropped)));
        held.set(Counted(dropped));
        log.is(&["0", "1"]);
        scope.dispose();
        log.is(&["2"]);
    });
}

#[test]
fn two_runtimes_take_turns() {
    let (server, client) = (Runtime::new(), Runtime::new());
    let seen = Rc::new(Cell::new(0));
    let (above, below) = (
        server.run(|| RwSignal::new(1)),
        client.run(|| RwSignal::new(1)),
    );
    let shown = seen.clone();
    let client = Rc::new(client);
    let page = client.clone();
    server.run(|| watch(move || page.run(|| below.set(above_value(above) + 1))));
    client.run(|| watch(move || shown.set(below.get())));

    /// Reads a signal that does not belong to the entered runtime.
    fn above_value(above: RwSignal<u32>) -> u32 {
        above.try_get().unwrap_or(0)
    }

    assert_eq!(
        above.id(),
        below.id(),
        "ids mean something in their own runtime only"
    );
    assert_eq!(seen.get(), 2);
    server.run(|| client.run(|| server.run(|| above.set(5))));
    assert_eq!(server.run(|| above.get()), 5);
}

#[test]
fn a_runtime_is_left_when_a_panic_leaves_it() {
    let outer = Runtime::new();
    let _here = outer.enter();
    let (value, _) = signal(1);
    panics(|| Runtime::new().run(|| panic!("inside")));
    assert_eq!(value.get(), 1);
}

#[test]
fn without_a_runtime_the_panic_says_so() {
    assert!(panics(|| signal(1)).contains("there is no reactive runtime here"));
}
