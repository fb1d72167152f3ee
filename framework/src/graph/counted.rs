//! The number of graphs that hosts count, and of the nodes in them.

use std::sync::atomic::{AtomicUsize, Ordering};

static GRAPHS: AtomicUsize = AtomicUsize::new(0);
static NODES: AtomicUsize = AtomicUsize::new(0);

/// The nodes of one graph as far as they are counted: nothing until a host counts them. They count until the memory of the
/// graph is given back, so a graph that something still holds is not forgotten.
#[derive(Default)]
pub(super) struct CountedNodes(Option<usize>);

impl CountedNodes {
    /// Counts the graph with so many nodes.
    pub(super) fn set(&mut self, nodes: usize) {
        let before = self.0.replace(nodes);
        if before.is_none() {
            GRAPHS.fetch_add(1, Ordering::Relaxed);
        }
        let before = before.unwrap_or_default();
        if before != nodes {
            NODES.fetch_add(nodes.wrapping_sub(before), Ordering::Relaxed);
        }
    }
}

impl Drop for CountedNodes {
    fn drop(&mut self) {
        if let Some(nodes) = self.0 {
            NODES.fetch_sub(nodes, Ordering::Relaxed);
            GRAPHS.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// Returns the number of counted graphs in this process, and of their nodes.
pub(crate) fn counted() -> (usize, usize) {
    let read = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    (read(&GRAPHS), read(&NODES))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Runtime, signal};

    #[test]
    fn a_graph_counts_with_its_nodes_until_it_is_gone() {
        // Other tests have graphs, too.
        const MANY: usize = 50_000;
        let runtime = Runtime::new();
        let leaked = runtime.run(|| (0..MANY).map(signal).collect::<Vec<_>>());
        assert!(counted().1 < MANY);
        runtime.count();
        assert!(counted().0 >= 1 && counted().1 >= MANY);
        runtime.count();
        assert!(counted().1 < 2 * MANY, "it counts once");
        drop((runtime, leaked));
        assert!(counted().1 < MANY);
    }
}
