//! Probes: they notice that a signal is read, without following it.

use std::mem::ManuallyDrop;

use super::current::graph;
use super::runtime::{Graph, Here};

/// The tracker while a probe is active: reads are noticed, and no edge is made.
const PROBE: u32 = u32::MAX;

/// A guard: until it is dropped, reads are noticed, except those inside memos that run meanwhile.
#[derive(Debug)]
#[must_use = "it notices what is read while it lives"]
pub struct Probe {
    /// True if the probe around this one had noticed a read.
    before: bool,
    here: Here,
}

impl Probe {
    /// Starts to notice reads.
    pub fn start() -> Probe {
        graph(Graph::start_probe)
    }

    /// Starts to notice reads, unless something follows them here.
    pub fn start_unfollowed() -> Option<Probe> {
        graph(|graph| graph.here.tracker.is_none().then(|| graph.start_probe()))
    }

    /// Returns whether anything was read.
    pub fn end(self) -> bool {
        // One call of the graph: a loop over a list has a probe for each item.
        let probe = ManuallyDrop::new(self);
        graph(|graph| graph.end_probe(&probe))
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        graph(|graph| graph.end_probe(self));
    }
}

impl Graph {
    fn start_probe(&mut self) -> Probe {
        let here = self.here;
        self.here.tracker = Some(PROBE);
        let before = std::mem::take(&mut self.is_probed);
        Probe { before, here }
    }

    /// Returns whether anything was read under a probe, which ends.
    fn end_probe(&mut self, probe: &Probe) -> bool {
        self.here = probe.here;
        std::mem::replace(&mut self.is_probed, probe.before)
    }

    /// Returns whether a probe is active; if so, it notices the read.
    pub(super) fn probe(&mut self, tracker: u32) -> bool {
        self.is_probed |= tracker == PROBE;
        tracker == PROBE
    }
}
