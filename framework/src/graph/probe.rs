//! Noticing that something is read, without following it.

use super::current::graph;
use super::runtime::{Graph, Here, Return};

/// Stands for a run where there is none: a read is noticed, and no edge is made.
const PROBE: u32 = u32::MAX;

/// While it lives, reads of the code that makes it are noticed. What runs of memos inside of it read is theirs.
#[derive(Debug)]
#[must_use = "it notices what is read while it lives"]
pub struct Probe {
    /// Whether one around it had noticed something.
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

    /// Whether anything was read.
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
    /// Whether the read is one for a probe, which takes note of it.
    pub(super) fn probe(&mut self, tracker: u32) -> bool {
        self.is_probed |= tracker == PROBE;
        tracker == PROBE
    }
}
