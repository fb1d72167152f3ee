//! A page that was loaded again gets the values that it had before in the browser.
//!
//! They are ordinary writes: of sources that client functions of this page may write, decoded and checked like those of a
//! batch. What they bring to the page may have further sources, so it is repeated until no more are found. A value is
//! given to no source of which it is not certain that it is the same: its name must be there once, in both sessions.

mod index;

use self::index::{NameIndex, NodeName};
use super::{Outgoing, Session};
use crate::graph::{self, batch, hooks};
use crate::wire::bounded::Budget;
use crate::wire::limits::Limits;
use crate::wire::message::{KeptValues, Write};
use crate::wire::names::Names;
use crate::wire::number::NodeNumber;
use crate::wire::snapshot::Snapshot;

/// The most rounds: in each, values bring content with sources of further values.
const ROUNDS: usize = 16;

impl Session {
    /// Writes the values that are kept of an earlier session of the page. After the first batch it is too late.
    pub(super) fn restore(&mut self, kept: KeptValues) -> Vec<Outgoing> {
        if self.names.is_none() || !self.is_attached {
            return Vec::new();
        }
        let Ok(then) = kept
            .names
            .iter()
            .map(|names| Names::decode(names))
            .collect()
        else {
            return self.violated();
        };
        let then: Vec<Names> = then;
        let then = NameIndex::of(&then);
        let named = |value: Write| Some((then.name(value.node)?, value.value));
        let mut values: Vec<(NodeName, Vec<u8>)> =
            kept.values.into_iter().filter_map(named).collect();
        let budget = Budget::new(&Limits::default());
        let mut news = Snapshot::default();
        for _ in 0..ROUNDS {
            let Some(found) = self.find(&mut values) else {
                break;
            };
            news.append(self.write_kept(found, &budget));
        }
        let lost = values.len();
        if lost > 0 {
            tracing::debug!(
                lost,
                "values of a page that was loaded again have no place in it"
            );
        }
        let told = self.update_after(news);
        self.names = None;
        told
    }

    /// Takes the values out whose sources are on the page by now; `None` if there are none.
    fn find(&self, values: &mut Vec<(NodeName, Vec<u8>)>) -> Option<Vec<(NodeNumber, Vec<u8>)>> {
        let now = NameIndex::of(self.names.as_deref()?);
        let mut found = Vec::new();
        values.retain_mut(|(name, value)| match now.node(name) {
            Some(node) => {
                found.push((node, std::mem::take(value)));
                false
            }
            None => true,
        });
        (!found.is_empty()).then_some(found)
    }

    /// Writes values that the browser may write, and settles what they cause. Returns what is new to the browser.
    fn write_kept(&mut self, found: Vec<(NodeNumber, Vec<u8>)>, budget: &Budget) -> Snapshot {
        let _here = self.enter();
        let writes = found.into_iter().filter_map(|(node, value)| {
            let write = Write { node, value };
            self.check_write(&write, budget).ok()?
        });
        let writes: Vec<_> = writes.collect();
        batch(|| {
            for (node, value) in writes {
                hooks::replace_value(node, value);
            }
        });
        graph::flush();
        let news = self.stage.settle();
        self.tell_names();
        news
    }
}
