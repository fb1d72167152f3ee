//! The end of a turn: decides which side runs new functions of the page, and gathers the news for the browser.

use std::rc::Rc;

use crate::cross::{Ways, linking};
use crate::facts::Way;
use crate::graph::{self, NodeId, ScopeId, hooks};
use crate::server::page_state::crossed;
use crate::server::page_state::link::{SentFrame, ValueOrigin};
use crate::server::page_state::numbers::NumberedNode;
use crate::server::render::follow;
use crate::server::stage::Stage;
use crate::wire::message::Uplink;
use crate::wire::number::NodeNumber;
use crate::wire::snapshot::{CellIndex, GatheredSnapshot};

impl Stage {
    /// Settles the instances that were mounted since the last time. Returns the frames and nodes that are new to the browser.
    pub fn settle(&self) -> GatheredSnapshot {
        let reads_more = hooks::take_reads_more();
        if self.is_settled() && !reads_more {
            self.known.watches.read_the_same();
            self.known.gates.read_the_same();
            return GatheredSnapshot::default();
        }
        self.known.link(|link| link.activate_complete());
        let known = self.known.numbers().told();
        // A binding may follow a node in the values that the browser gets.
        let mut snapshot = self.gather(known);
        self.run_dormant_bindings();
        self.stop_what_the_browser_runs();
        // Also for nodes that are mirrored from now on.
        self.find_needed_sources();
        self.announce_uplinks(known);
        self.enter_uplinks(known, &mut snapshot);
        snapshot
    }

    /// Returns whether nothing is new to the browser or to the link, as in most turns.
    fn is_settled(&self) -> bool {
        let known = &self.known;
        known.link(|link| link.is_quiet())
            && known.are_told()
            && known.watches.are_searched()
            && known.gates.are_searched()
            && self.resting.are_told()
    }

    /// Runs, on the server, bindings that no client function can change.
    fn run_dormant_bindings(&self) {
        for (resident, part, scope) in self.known.link(|link| link.take_dormant()) {
            if let Some(binding) = self.known.link(|link| link.binding(resident, part)) {
                follow::binding(scope, binding);
            }
        }
    }

    fn stop_what_the_browser_runs(&self) {
        let relieved = self.known.link(|link| link.take_relieved());
        relieved.into_iter().for_each(ScopeId::dispose);
        // Only now: what was written earlier in this turn is told.
        let unmirrored = self.known.link(|link| link.take_unmirrored());
        unmirrored.into_iter().for_each(graph::unfollow);
    }

    /// Finds the sources that server watches read, directly or through memos: the browser must send these at once, and
    /// those that a gate reads when the gate's value changes.
    fn find_needed_sources(&self) {
        let again = self.known.link(|link| link.has_new_sources());
        self.known.watches.prune();
        self.known.gates.prune();
        self.find_sources(self.known.watches.take_unsearched(again), Uplink::Eager);
        self.find_sources(self.known.gates.take_unsearched(again), Uplink::Lazy);
    }

    fn find_sources(&self, mut reached: Vec<NodeId>, uplink: Uplink) {
        let mut seen = NodeSet::default();
        reached.retain(|node| hooks::exists(*node) && seen.insert(*node));
        while let Some(node) = reached.pop() {
            hooks::each_source(node, |source| {
                if seen.insert(source) {
                    reached.push(source);
                }
            });
            self.known.link(|link| link.reads(node, uplink));
        }
    }

    /// Encodes new frames and nodes; the first node has the number `known`. A value may hold handles, so encoding it may give the browser more nodes, and
    /// these may bring more functions there.
    fn gather(&self, known: NodeNumber) -> GatheredSnapshot {
        let numbers = self.known.numbers();
        let _linking = linking(Rc::clone(&numbers) as _);
        let mut snapshot = GatheredSnapshot::default();
        let mut alike = self.resting.take_alike();
        let mut slots = Vec::new();
        loop {
            for frame in self.known.link(|link| link.take_promoted()) {
                self.record(&mut snapshot, &frame, &mut slots);
                if let Some(rows) = alike.like(frame.region, frame.kind) {
                    rows.add_frames(&numbers, &mut snapshot, &slots);
                }
            }
            if let Some(rows) = alike.numbered_from(numbers.told()) {
                rows.add_nodes(&numbers, &mut snapshot, known);
                numbers.told_of(rows.count_nodes());
            }
            match numbers.take_untold() {
                Some((_, Some(entry))) => self.node(entry, &mut snapshot),
                Some((_, None)) => snapshot.node(0, None),
                None if self.raise() => {}
                None => break,
            }
        }
        snapshot.sort();
        alike.rest(&self.known);
        snapshot
    }

