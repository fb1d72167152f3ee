//! Batches, acknowledgements, and the rules that decide whose value wins.
//!
//! Both sides may write a source, each shows its own write at once, and messages of the two directions cross. The
//! server decides the order: of a client's write and a server's write, the one that reaches the server later wins. Two
//! rules bring both sides to the same value:
//!
//! * **Client** ([`Outbox`]): a server value for a source is applied if its update acknowledges the batch with the last
//!   local write of that source. Otherwise it is dropped for good, because the server applies the local write later.
//! * **Server** ([`Inbox`]): the update that acknowledges a batch carries, for each source that the batch wrote, the
//!   source's value, unless it is the value that the batch wrote. So a client learns of every write of its own that did
//!   not survive (validated, clamped, refused, overwritten), whether or not the source changed on the server.
//!
//! A lazy write waits in the client for another reason to send. If the server writes the same source meanwhile, the
//! value that the client drops is such a reason; otherwise the two sides would keep different values.
//!
//! The tests below run all schedules of a small model and many of a larger one.

use super::limits::{BYTES_PER_ACK, Limits, UNACKNOWLEDGED_BATCHES, UPDATES_PER_ACK};
use super::message::{Batch, Call, Uplink, Write};
use super::number::{NodeNumber, Seq, Version};

/// The client's half: writes and calls that wait to be sent, and batches that are not acknowledged.
///
/// At most [`UNACKNOWLEDGED_BATCHES`] batches are under way. Later writes and calls wait, and go in one batch: the last
/// value per source, and all calls in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Outbox {
    /// The `seq` of the last batch that was made.
    made: Seq,
    /// The batches that are not acknowledged.
    sent: Vec<Batch>,
    /// The next batch, not sent yet.
    waiting: Batch,
    /// True if the next batch is to be sent as soon as possible.
    due: bool,
    /// Sources with a local write that is not acknowledged, each with the batch of the last write.
    written: Vec<(NodeNumber, Seq)>,
    /// The version of the last update that was applied, and the one that the server knows of.
    seen: Version,
    told: Version,
    /// Bytes of the updates between the two.
    untold: usize,
    /// Sources whose last local value is too large to be sent.
    unsendable: Vec<NodeNumber>,
    /// The calls that were refused, if anything was refused since [`Outbox::take_refused`].
    refused: Option<Vec<Call>>,
}

/// The batch number of a value that is never sent.
const NEVER: Seq = Seq(u32::MAX);

/// Bytes of a message with a batch, besides its entries; and of an entry, besides its value.
const FRAME_HEAD: usize = 32;
const ENTRY_HEAD: usize = 16;

/// The most bytes of the entries of a batch.
const MOST: usize = Limits::WHOLE.frame - FRAME_HEAD;

/// The server's half: the next expected batch, and the values that a client must be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Inbox {
    /// The last batch that was applied or refused, and the last one that an update acknowledged.
    applied: Seq,
    acknowledged: Seq,
    /// Nodes whose value may have to be sent, in the order of their numbers: most turns touch few.
    touched: Vec<(NodeNumber, Touched)>,
}

/// The side that wrote a node last, since the last update.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Touched {
    /// By the server.
    Here,
    /// The client, which has this value.
    There(Vec<u8>),
}

/// The position of a batch in the expected order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchOrder {
    /// The next batch: apply it.
    Next,
    /// A batch that was applied before: ignore it.
    Again,
    /// A batch before which others are missing: a violation.
    Gap,
}

impl Outbox {
    /// Adds a local write. A lazy one waits for another reason to send.
    pub fn write(&mut self, write: Write, uplink: Uplink) {
        if uplink == Uplink::None {
            return;
        }
        self.due |= uplink == Uplink::Eager;
        let unsendable = self.unsendable.iter().position(|node| *node == write.node);
        if let Some(at) = unsendable {
            self.unsendable.swap_remove(at);
        }
        self.mark_written(write.node, self.made.next());
        let writes = &mut self.waiting.writes;
        match writes.iter_mut().find(|waiting| waiting.node == write.node) {
            Some(waiting) => *waiting = write,
            None => writes.push(write),
        }
    }

    /// Sends waiting writes as soon as possible.
    pub fn hurry(&mut self) {
        self.due |= !self.waiting.writes.is_empty();
    }

