//! Batches, acknowledgements, and whose value wins.
//!
//! Both sides may write a source, each shows its own write at once, and messages of the two directions cross. The
//! server is the order: of a client's write and a server's write, the later one *there* wins. Two rules make both
//! sides arrive at it:
//!
//! * **Client** ([`Outbox`]): a server value for a source is applied if its update acknowledges the batch with the
//!   last local write of that source; else it is dropped for good, because the local write is applied later.
//! * **Server** ([`Inbox`]): the update that acknowledges a batch carries, for each source the batch wrote, its
//!   value, unless that is the very value the batch wrote. So a client learns of every write of its own that did
//!   not survive (validated, clamped, refused, overwritten), whether or not the source changed on the server.
//!
//! A lazy write waits on the client for company, and meanwhile the server may write the same source: then the value
//! that is dropped here is company enough, else the two sides would go on with different values.
//!
//! The tests below run all schedules of a small model and many of a larger one.

use std::collections::BTreeMap;

use super::limits::{BYTES_PER_ACK, Limits, UNACKNOWLEDGED_BATCHES, UPDATES_PER_ACK};
use super::message::{Batch, Call, Uplink, Write};
use super::number::{CallId, NodeNumber, Seq, Version};

/// The client's half: what waits to be sent, and what is not acknowledged.
///
/// At most [`UNACKNOWLEDGED_BATCHES`] batches are on their way. What is written and called while as many are waits,
/// and goes in one batch: the last value per source, and all calls in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Outbox {
    /// The `seq` of the last batch that was made.
    made: Seq,
    /// The batches that are not acknowledged.
    sent: Vec<Batch>,
    /// The batch that is made next.
    waiting: Batch,
    /// True if something in it is worth a batch.
    due: bool,
    /// Sources with a local write that is not acknowledged, and the batch with the last one.
    written: Vec<(NodeNumber, Seq)>,
    /// The version of the last update that was applied, and the one that the server knows of.
    seen: Version,
    told: Version,
    /// Bytes of the updates between the two.
    untold: usize,
    /// Sources whose last local value is too large to be sent.
    unsendable: Vec<NodeNumber>,
    /// What was refused since this was last asked.
    refused: Option<Vec<CallId>>,
}

/// The batch of a value that is never sent.
const NEVER: Seq = Seq(u32::MAX);

/// Bytes of a frame with a batch, besides writes and calls; and of one of those, besides its value.
const FRAME_HEAD: usize = 32;
const ENTRY_HEAD: usize = 16;

/// The server's half: which batch comes next, and which values a client must be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Inbox {
    /// The last batch that was applied or refused, and the last one that an update acknowledged.
    applied: Seq,
    acknowledged: Seq,
    /// Nodes whose value may have to be sent.
    touched: BTreeMap<NodeNumber, Touched>,
}

/// By whom a node was written last, since the last update.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Touched {
    /// By the server.
    Here,
    /// By the client, which therefore believes that this is the value.
    There(Vec<u8>),
}

/// What a batch is to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchOrder {
    /// The one that comes next: apply it.
    Next,
    /// One that was applied before: ignore it.
    Again,
    /// One before which others are missing: a violation.
    Gap,
}

impl Outbox {
    /// Takes a value that was written locally. Lazy ones go with the next batch that is sent anyway.
    pub fn write(&mut self, write: Write, uplink: Uplink) {
        if uplink == Uplink::None {
            return;
        }
        self.due |= uplink == Uplink::Eager;
        self.unsendable.retain(|node| *node != write.node);
        self.mark_written(write.node, self.made.next());
        let writes = &mut self.waiting.writes;
        match writes.iter_mut().find(|waiting| waiting.node == write.node) {
            Some(waiting) => *waiting = write,
            None => writes.push(write),
        }
    }

    /// What waits is worth a batch now.
    pub fn hurry(&mut self) {
        self.due |= !self.waiting.writes.is_empty();
    }

    /// Takes a call that was made locally.
    pub fn call(&mut self, call: Call) {
        self.due = true;
        self.waiting.calls.push(call);
    }

    /// The batch to send, if one is due and may be on its way. To be asked at the end of each turn and update.
    pub fn next_batch(&mut self) -> Option<&Batch> {
        if !self.due || self.sent.len() >= UNACKNOWLEDGED_BATCHES as usize {
            return None;
        }
        let mut batch = self.fill();
        self.due = !self.waiting.is_empty();
        if batch.is_empty() {
            return None;
        }
        self.made = self.made.next();
        self.tell();
        (batch.seq, batch.seen) = (self.made, self.seen);
        for at in 0..self.waiting.writes.len() {
            self.mark_written(self.waiting.writes[at].node, self.made.next());
        }
        self.sent.push(batch);
        self.sent.last()
    }

    /// The number of the batch that is made next, if one is due.
    pub fn due(&self) -> Option<Seq> {
        self.due.then_some(self.made.next())
    }

    /// As much of what waits as one frame may bring. Calls come after all that was written before them; without a value
    /// that they may need they are not made.
    fn fill(&mut self) -> Batch {
        let limits = Limits::default();
        let most = limits.frame - FRAME_HEAD;
        let (mut batch, mut room) = (Batch::default(), most);
        for write in std::mem::take(&mut self.waiting.writes) {
            let size = write.value.len() + ENTRY_HEAD;
            if size > most {
                self.refuse(write.node);
            } else if size > room || batch.writes.len() == limits.writes {
                room = 0;
                self.waiting.writes.push(write);
            } else {
                room -= size;
                batch.writes.push(write);
            }
        }
        if !self.waiting.writes.is_empty() {
            return batch;
        }
        for call in std::mem::take(&mut self.waiting.calls) {
            let size = call.argument.len() + ENTRY_HEAD;
            if size > most || !self.unsendable.is_empty() {
                self.refused.get_or_insert_default().push(call.id);
            } else if size > room || batch.calls.len() == limits.calls {
                room = 0;
                self.waiting.calls.push(call);
            } else {
                room -= size;
                batch.calls.push(call);
            }
        }
        batch
    }

