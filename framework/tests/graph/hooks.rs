//! Nodes without their types, as the layers around the graph use them.

use std::any::Any;
use std::rc::Rc;

use watershed::graph::hooks::{
    exists, has_subscribers, is_written, owner, replace_value, source, sources, track, with_value,
};
use watershed::graph::{RwSignal, ScopeId, lazy, memo, watch};

use crate::log::live;

#[test]
fn a_source_without_its_type_is_a_signal() {
    live(|log| {
        let id = source(ScopeId::current(), Box::new(1));
        let typed: RwSignal<i32> = RwSignal::from_id(id);
        log.watch(move || typed.get().to_string());
        assert!(!is_written(id));
        replace_value(id, Rc::new(2));
        assert!(is_written(id));
        assert_eq!(with_value(id, number), Some(2));
        log.is(&["1", "2"]);
    });
}

#[test]
fn a_lazy_memo_runs_when_it_is_first_read_and_gates_its_readers() {
    live(|log| {
        let input = RwSignal::new(1);
        let notes = log.clone();
        let typed = lazy(move || {
            notes.note("run");
            input.get() % 2
        });
        log.is(&[]);
        log.watch(move || typed.get().to_string());
        log.is(&["run", "1"]);
        input.set(3);
        log.is(&["run"]);
    });
}

fn number(value: &dyn Any) -> i32 {
    value.downcast_ref().copied().unwrap_or_default()
}

#[test]
fn edges_can_be_asked_for() {
    live(|_| {
        let (a, b) = (RwSignal::new(1), RwSignal::new(2));
        let sum = memo(move || a.get() + b.get());
        assert_eq!(sources(sum.id()), [a.id(), b.id()]);
        assert_eq!(sources(a.id()), []);
        assert!(has_subscribers(a.id()) && !has_subscribers(sum.id()));
        let effect = watch(move || track(sum.id()));
        assert_eq!(sources(effect), [sum.id()]);
        assert!(has_subscribers(sum.id()));
    });
}

#[test]
fn a_node_knows_its_scope_until_that_is_gone() {
    live(|_| {
        let scope = ScopeId::current().child();
        let id = scope.run(|| RwSignal::new(1).id());
        assert_eq!(owner(id), Some(scope));
        scope.dispose();
        assert_eq!(owner(id), None);
        assert_eq!(with_value(id, number), None);
        assert!(!exists(id) && !is_written(id) && !has_subscribers(id));
        assert_eq!(sources(id), []);
    });
}
