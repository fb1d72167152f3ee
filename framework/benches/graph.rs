//! The cost of a turn of the graph, and the memory of a node: `cargo bench -p watershed --bench graph`.

use std::alloc::System;
use std::hint::black_box;
use std::time::{Duration, Instant};

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use watershed::graph::{Memo, ReadSignal, Runtime, RwSignal, memo, select, watch};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    for length in [1, 40, 400, 4_000, 40_000] {
        report("chain", length, &chain(length));
    }
    for width in [1, 1_000, 10_000] {
        report("wide", width, &wide(width));
        report("diamond", width, &diamond(width));
    }
    report("selector, per row", 10_000, &selector(10_000));
    weigh("signal", |_| {
        RwSignal::new(0u64);
    });
    weigh("memo of one signal", |source| {
        memo(move || source.get());
    });
    weigh("effect of one signal", |source| {
        watch(move || observe(source.get()));
    });
}

/// Prints what one node costs in a turn of `graph`.
fn report(shape: &str, nodes: usize, graph: &Graph) {
    let turn = graph.time_of_turn();
    let per_node = turn.as_nanos() as f64 / nodes as f64;
    println!("{shape:>20} {nodes:>6}: {turn:>10.1?} a turn, {per_node:>7.1} ns a node");
}

struct Graph {
    runtime: Runtime,
    source: RwSignal<u64>,
}

impl Graph {
    fn new(build: impl FnOnce(ReadSignal<u64>)) -> Graph {
        let runtime = Runtime::new();
        let source = runtime.run(|| {
            let source = RwSignal::new(0);
            build(source.read_only());
            source
        });
        Graph { runtime, source }
    }

    fn time_of_turn(&self) -> Duration {
        let _here = self.runtime.enter();
        let mut turns = 0;
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(200) {
            turns += 1;
            self.source.set(turns);
        }
        start.elapsed() / turns as u32
    }
}

fn chain(length: usize) -> Graph {
    Graph::new(|source| {
        let mut last = memo(move || source.get());
        for _ in 1..length {
            let before = last;
            last = memo(move || before.get() + 1);
        }
        watch(move || observe(last.get()));
    })
}

fn wide(width: usize) -> Graph {
    Graph::new(|source| {
        for _ in 0..width {
            watch(move || observe(source.get()));
        }
    })
}

fn diamond(width: usize) -> Graph {
    Graph::new(|source| {
        let arms: Vec<Memo<u64>> = (0..width as u64)
            .map(|arm| memo(move || source.get() + arm))
            .collect();
        watch(move || observe(arms.iter().map(|arm| arm.get()).sum::<u64>()));
    })
}

fn selector(rows: u64) -> Graph {
    Graph::new(|source| {
        for row in 0..rows {
            watch(move || observe(select(source, &row)));
        }
    })
}

/// Keeps the compiler from removing unused values.
fn observe<T>(value: T) {
    black_box(value);
}

/// Prints the bytes that one node of a kind adds, all told: its slot, value, closure and edges. With the source, the
/// nodes fill a power of two, so that no room to grow is counted.
fn weigh(kind: &str, make: fn(RwSignal<u64>)) {
    const COUNT: usize = (1 << 16) - 1;
    Runtime::new().run(|| {
        let source = RwSignal::new(0);
        let region = Region::new(ALLOCATOR);
        for _ in 0..COUNT {
            make(source);
        }
        let change = region.change();
        let bytes = (change.bytes_allocated - change.bytes_deallocated) / COUNT;
        println!("{kind:>20}: {bytes} bytes all told");
    });
}
