//! Callbacks: a function's number and its captures.

use watershed::graph::{Runtime, signal};
use watershed::{Callback, Cross, cross, rt};

fn adds(kind: u32, base: u32) -> Callback<u32, u32> {
    let kind = rt::KindId(kind);
    let add = |(base, ()), by| base + by;
    rt::client_callback(rt::Ty::new(), kind, (rt::cap(&base), ()), add).0
}

/// Encodes and decodes a value as a capture of the child's client code.
fn crossed<T: Cross>(value: &T) -> T {
    let local = cross::encode_local(value);
    let _here = cross::local();
    cross::restore(&local.bytes)
}

#[test]
fn a_callback_runs_with_what_it_captured() {
    assert_eq!(adds(1, 5).run(3), 8);
}

#[test]
fn callbacks_of_one_function_keep_their_own_captures() {
    let (five, six) = (adds(2, 5), adds(2, 6));
    assert_eq!((five.run(1), six.run(1)), (6, 7));
}

#[test]
fn a_callback_crosses_with_its_captures() {
    assert_eq!(crossed(&adds(3, 40)).run(2), 42);
}

#[test]
fn the_handles_in_a_callback_are_found_where_it_is_captured() {
    let runtime = Runtime::new();
    let _here = runtime.enter();
    let (count, set_count) = signal(0);
    let set = |(set_count, ()): (watershed::graph::WriteSignal<u32>, ()), to| set_count.set(to);
    let on_choose: Callback<u32> =
        rt::client_callback(rt::Ty::new(), rt::KindId(4), (rt::cap(&set_count), ()), set).0;
    let local = cross::encode_local(&on_choose);
    assert_eq!(local.writes, [count.id()]);
    crossed(&on_choose).run(3);
    assert_eq!(count.get(), 3);
}
