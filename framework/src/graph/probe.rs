//! Probes: they notice that a signal is read, without following it.

use super::current::graph;
use super::runtime::{Graph, Here, Return};

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
        graph(|graph| {
            let here = graph.here;
            graph.here.tracker = Some(PROBE);
            let before = std::mem::take(&mut graph.is_probed);
            Probe { before, here }
        })
    }

    /// Starts to notice reads, unless something follows them here.
    pub fn start_unfollowed() -> Option<Probe> {
        let is_followed = graph(|graph| graph.here.tracker.is_some());
        (!is_followed).then(Probe::start)
    }

    /// Returns whether anything was read.
    pub fn end(self) -> bool {
        graph(|graph| graph.is_probed)
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        drop(Return(self.here));
        graph(|graph| graph.is_probed = self.before);
    }
}

impl Graph {
    /// Returns whether a probe is active; if so, it notices the read.
    pub(super) fn probe(&mut self, tracker: u32) -> bool {
        self.is_probed |= tracker == PROBE;
        tracker == PROBE
    }
}
