//! Hosts: they end turns themselves, and are told of writes.

use watershed::graph::{Runtime, RwSignal, batch, flush, watch};

use crate::log::Log;

#[test]
fn deferred_effects_wait_for_the_end_of_the_turn() {
    let (log, runtime) = (Log::default(), Runtime::new());
    runtime.defer_effects();
    let _here = runtime.enter();
    let source = RwSignal::new(0);
    log.watch(move || source.get().to_string());
    source.set(1);
    batch(|| source.set(2));
    log.is(&["0"]);
    flush();
    log.is(&["2"]);
    flush();
    log.is(&[]);
}

#[test]
fn a_flush_inside_a_flush_leaves_the_rest_to_the_outer_one() {
    let (log, runtime) = (Log::default(), Runtime::new());
    let _here = runtime.enter();
    let source = RwSignal::new(0);
    let notes = log.clone();
    watch(move || {
        source.get();
        flush();
        notes.note("first");
    });
    log.watch(move || format!("second {}", source.get()));
    source.set(1);
    log.is(&["first", "second 0", "first", "second 1"]);
}

#[test]
fn every_write_is_told_before_effects_run() {
    let (log, runtime) = (Log::default(), Runtime::new());
    let notes = log.clone();
    runtime.on_write(move |id| notes.note(format!("wrote {}", id.index)));
    let _here = runtime.enter();
    let source = RwSignal::new(0);
    log.watch(move || source.get().to_string());
    source.set(1);
    source.update(|value| *value = 2);
    log.is(&["0", "wrote 0", "1", "wrote 0", "2"]);
}