    /// A value is too large. What the server says of its source is not taken until there is another one.
    fn refuse(&mut self, node: NodeNumber) {
        self.unsendable.push(node);
        self.refused.get_or_insert_default();
        self.mark_written(node, NEVER);
    }

    /// Returns whether something was refused since this was last asked because it is too large, and the calls among it.
    pub fn take_refused(&mut self) -> Option<Vec<CallId>> {
        self.refused.take()
    }

    /// The first batch that is not acknowledged.
    pub fn oldest(&self) -> Option<Seq> {
        self.sent.first().map(|batch| batch.seq)
    }

    /// Gives up what a batch was to bring: it is sent empty. Returns its calls.
    pub fn give_up(&mut self, seq: Seq) -> Vec<CallId> {
        let mut batches = self.sent.iter_mut();
        let Some(batch) = batches.find(|batch| batch.seq == seq) else {
            return Vec::new();
        };
        batch.writes.clear();
        let calls = std::mem::take(&mut batch.calls);
        calls.into_iter().map(|call| call.id).collect()
    }

    /// Takes note of an update of so many bytes, before it is applied. False: it was applied before, and came again.
    pub fn received(&mut self, version: Version, ack: Seq, bytes: usize) -> bool {
        if version <= self.seen {
            return false;
        }
        self.seen = version;
        self.untold += bytes;
        self.sent.retain(|batch| batch.seq > ack);
        self.written.retain(|(_, seq)| *seq > ack);
        true
    }

    /// Returns whether the update that was received last may write this source here. If not because of a write that waits, that
    /// one need not wait any longer.
    pub fn takes(&mut self, node: NodeNumber) -> bool {
        let written = self.written.iter().find(|(written, _)| *written == node);
        self.due |= written.is_some_and(|(_, seq)| *seq > self.made && *seq != NEVER);
        written.is_none()
    }

    /// Returns whether the server has all that was written.
    pub fn is_even(&self) -> bool {
        self.written.is_empty()
    }

    /// Returns whether the server has all that is due.
    pub fn is_quiet(&self) -> bool {
        self.sent.is_empty() && !self.due
    }

    /// The version to acknowledge in a frame of its own, when no batch has said it for a while.
    pub fn acknowledgement(&mut self) -> Option<Version> {
        if self.seen.0 - self.told.0 < UPDATES_PER_ACK && self.untold < BYTES_PER_ACK {
            return None;
        }
        self.tell();
        Some(self.seen)
    }

    /// The version that was applied last, for attaching.
    pub fn version(&self) -> Version {
        self.seen
    }

    /// The batches to send again after attaching to a session that has applied all up to `seq`.
    pub fn unapplied(&self, seq: Seq) -> impl Iterator<Item = &Batch> {
        self.sent.iter().filter(move |batch| batch.seq > seq)
    }

    /// The server is about to learn what was seen.
    fn tell(&mut self) {
        (self.told, self.untold) = (self.seen, 0);
    }

    fn mark_written(&mut self, node: NodeNumber, seq: Seq) {
        match self
            .written
            .iter_mut()
            .find(|(written, _)| *written == node)
        {
            Some((_, last)) => *last = seq,
            None => self.written.push((node, seq)),
        }
    }
}

impl Inbox {
    /// What the batch of this number is.
    pub fn arrival(&self, seq: Seq) -> BatchOrder {
        match seq.0.checked_sub(self.applied.0) {
            Some(1) => BatchOrder::Next,
            Some(0) | None => BatchOrder::Again,
            Some(_) => BatchOrder::Gap,
        }
    }

    /// Takes note that a batch was applied and its synchronous turn is over, or that it was refused. To be called
    /// before [`Inbox::touch`] for what later turns write.
    pub fn applied(&mut self, batch: &Batch) {
        self.applied = batch.seq;
        for write in &batch.writes {
            let believed = Touched::There(write.value.clone());
            self.touched.insert(write.node, believed);
        }
    }

    /// Takes note that the server wrote a node that the client has.
    pub fn touch(&mut self, node: NodeNumber) {
        self.touched.entry(node).or_insert(Touched::Here);
    }

    /// The last batch that was applied: what the next update acknowledges, and what attaching is answered with.
    pub fn ack(&self) -> Seq {
        self.applied
    }

    /// Returns whether there is something to tell: a value, or an acknowledgement.
    pub fn is_due(&self) -> bool {
        self.acknowledged < self.applied || !self.touched.is_empty()
    }

    /// The values for the update that is about to be sent, which acknowledges [`Inbox::ack`]. `value` encodes the
    /// value of a node, if it still exists.
    pub fn values(
        &mut self,
        mut value: impl FnMut(NodeNumber) -> Option<Vec<u8>>,
    ) -> Vec<(NodeNumber, Vec<u8>)> {
        self.acknowledged = self.applied;
        let touched = std::mem::take(&mut self.touched).into_iter();
        let news = touched.filter_map(|(node, touched)| {
            let value = value(node)?;
            (touched != Touched::There(value.clone())).then_some((node, value))
        });
        news.collect()
    }
}

#[cfg(test)]
mod tests;
