//! The memos and effects that run after a write, and their number of runs.

use watershed::graph::{RwSignal, batch, memo, signal, untrack, watch};

use crate::log::{Log, live};

#[test]
fn a_diamond_runs_its_bottom_once() {
    live(|log| {
        let (top, set_top) = signal(1);
        let left = log.memo("left", move || top.get() + 1);
        let right = log.memo("right", move || top.get() * 10);
        log.watch(move || format!("bottom {}", left.get() + right.get()));
        log.is(&["left", "right", "bottom 12"]);
        set_top.set(2);
        log.is(&["left", "right", "bottom 23"]);
    });
}

#[test]
fn a_memo_runs_when_created_and_then_only_when_read() {
    live(|log| {
        let (source, set_source) = signal(1);
        let doubled = log.memo("doubled", move || source.get() * 2);
        log.is(&["doubled"]);
        set_source.set(2);
        set_source.set(3);
        log.is(&[]);
        assert_eq!((doubled.get(), doubled.get()), (6, 6));
        log.is(&["doubled"]);
    });
}

#[test]
fn an_equal_value_wakes_nobody() {
    live(|log| {
        let (source, set_source) = signal(1);
        let parity = log.memo("parity", move || source.get() % 2);
        let shown = log.memo("shown", move || parity.get());
        log.watch(move || format!("effect {}", shown.get()));
        log.count();
        set_source.set(3);
        log.is(&["parity"]);
        set_source.set(4);
        log.is(&["parity", "shown", "effect 0"]);
    });
}

#[test]
fn a_signal_wakes_its_readers_even_with_an_equal_value() {
    live(|log| {
        let source = RwSignal::new(1);
        log.watch(move || source.get().to_string());
        source.set(1);
        source.update(|_| {});
        log.is(&["1", "1", "1"]);
    });
}

#[test]
fn floats_are_compared_by_their_bits() {
    live(|log| {
        let (double, set_double) = signal(f64::NAN);
        let (single, set_single) = signal(0f32);
        let (a, b) = (memo(move || double.get()), memo(move || single.get()));
        log.watch(move || format!("{} {}", a.get(), b.get()));
        log.is(&["NaN 0"]);
        set_double.set(f64::NAN);
        log.is(&[]);
        set_single.set(-0.0);
        log.is(&["NaN -0"]);
    });
}

#[test]
fn a_branch_that_is_no_longer_read_no_longer_counts() {
    live(|log| {
        let (is_on, set_on) = signal(true);
        let (detail, set_detail) = signal(1);
        let doubled = log.memo("doubled", move || detail.get() * 2);
        log.watch(move || {
            if is_on.get() {
                doubled.get().to_string()
            } else {
                "off".into()
            }
        });
        log.is(&["doubled", "2"]);
        set_on.set(false);
        log.is(&["off"]);
        set_detail.set(5);
        log.is(&[]);
        set_on.set(true);
        log.is(&["doubled", "10"]);
    });
}

#[test]
fn a_branch_is_not_run_if_what_decides_about_it_changed() {
    live(|log| {
        let (items, set_items) = signal(vec![7]);
        let is_empty = log.memo("empty", move || items.with(Vec::is_empty));
        let first = log.memo("first", move || items.with(|items| items[0]));
        log.watch(move || {
            if is_empty.get() {
                "none".into()
            } else {
                first.get().to_string()
            }
        });
        log.is(&["empty", "first", "7"]);
        set_items.set(Vec::new());
        log.is(&["empty", "none"]);
    });
}

#[test]
fn reading_in_another_order_keeps_every_edge() {
    live(|log| {
        let (order, set_order) = signal(0);
        let sources = [RwSignal::new(1), RwSignal::new(2), RwSignal::new(3)];
        log.watch(move || {
            let read = |at: usize| sources[(at + order.get()) % 3].get();
            format!("{}{}{}{}", read(0), read(1), read(0), read(2))
        });
        log.is(&["1213"]);
        for (at, source) in sources.iter().enumerate() {
            set_order.set(at);
            log.count();
            source.update(|value| *value += 3);
            assert_eq!(log.count(), 1, "one run for one write, in order {at}");
        }
    });
}

#[test]
fn an_untracked_read_wakes_nobody() {
    live(|log| {
        let (tracked, set_tracked) = signal(1);
        let (other, set_other) = signal(1);
        log.watch(move || {
            let seen = untrack(|| other.get())
                + other.get_untracked()
                + other.with_untracked(|other| *other);
            format!("{} {seen}", tracked.get())
        });
        set_other.set(2);
        log.is(&["1 3"]);
        set_tracked.set(2);
        log.is(&["2 6"]);
    });
}