    /// Adds a frame to the snapshot. `slots` are the cells of its slots afterwards.
    fn record(
        &self,
        snapshot: &mut GatheredSnapshot,
        frame: &SentFrame,
        slots: &mut Vec<Option<CellIndex>>,
    ) {
        let (region, kind) = (frame.region, frame.kind);
        let numbers = self.known.numbers();
        frame.encode(slots, |slot, append| {
            snapshot.cell_of(|bytes| {
                numbers.in_slot(slot, || crossed::slot(kind, slot, bytes, append));
            })
        });
        numbers.take_slots(|nodes| self.canvas.names.frame(region, kind, nodes));
        let nothing = match slots.contains(&None) {
            true => Some(snapshot.cell(&[])),
            false => None,
        };
        let slots = slots.iter().filter_map(|slot| slot.or(nothing));
        snapshot.frame(region, kind, slots);
    }

    fn node(&self, entry: NumberedNode, snapshot: &mut GatheredSnapshot) {
        let NumberedNode {
            node,
            value,
            has_setter,
            ..
        } = entry;
        self.known.link(|link| link.give(node, has_setter));
        let origin = self.known.link(|link| link.origin(node));
        if origin != ValueOrigin::Computed && !self.known.link(|link| link.is_iso(node)) {
            self.known.mirror(node);
        }
        let sent = match value.ways {
            Ways::Neither => self.actions.announced(node),
            _ if origin != ValueOrigin::Sent => None,
            _ => crossed::value(node, || self.known.encode(&entry)),
        };
        if sent.is_some() {
            self.crossed(Way::Down, node);
        }
        let sent = sent.map(|value| snapshot.cell(&value));
        snapshot.node(value.shape, sent);
    }

    /// Lets the browser write nodes that it could only read before: it got a setter later, or a function that does more
    /// with the handles in a value than to read them. Returns whether there were any.
    fn raise(&self) -> bool {
        let numbers = self.known.numbers();
        let raised = numbers.take_raised();
        for node in &raised {
            self.known.link(|link| link.give(*node, true));
        }
        let opened = self.known.link(|link| link.take_opened());
        let opened = numbers.take_narrowed(opened);
        for entry in &opened {
            // The browser has the value; this gives it the setters in it.
            crossed::value(entry.node, || self.known.encode(entry));
        }
        !raised.is_empty() || !opened.is_empty()
    }

    /// Records that a node's value crosses; of an action, that it may be called. The item of a row that the browser makes
    /// is part of what the browser computes.
    pub(super) fn crossed(&self, way: Way, node: NodeId) {
        if !crossed::is_recording() || self.known.link(|link| link.is_own_row(node)) {
            return;
        }
        let way = match self.actions.has(node) {
            true => Way::Call,
            false => way,
        };
        let is_iso = self.known.link(|link| link.is_iso(node));
        self.known.numbers().owners.crossed(way, node, is_iso);
    }

    /// Announces the changed uplinks of nodes that the browser knew before.
    fn announce_uplinks(&self, known: NodeNumber) {
        let numbers = self.known.numbers();
        let is_told = |node| numbers.of(node).is_some_and(|number| number < known);
        let uplinked = self.known.link(|link| link.take_uplinked(is_told));
        for number in uplinked
            .into_iter()
            .filter_map(|(node, _)| numbers.of(node))
        {
            let entry = numbers.entry(number);
            let uplink = entry.map_or(Uplink::None, |entry| self.uplink(&entry));
            if uplink != Uplink::None {
                self.canvas.ops(|ops| ops.uplink(number, uplink));
            }
        }
    }

    /// Returns when the browser sends its writes to a node; never, if the value holds handles.
    fn uplink(&self, entry: &NumberedNode) -> Uplink {
        let uplink = self.known.link(|link| link.uplink(entry.node));
        match entry.value.ways {
            Ways::Both => uplink,
            Ways::Down if uplink != Uplink::None => {
                tracing::error!(
                    "client code may write a signal with signals in its value, which server code uses: what it writes \
                     does not come here; help: change it in an action"
                );
                Uplink::None
            }
            Ways::Down | Ways::Neither => Uplink::None,
        }
    }

    /// Enters the uplinks of new nodes into their records.
    fn enter_uplinks(&self, known: NodeNumber, snapshot: &mut GatheredSnapshot) {
        let numbers = self.known.numbers();
        for at in 0..snapshot.nodes() {
            if let Some(entry) = numbers.entry(NodeNumber(known.0 + at as u32)) {
                snapshot.set_uplink(at, self.uplink(&entry));
            }
        }
    }
}

/// A set of nodes that exist, by their places in the graph.
#[derive(Default)]
struct NodeSet {
    /// The first 64 places: many graphs have no more.
    first: u64,
    others: Vec<u64>,
}

impl NodeSet {
    /// Adds a node. Returns whether it is new.
    fn insert(&mut self, node: NodeId) -> bool {
        let (word, bit) = (node.index as usize / 64, 1 << (node.index % 64));
        let word = match word.checked_sub(1) {
            None => &mut self.first,
            Some(other) => {
                if self.others.len() <= other {
                    self.others.resize(other + 1, 0);
                }
                &mut self.others[other]
            }
        };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}
