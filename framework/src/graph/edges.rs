//! The edges from sources to observers. An edge is in two lists: its observer's sources, in the order of reading, and
//! its source's readers, in the order of their arrival.

use super::node::SELECT;
use super::pool::NONE;
#[cfg(not(target_arch = "wasm32"))]
use super::pool::Pooled;
use super::run::Run;
use super::runtime::Graph;

#[derive(Default)]
pub(super) struct Edge {
    /// `NONE` once the source is disposed.
    pub(super) source: u32,
    /// `NONE` once the edge is unused.
    pub(super) observer: u32,
    pub(super) next_source: u32,
    pub(super) next_reader: u32,
    /// For the first reader: the last one.
    pub(super) prev_reader: u32,
    /// The run of the observer that last used this edge.
    pub(super) stamp: u32,
}

#[cfg(not(target_arch = "wasm32"))]
impl Pooled for Edge {}

impl Graph {
    /// Tracks a read of `source` for the running observer.
    ///
    /// A run mostly reads the same nodes as the run before, in the same order. So it walks along the edges of that run
    /// and makes an edge only where the two differ; `untrail` removes the rest.
    pub(super) fn track(&mut self, source: u32) {
        let Some(at) = self.here.tracker else { return };
        #[cfg(not(target_arch = "wasm32"))]
        if self.probe(at) || self.is_drafted(at, source) {
            return;
        }
        let &mut Run {
            node: observer,
            stamp,
            last,
            ..
        } = self.run_at(at);
        if observer == NONE || last != NONE && self.edges[last].source == source {
            return;
        }
        let next = self.source_after(observer, last);
        if next != NONE && self.edges[next].source == source {
            self.edges[next].stamp = stamp;
            self.run_at(at).last = next;
        } else if !self.read_last_by(source, observer, stamp) {
            let edge = self.link(source, observer, stamp, last, next);
            self.run_at(at).last = edge;
        }
    }

    /// Returns the observer's source edge after `last`, or its first.
    fn source_after(&self, observer: u32, last: u32) -> u32 {
        match last {
            NONE => self.observer(observer).sources,
            last => self.edges[last].next_source,
        }
    }

    fn read_last_by(&self, source: u32, observer: u32, stamp: u32) -> bool {
        let first = self.nodes[source].readers;
        if first == NONE {
            return false;
        }
        let edge = &self.edges[self.edges[first].prev_reader];
        edge.observer == observer && edge.stamp == stamp
    }

    /// Makes an edge, in the observer's sources between `last` and `next`.
    pub(super) fn link(
        &mut self,
        source: u32,
        observer: u32,
        stamp: u32,
        last: u32,
        next: u32,
    ) -> u32 {
        let edge = Edge {
            source,
            observer,
            next_source: next,
            next_reader: NONE,
            prev_reader: NONE,
            stamp,
        };
        let new = self.edges.claim();
        self.edges[new] = edge;
        #[cfg(not(target_arch = "wasm32"))]
        {
            self.reads_more = true;
        }
        match last {
            NONE => self.observer_mut(observer).sources = new,
            last => self.edges[last].next_source = new,
        }
        self.append_reader(source, new);
        new
    }

    fn append_reader(&mut self, source: u32, new: u32) {
        let first = self.nodes[source].readers;
        if first == NONE {
            self.nodes[source].readers = new;
            self.edges[new].prev_reader = new;
            return;
        }
        let tail = self.edges[first].prev_reader;
        self.edges[tail].next_reader = new;
        self.edges[new].prev_reader = tail;
        self.edges[first].prev_reader = new;
    }

    /// Drops the observer's source edges after `last`: the run that just ended did not read them.
    pub(super) fn untrail(&mut self, observer: u32, last: u32) {
        let mut edge = self.source_after(observer, last);
        match last {
            NONE => self.observer_mut(observer).sources = NONE,
            last => self.edges[last].next_source = NONE,
        }
        while edge != NONE {
            let next = self.edges[edge].next_source;
            self.unlink_reader(edge);
            self.edges[edge].observer = NONE;
            self.edges.release(edge);
            edge = next;
        }
    }

    /// Returns whether anything but a selector reads the node.
    pub(super) fn is_read(&self, node: u32) -> bool {
        let mut edge = self.nodes[node].readers;
        while edge != NONE && self.nodes[self.edges[edge].observer].is(SELECT) {
            edge = self.edges[edge].next_reader;
        }
        edge != NONE
    }

    /// Removes the edge from the list of its source's readers.
    fn unlink_reader(&mut self, edge: u32) {
        let Edge {
            source,
            next_reader: next,
            prev_reader: prev,
            ..
        } = self.edges[edge];
        if source == NONE {
            return;
        }
        let first = self.nodes[source].readers;
        if edge == first {
            self.nodes[source].readers = next;
        } else {
            self.edges[prev].next_reader = next;
        }
        if next != NONE {
            self.edges[next].prev_reader = prev;
        } else if edge != first {
            self.edges[first].prev_reader = prev;
        }
    }

    /// Detaches a node that is being disposed from its readers. The edges stay in the readers' lists, without a source,
    /// until their next run.
    pub(super) fn abandon_readers(&mut self, node: u32) {
        let mut edge = std::mem::replace(&mut self.nodes[node].readers, NONE);
        while edge != NONE {
            let cut = &mut self.edges[edge];
            cut.source = NONE;
            let reader = cut.observer;
            edge = cut.next_reader;
            if self.nodes[reader].is(SELECT) {
                self.wake(reader);
            }
        }
    }
}