#[test]
fn a_memo_inside_untrack_tracks_for_itself() {
    live(|log| {
        let (source, set_source) = signal(1);
        let doubled = untrack(|| log.memo("doubled", move || source.get() * 2));
        set_source.set(2);
        assert_eq!(untrack(|| doubled.get()), 4);
        log.is(&["doubled", "doubled"]);
    });
}

#[test]
fn a_batch_wakes_each_effect_once_at_its_outermost_end() {
    live(|log| {
        let (a, set_a) = signal(1);
        let (b, set_b) = signal(1);
        log.watch(move || format!("{} {}", a.get(), b.get()));
        log.count();
        let answer = batch(|| {
            set_a.set(2);
            batch(|| set_b.set(3));
            log.is(&[]);
            a.get() + b.get()
        });
        assert_eq!(answer, 5);
        log.is(&["2 3"]);
    });
}

#[test]
fn a_memo_read_in_a_batch_is_up_to_date() {
    live(|log| {
        let (source, set_source) = signal(1);
        let doubled = log.memo("doubled", move || source.get() * 2);
        log.watch(move || doubled.get().to_string());
        log.count();
        batch(|| {
            set_source.set(2);
            assert_eq!(doubled.get(), 4);
        });
        log.is(&["doubled", "4"]);
    });
}

#[test]
fn a_chain_runs_every_memo_once() {
    live(|log| {
        for length in [1, 400] {
            let (base, last) = chain(log, length);
            log.count();
            base.set(1);
            assert_eq!(last(), length);
            assert_eq!(log.count(), length);
        }
    });
}

/// Makes a chain of memos, each one more than the one before. Returns the signal, and a closure that reads the end.
fn chain(log: &Log, length: usize) -> (RwSignal<usize>, impl Fn() -> usize) {
    let base = RwSignal::new(0);
    let mut last = log.memo("first", move || base.get());
    for _ in 1..length {
        let before = last;
        last = log.memo("next", move || before.get() + 1);
    }
    (base, move || last.get())
}

#[test]
fn effects_run_in_the_order_of_their_creation() {
    live(|log| {
        let (source, set_source) = signal(0);
        let late = memo(move || source.get());
        for name in ["first", "second", "third"] {
            // The second subscribes to a memo, and so is reached last.
            log.watch(move || {
                format!(
                    "{name} {}",
                    if name == "second" {
                        late.get()
                    } else {
                        source.get()
                    }
                )
            });
        }
        log.count();
        set_source.set(1);
        log.is(&["first 1", "second 1", "third 1"]);
    });
}

#[test]
fn an_effect_that_writes_wakes_others_in_the_same_flush() {
    live(|log| {
        let (input, set_input) = signal(1);
        let (output, set_output) = signal(0);
        log.watch(move || format!("out {}", output.get()));
        watch(move || set_output.set(input.get() * 10));
        log.is(&["out 0", "out 10"]);
        set_input.set(2);
        log.is(&["out 20"]);
    });
}

#[test]
fn an_effect_that_writes_what_it_read_runs_again_until_it_does_not() {
    live(|log| {
        let count = RwSignal::new(0);
        log.watch(move || {
            if count.get() % 3 != 0 {
                count.update(|count| *count += 1);
            }
            count.get_untracked().to_string()
        });
        log.count();
        count.set(4);
        log.is(&["5", "6", "6"]);
    });
}

#[test]
fn an_effect_that_reads_what_it_has_written_does_not_wake_itself() {
    live(|log| {
        let (input, set_input) = signal(1);
        let total = RwSignal::new(0);
        let shown = memo(move || total.get());
        log.watch(move || {
            total.set(input.get() * 2);
            shown.get().to_string()
        });
        set_input.set(2);
        set_input.set(3);
        log.is(&["2", "4", "6"]);
    });
}

#[test]
fn a_memo_that_writes_what_it_read_settles() {
    live(|log| {
        let count = RwSignal::new(9);
        let clamped = log.memo("clamped", move || {
            if count.get() > 5 {
                count.set(5);
            }
            count.get()
        });
        log.watch(move || format!("effect {}", clamped.get()));
        log.is(&["clamped", "clamped", "effect 5"]);
        count.set(8);
        log.is(&["clamped", "clamped"]);
        count.set(3);
        log.is(&["clamped", "effect 3"]);
    });
}
