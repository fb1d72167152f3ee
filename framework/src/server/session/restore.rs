//! A page that was loaded again gets the values that it had before in the browser.
//!
//! Values that server code needs are ordinary writes: of sources that client functions of this page may write, decoded and
//! checked like those of a batch. What they bring to the page may have further sources, so it is repeated until no more
//! are found. A value is given to no source of which it is not certain that it is the same: its name must be there once,
//! in both sessions. The values of other nodes stay in the browser, which is told what the nodes are called now.

mod index;

use std::collections::HashSet;

use self::index::{NameIndex, NodePath};
use super::{Outgoing, Session};
use crate::facts::Way;
use crate::graph::{self, batch};
use crate::server::page_state::numbers::Lookup;
use crate::wire::QuickHash;
use crate::wire::bounded::Budget;
use crate::wire::limits::{Limits, NAMES};
use crate::wire::message::{KeptValues, Write};
use crate::wire::names::{Names, NodeName};
use crate::wire::number::NodeNumber;
use crate::wire::snapshot::GatheredSnapshot;

/// The most rounds: in each, values bring content with sources of further values.
const ROUNDS: usize = 16;

/// A node of an earlier session, with its value if the browser has sent that.
struct KeptNode {
    names: Vec<NodePath>,
    before: NodeNumber,
    value: Option<Vec<u8>>,
}

impl KeptNode {
    /// Returns the names that it has in its regions.
    fn own_names(&self) -> impl Iterator<Item = NodeName> {
        self.names.iter().map(|path| path.name)
    }
}

impl Session {
    /// Writes the values that are kept of an earlier session of the page. After the first batch it is too late.
    pub(super) fn restore(&mut self, mut kept: KeptValues) -> Vec<Outgoing> {
        if self.names.is_none() || !self.is_attached {
            return Vec::new();
        }
        // The names of the page's first content are behind its ticket, as they are in the page.
        let ticket = kept.names.first_mut().map(|first| {
            let ticket = first.first_chunk().copied();
            let length = first.len().min(16);
            first.drain(..length);
            ticket.unwrap_or_default()
        });
        let mut room = NAMES;
        let names = kept.names.iter();
        let names = names.map(|names| Names::decode(names, &mut room));
        let Ok(names) = names.collect::<Result<Vec<_>, _>>() else {
            return self.violated();
        };
        let mut nodes = named(&NameIndex::of(&names), kept);
        let mut homeless = HashSet::default();
        let budget = Budget::new(&Limits::default());
        let mut news = self.take_stored(ticket.unwrap_or_default());
        let mut same = Vec::new();
        for _ in 0..ROUNDS {
            let found = self.find(&mut nodes);
            if found.is_empty() {
                break;
            }
            news.append(&self.take_kept(found, &mut same, &budget, &mut homeless));
        }
        if !nodes.is_empty() {
            let lost = nodes.len();
            tracing::info!(
                lost,
                "values of a page that was loaded again have no place in it any more, or another type"
            );
        }
        nodes
            .iter()
            .for_each(|kept| homeless.extend(kept.own_names()));
        self.stage.lost.tell(&names, &homeless);
        news.append(&self.settle_kept());
        // Also if there are none: the browser waits for the answer.
        let same = same.into_iter();
        self.stage.canvas.ops(|ops| ops.same(same));
        let told = self.update_after(news);
        self.names = None;
        told
    }

    /// Gives durable signals the values that the page with this ticket has stored. Returns what is new to the browser.
    fn take_stored(&mut self, ticket: [u8; 16]) -> GatheredSnapshot {
        if !self.stage.durable.come_after(ticket) {
            return GatheredSnapshot::default();
        }
        self.settle_kept()
    }

    /// Takes the nodes out that are on the page by now, each with its number.
    fn find(&self, nodes: &mut Vec<KeptNode>) -> Vec<(NodeNumber, KeptNode)> {
        let own = self.names.iter().flatten();
        let own = own.filter_map(|names| Names::decode(names, &mut { NAMES }).ok());
        let now = NameIndex::of(&own.collect::<Vec<_>>());
        let place = |kept: &KeptNode| kept.names.iter().find_map(|name| now.node(name));
        let found = nodes.extract_if(.., |kept| place(kept).is_some());
        let found = found.filter_map(|kept| Some((place(&kept)?, kept)));
        found.collect()
    }

    /// Writes the values of those that the browser may write, and settles what they cause. Adds the nodes to `same`, and
    /// returns what is new to the browser.
    fn take_kept(
        &mut self,
        found: Vec<(NodeNumber, KeptNode)>,
        same: &mut Vec<(NodeNumber, NodeNumber)>,
        budget: &Budget,
        homeless: &mut HashSet<NodeName, QuickHash>,
    ) -> GatheredSnapshot {
        let mut values = Vec::new();
        for (node, kept) in found {
            match kept.value {
                None if self.is_writable(node) => same.push((node, kept.before)),
                None => homeless.extend(kept.own_names()),
                Some(value) => {
                    let write = Write { node, value };
                    if let Ok(Some(checked)) = self.check_write(&write, budget) {
                        same.push((node, kept.before));
                        values.push(checked);
                        self.inbox.restored(write);
                    }
                }
            }
        }
        for (node, _) in &values {
            self.stage.crossed(Way::Up, *node);
        }
        // Checks of the application may refuse some.
        batch(|| self.take(values));
        self.settle_kept()
    }

    /// Settles what was written. Returns what is new to the browser.
    fn settle_kept(&mut self) -> GatheredSnapshot {
        graph::flush();
        let news = self.stage.settle();
        self.tell_names();
        news
    }

    fn is_writable(&self, node: NodeNumber) -> bool {
        match self.stage.known.numbers().given(node) {
            Lookup::Node(entry) => self.may_write(entry.node),
            Lookup::Stale | Lookup::Never => false,
        }
    }
}

/// Returns the nodes that have names.
fn named(index: &NameIndex, kept: KeptValues) -> Vec<KeptNode> {
    let values = kept.values.into_iter();
    let values = values.map(|Write { node, value }| (node, Some(value)));
    let all = values.chain(kept.nodes.into_iter().map(|node| (node, None)));
    let named = all.filter_map(|(before, value)| {
        let names = index.names(before);
        let is_named = !names.is_empty();
        is_named.then_some(KeptNode {
            names,
            before,
            value,
        })
    });
    named.collect()
}