    /// Adds a local call.
    pub fn call(&mut self, call: Call) {
        self.due = true;
        self.waiting.calls.push(call);
    }

    /// Returns the batch to send, if one is due and may be under way. Call it at the end of each turn and update.
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

    /// Returns the number of the next batch, if one is due.
    pub fn due(&self) -> Option<Seq> {
        self.due.then_some(self.made.next())
    }

    /// Takes as much of the waiting writes and calls as one batch may hold. Calls come after all writes made before
    /// them; a call whose values cannot be sent is refused.
    fn fill(&mut self) -> Batch {
        let size = |write: &Write| write.value.len() + ENTRY_HEAD;
        let too_large = |write: &Write| size(write) > MOST;
        while let Some(at) = self.waiting.writes.iter().position(too_large) {
            let write = self.waiting.writes.remove(at);
            self.refuse(write.node);
        }
        let (mut count, mut room) = (0, MOST);
        while let Some(write) = self.waiting.writes.get(count)
            && size(write) <= room
            && count < Limits::DEFAULT.writes
        {
            room -= size(write);
            count += 1;
        }
        let rest = self.waiting.writes.split_off(count);
        let mut batch = Batch {
            writes: std::mem::replace(&mut self.waiting.writes, rest),
            ..Batch::default()
        };
        if self.waiting.writes.is_empty() {
            self.fill_calls(&mut batch, room);
        }
        batch
    }

    /// Adds waiting calls to a batch that has so much room.
    #[inline(never)]
    fn fill_calls(&mut self, batch: &mut Batch, mut room: usize) {
        for call in std::mem::take(&mut self.waiting.calls) {
            let size = call.argument.len() + ENTRY_HEAD;
            if size > MOST || !self.unsendable.is_empty() {
                self.refused.get_or_insert_default().push(call);
            } else if size > room || batch.calls.len() == Limits::DEFAULT.calls {
                room = 0;
                self.waiting.calls.push(call);
            } else {
                room -= size;
                batch.calls.push(call);
            }
        }
    }

    /// Refuses a value that is too large. Until the source is written again, values of the server for it are dropped.
    fn refuse(&mut self, node: NodeNumber) {
        self.unsendable.push(node);
        self.refused.get_or_insert_default();
        self.mark_written(node, NEVER);
    }

    /// Returns the calls that were refused since the last time, or `None` if nothing was refused as too large.
    pub fn take_refused(&mut self) -> Option<Vec<Call>> {
        self.refused.take()
    }

    /// Returns the calls that wait, behind those of the batches under way if `all`.
    pub fn unsent_calls(&self, all: bool) -> impl Iterator<Item = &Call> {
        let sent = self.sent.iter().filter(move |_| all);
        sent.chain([&self.waiting]).flat_map(|batch| &batch.calls)
    }

    /// Returns whether a batch was ever acknowledged.
    pub fn has_arrived(&self) -> bool {
        self.made.0 as usize > self.sent.len()
    }

    /// Returns the oldest batch that is not acknowledged.
    pub fn oldest(&self) -> Option<Seq> {
        self.sent.first().map(|batch| batch.seq)
    }

    /// Gives up the content of a batch, which is then sent empty. Returns its calls.
    pub fn give_up(&mut self, seq: Seq) -> Vec<Call> {
        let mut batches = self.sent.iter_mut();
        let Some(batch) = batches.find(|batch| batch.seq == seq) else {
            return Vec::new();
        };
        batch.writes.clear();
        std::mem::take(&mut batch.calls)
    }

    /// Notes an update of so many bytes before it is applied. Returns false if it was applied already.
    pub fn received(&mut self, version: Version, ack: Seq, bytes: usize) -> bool {
        if version <= self.seen {
            return false;
        }
        self.seen = version;
        self.untold += bytes;
        while self.sent.first().is_some_and(|batch| batch.seq <= ack) {
            self.sent.remove(0);
        }
        while let Some(at) = self.written.iter().position(|(_, seq)| *seq <= ack) {
            self.written.swap_remove(at);
        }
        true
    }

    /// Returns whether the last received update may write this source. If a waiting write forbids it, that write is
    /// sent as soon as possible.
    pub fn takes(&mut self, node: NodeNumber) -> bool {
        let written = self.written.iter().find(|(written, _)| *written == node);
        self.due |= written.is_some_and(|(_, seq)| *seq > self.made && *seq != NEVER);
        written.is_none()
    }

    /// Returns whether the server has all writes.
    pub fn is_even(&self) -> bool {
        self.written.is_empty()
    }

    /// Returns whether nothing is under way and nothing is due.
    pub fn is_quiet(&self) -> bool {
        self.sent.is_empty() && !self.due
    }

    /// Returns the version to acknowledge in a message of its own, if no batch has done so for a while.
    pub fn acknowledgement(&mut self) -> Option<Version> {
        if self.seen.0 - self.told.0 < UPDATES_PER_ACK && self.untold < BYTES_PER_ACK {
            return None;
        }
        self.tell();
        Some(self.seen)
    }

    /// Returns the version of the last applied update.
    pub fn version(&self) -> Version {
        self.seen
    }

    /// Returns the version for attaching: that of the last applied update, or [`Version::UNKNOWN`].
    pub fn attaching(&self) -> Version {
        match self.sent.is_empty() || self.seen > Version(0) {
            true => self.seen,
            false => Version::UNKNOWN,
        }
    }

    /// Returns the batches to send again after attaching to a session that has applied those up to `seq`.
    pub fn unapplied(&self, seq: Seq) -> impl Iterator<Item = &Batch> {
        self.sent.iter().filter(move |batch| batch.seq > seq)
    }

    /// Records that the server is about to be told the version that was applied.
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
    /// Returns the position of the batch with this number.
    pub fn arrival(&self, seq: Seq) -> BatchOrder {
        match seq.0.checked_sub(self.applied.0) {
            Some(1) => BatchOrder::Next,
            Some(0) | None => BatchOrder::Again,
            Some(_) => BatchOrder::Gap,
        }
    }

    /// Notes that a batch was applied and its synchronous turn is over, or that it was refused. Call it before
    /// [`Inbox::touch`] for writes of later turns.
    pub fn applied(&mut self, batch: Batch) {
        self.applied = batch.seq;
        batch
            .writes
            .into_iter()
            .for_each(|write| self.restored(write));
    }

    /// Notes a value that the client had before it was given this session.
    pub fn restored(&mut self, write: Write) {
        let touched = Touched::There(write.value);
        match self.place_of(write.node) {
            Ok(at) => self.touched[at].1 = touched,
            Err(at) => self.touched.insert(at, (write.node, touched)),
        }
    }

    /// Notes that the server wrote a node that the client has.
    pub fn touch(&mut self, node: NodeNumber) {
        if let Err(at) = self.place_of(node) {
            self.touched.insert(at, (node, Touched::Here));
        }
    }

    /// Returns whether values may have to be sent.
    pub fn is_touched(&self) -> bool {
        !self.touched.is_empty()
    }

    /// Returns the index of a node that was touched, or the one that it would have.
    fn place_of(&self, node: NodeNumber) -> Result<usize, usize> {
        match self.touched.last() {
            Some((last, _)) if *last >= node => {
                self.touched.binary_search_by_key(&node, |(node, _)| *node)
            }
            _ => Err(self.touched.len()),
        }
    }

    /// Returns the last batch that was applied, which the next update acknowledges.
    pub fn ack(&self) -> Seq {
        self.applied
    }

    /// Returns whether there is a value or an acknowledgement to send.
    pub fn is_due(&self) -> bool {
        self.acknowledged < self.applied || !self.touched.is_empty()
    }

    /// Returns the values for the next update, which acknowledges [`Inbox::ack`]. `value` encodes the value of a node,
    /// if it still exists.
    pub fn values(
        &mut self,
        mut value: impl FnMut(NodeNumber) -> Option<Vec<u8>>,
    ) -> Vec<(NodeNumber, Vec<u8>)> {
        self.acknowledged = self.applied;
        let touched = std::mem::take(&mut self.touched).into_iter();
        let news = touched.filter_map(|(node, touched)| {
            let value = value(node)?;
            let is_there = matches!(&touched, Touched::There(there) if *there == value);
            (!is_there).then_some((node, value))
        });
        news.collect()
    }
}

#[cfg(test)]
mod tests;
