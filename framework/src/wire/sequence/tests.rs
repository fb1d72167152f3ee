use std::collections::{HashSet, VecDeque};

use super::*;
use crate::wire::number::CallId;

const SOURCES: usize = 2;

/// The treatment of a client's value by the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Policy {
    /// Applies it.
    Accept,
    /// Applies 11 at most.
    Clamp,
    /// Refuses every second batch as a whole.
    Refuse,
}

/// A client, a server, and the messages between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Model {
    policy: Policy,
    uplinks: [Uplink; SOURCES],
    client: [u8; SOURCES],
    outbox: Outbox,
    /// True if the client has been told that its socket is attached.
    is_attached: bool,
    server: [u8; SOURCES],
    inbox: Inbox,
    /// Updates that the client may not have received.
    sent: Vec<ModelUpdate>,
    version: Version,
    up: VecDeque<Up>,
    down: VecDeque<Down>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Up {
    Attach { version: Version },
    Batch(Batch),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Down {
    Attached { seq: Seq },
    ModelUpdate(ModelUpdate),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ModelUpdate {
    version: Version,
    ack: Seq,
    values: Vec<(NodeNumber, Vec<u8>)>,
}

impl Model {
    fn new(policy: Policy) -> Self {
        Self {
            policy,
            uplinks: [Uplink::Eager; SOURCES],
            client: [0; SOURCES],
            outbox: Outbox::default(),
            is_attached: true,
            server: [0; SOURCES],
            inbox: Inbox::default(),
            sent: Vec::new(),
            version: Version(0),
            up: VecDeque::new(),
            down: VecDeque::new(),
        }
    }

    fn client_writes(&mut self, source: usize, value: u8) {
        self.client[source] = value;
        let write = Write {
            node: NodeNumber(source as u32),
            value: vec![value],
        };
        self.outbox.write(write, self.uplinks[source]);
        self.client_sends();
    }

    fn client_sends(&mut self) {
        if self.is_attached {
            self.up
                .extend(self.outbox.next_batch().cloned().map(Up::Batch));
        }
    }

    fn server_writes(&mut self, source: usize, value: u8) {
        // Writing an equal value does nothing.
        if self.server[source] != value {
            self.server[source] = value;
            self.inbox.touch(NodeNumber(source as u32));
        }
    }

    /// Breaks the socket with all messages that are under way; the client opens another.
    fn reconnect(&mut self) {
        self.down.clear();
        self.is_attached = false;
        let version = self.outbox.version();
        self.up = [Up::Attach { version }].into();
    }

    fn server_receives(&mut self) {
        match self.up.pop_front() {
            Some(Up::Attach { version }) => self.server_attaches(version),
            Some(Up::Batch(batch)) => self.server_applies(&batch),
            None => {}
        }
    }

    fn server_attaches(&mut self, version: Version) {
        let seq = self.inbox.ack();
        self.sent.retain(|update| update.version > version);
        self.down.push_back(Down::Attached { seq });
        self.down
            .extend(self.sent.iter().cloned().map(Down::ModelUpdate));
    }

    fn server_applies(&mut self, batch: &Batch) {
        self.sent.retain(|update| update.version > batch.seen);
        assert_eq!(self.inbox.arrival(batch.seq), BatchOrder::Next);
        for write in &batch.writes {
            let value = &mut self.server[write.node.index()];
            match self.policy {
                Policy::Accept => *value = write.value[0],
                Policy::Clamp => *value = write.value[0].min(11),
                Policy::Refuse if batch.seq.0.is_multiple_of(2) => {}
                Policy::Refuse => *value = write.value[0],
            }
        }
        self.inbox.applied(batch.clone());
    }

    fn server_sends(&mut self) {
        if self.can_server_send() {
            let server = self.server;
            let values = self.inbox.values(|node| Some(vec![server[node.index()]]));
            self.version = self.version.next();
            let update = ModelUpdate {
                version: self.version,
                ack: self.inbox.ack(),
                values,
            };
            self.sent.push(update.clone());
            self.down.push_back(Down::ModelUpdate(update));
        }
    }

    /// A socket that has not attached does not belong to the session yet.
    fn can_server_send(&self) -> bool {
        self.inbox.is_due() && !matches!(self.up.front(), Some(Up::Attach { .. }))
    }

    fn client_receives(&mut self) {
        match self.down.pop_front() {
            Some(Down::Attached { seq }) => {
                self.is_attached = true;
                let again = self.outbox.unapplied(seq).cloned();
                self.up.extend(again.map(Up::Batch));
            }
            Some(Down::ModelUpdate(update)) => self.client_applies(update),
            None => {}
        }
        self.client_sends();
    }

    fn client_applies(&mut self, update: ModelUpdate) {
        assert_eq!(update.version, self.outbox.version().next());
        self.outbox.received(update.version, update.ack, 0);
        for (node, value) in update.values {
            if self.outbox.takes(node) {
                self.client[node.index()] = value[0];
            }
        }
    }

    /// While the connection stays, versions have no effect; without them fewer states differ.
    fn forget_versions(&mut self) {
        let is_attaching = |up: &Up| matches!(up, Up::Attach { .. });
        if self.up.iter().any(is_attaching) {
            return;
        }
        self.sent.clear();
        (self.outbox.seen, self.outbox.told) = (Version(0), Version(0));
        let kept = self.outbox.sent.iter_mut();
        let underway = self.up.iter_mut().filter_map(|up| match up {
            Up::Batch(batch) => Some(batch),
            Up::Attach { .. } => None,
        });
        kept.chain(underway)
            .for_each(|batch| batch.seen = Version(0));
        self.version = Version(0);
        for down in &mut self.down {
            if let Down::ModelUpdate(update) = down {
                self.version = self.version.next();
                update.version = self.version;
            }
        }
    }

    /// Returns the steps that can happen without a write.
    fn deliveries(&self) -> Vec<fn(&mut Self)> {
        let mut deliveries: Vec<fn(&mut Self)> = Vec::new();
        if !self.up.is_empty() {
            deliveries.push(Self::server_receives);
        }
        if self.can_server_send() {
            deliveries.push(Self::server_sends);
        }
        if !self.down.is_empty() {
            deliveries.push(Self::client_receives);
        }
        deliveries
    }

    fn settle(&mut self) {
        while let Some(deliver) = self.deliveries().first() {
            deliver(self);
        }
    }
}

/// The sources that the client and the server are still going to write.
type Writes = [&'static [usize]; 2];

/// Runs every schedule: each step is the next write of the client or the server, a delivery, or a break of the
/// connection, of which there are at most so many.
fn explore(
    mut world: Model,
    writes: Writes,
    breaks: usize,
    seen: &mut HashSet<(Model, Writes, usize)>,
) {
    if breaks == 0 {
        world.forget_versions();
    }
    if !seen.insert((world.clone(), writes, breaks)) {
        return;
    }
    if breaks > 0 {
        let mut next = world.clone();
        next.reconnect();
        explore(next, writes, breaks - 1, seen);
    }
    if let [[source, rest @ ..], server] = writes {
        let mut next = world.clone();
        next.client_writes(*source, 10 + rest.len() as u8);
        explore(next, [rest, server], breaks, seen);
    }
    if let [client, [source, rest @ ..]] = writes {
        let mut next = world.clone();
        next.server_writes(*source, 20 + rest.len() as u8);
        explore(next, [client, rest], breaks, seen);
    }
    let deliveries = world.deliveries();
    if writes.iter().all(|rest| rest.is_empty()) && deliveries.is_empty() {
        assert_eq!(world.client, world.server, "diverged: {world:?}");
    }
    for deliver in deliveries {
        let mut next = world.clone();
        deliver(&mut next);
        explore(next, writes, breaks, seen);
    }
}

/// All ways to distribute three writes over the sources; the first half of them up to renaming.
static THREE_WRITES: [[usize; 3]; 8] = [
    [0, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
    [0, 1, 1],
    [1, 0, 0],
    [1, 0, 1],
    [1, 1, 0],
    [1, 1, 1],
];

#[test]
fn all_schedules_of_three_writes_on_each_side_converge() {
    for policy in [Policy::Accept, Policy::Clamp, Policy::Refuse] {
        let mut seen = HashSet::new();
        for client in &THREE_WRITES[..4] {
            for server in &THREE_WRITES {
                explore(Model::new(policy), [client, server], 0, &mut seen);
            }
        }
    }
}

#[test]
fn all_schedules_of_two_writes_on_each_side_converge_over_two_breaks() {
    for policy in [Policy::Accept, Policy::Clamp, Policy::Refuse] {
        let mut seen = HashSet::new();
        for client in [&[0, 0], &[0, 1]] {
            for server in [&[0, 0], &[0, 1], &[1, 0], &[1, 1]] {
                explore(Model::new(policy), [client, server], 2, &mut seen);
            }
        }
    }
}

/// Returns a number below `below`, from a seed that it advances (SplitMix64).
fn random(seed: &mut u64, below: usize) -> usize {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*seed ^ *seed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ mixed >> 31) % below as u64) as usize
}

#[test]
fn ten_thousand_random_schedules_converge() {
    for seed in 0..10_000 {
        let mut random = {
            let mut state = seed;
            move |below| random(&mut state, below)
        };
        let policy = [Policy::Accept, Policy::Clamp, Policy::Refuse][random(3)];
        let mut world = Model::new(policy);
        world.uplinks[1] = [Uplink::Eager, Uplink::Lazy][random(2)];
        for _ in 0..60 {
            let (source, value) = (random(SOURCES), random(16) as u8);
            match random(6) {
                0 => world.client_writes(source, value),
                1 => world.server_writes(source, value),
                2 => world.server_receives(),
                3 => world.server_sends(),
                4 if random(4) == 0 => world.reconnect(),
                _ => world.client_receives(),
            }
        }
        // A lazy value is sent along with an eager one.
        world.client_writes(0, 1);
        world.settle();
        assert_eq!(world.client, world.server, "seed {seed}");
    }
}

fn write(node: u32, value: u8) -> Write {
    Write {
        node: NodeNumber(node),
        value: vec![value],
    }
}

#[test]
fn turns_share_a_batch_when_four_are_on_their_way() {
    let mut outbox = Outbox::default();
    for turn in 1..=4 {
        outbox.write(write(0, turn), Uplink::Eager);
        assert_eq!(outbox.next_batch().unwrap().seq, Seq(turn.into()));
    }
    for turn in 5..=7 {
        outbox.write(write(0, turn), Uplink::Eager);
        outbox.call(Call {
            id: CallId(turn.into()),
            action: NodeNumber(9),
            argument: vec![],
        });
        assert_eq!(outbox.next_batch(), None);
    }
    outbox.received(Version(1), Seq(1), 0);
    let merged = outbox.next_batch().unwrap();
    assert_eq!((merged.seq, merged.seen), (Seq(5), Version(1)));
    assert_eq!(merged.writes, [write(0, 7)]);
    assert_eq!(
        Vec::from_iter(merged.calls.iter().map(|call| call.id)),
        [5, 6, 7].map(CallId)
    );
}

#[test]
fn a_lazy_value_waits_for_company() {
    let mut outbox = Outbox::default();
    outbox.write(write(1, 7), Uplink::Lazy);
    assert_eq!(outbox.next_batch(), None);
    outbox.call(Call {
        id: CallId(1),
        action: NodeNumber(9),
        argument: vec![],
    });
    assert_eq!(outbox.next_batch().unwrap().writes, [write(1, 7)]);
}

#[test]
fn a_lazy_value_goes_when_it_is_told_to() {
    let mut outbox = Outbox::default();
    outbox.hurry();
    assert_eq!(outbox.next_batch(), None);
    outbox.write(write(1, 7), Uplink::Lazy);
    outbox.hurry();
    assert_eq!(outbox.next_batch().unwrap().writes, [write(1, 7)]);
}

#[test]
fn a_lazy_value_goes_when_the_server_writes_the_same_source() {
    let mut outbox = Outbox::default();
    outbox.write(write(1, 7), Uplink::Lazy);
    outbox.received(Version(1), Seq(0), 0);
    assert!(outbox.takes(NodeNumber(0)));
    assert_eq!(outbox.next_batch(), None);
    assert!(!outbox.takes(NodeNumber(1)));
    assert_eq!(outbox.next_batch().unwrap().writes, [write(1, 7)]);
}

#[test]
fn a_source_without_uplink_sends_nothing() {
    let mut outbox = Outbox::default();
    outbox.write(write(1, 7), Uplink::None);
    outbox.write(write(0, 1), Uplink::Eager);
    assert_eq!(outbox.next_batch().unwrap().writes, [write(0, 1)]);
}

#[test]
fn a_server_value_older_than_the_last_local_write_is_dropped() {
    let mut outbox = Outbox::default();
    for value in [1, 2] {
        outbox.write(write(0, value), Uplink::Eager);
        outbox.next_batch().unwrap();
    }
    outbox.received(Version(1), Seq(1), 0);
    assert!(!outbox.takes(NodeNumber(0)));
    assert!(outbox.takes(NodeNumber(1)));
    outbox.received(Version(2), Seq(2), 0);
    assert!(outbox.takes(NodeNumber(0)));
}

#[test]
fn updates_are_acknowledged_alone_only_after_some() {
    let mut outbox = Outbox::default();
    let acknowledged = (1..=8).filter_map(|version| {
        outbox.received(Version(version), Seq(0), 10);
        outbox.acknowledgement()
    });
    assert_eq!(Vec::from_iter(acknowledged), [4, 8].map(Version));
}

#[test]
fn a_large_update_is_acknowledged_at_once() {
    let mut outbox = Outbox::default();
    outbox.received(Version(1), Seq(0), BYTES_PER_ACK);
    assert_eq!(outbox.acknowledgement(), Some(Version(1)));
    assert_eq!(outbox.acknowledgement(), None);
}

#[test]
fn an_update_that_comes_again_is_not_taken() {
    let mut outbox = Outbox::default();
    assert!(outbox.received(Version(1), Seq(0), 0));
    assert!(outbox.received(Version(2), Seq(0), 0));
    assert!(!outbox.received(Version(1), Seq(0), 0));
    assert!(!outbox.received(Version(2), Seq(0), 0));
}

#[test]
fn a_new_socket_gets_what_the_session_has_not_applied() {
    let mut outbox = Outbox::default();
    for value in 1..=3 {
        outbox.write(write(0, value), Uplink::Eager);
        outbox.next_batch().unwrap();
    }
    assert_eq!(
        Vec::from_iter(outbox.unapplied(Seq(2)).map(|batch| batch.seq)),
        [Seq(3)]
    );
}

#[test]
fn batches_are_applied_once_and_in_order() {
    let mut inbox = Inbox::default();
    assert_eq!(inbox.arrival(Seq(2)), BatchOrder::Gap);
    assert_eq!(inbox.arrival(Seq(1)), BatchOrder::Next);
    inbox.applied(Batch {
        seq: Seq(1),
        ..Batch::default()
    });
    assert_eq!(inbox.arrival(Seq(1)), BatchOrder::Again);
    assert_eq!(inbox.arrival(Seq(u32::MAX)), BatchOrder::Gap);
}

#[test]
fn an_accepted_value_is_not_sent_back_and_another_one_is() {
    let mut inbox = Inbox::default();
    let batch = Batch {
        seq: Seq(1),
        writes: vec![write(0, 5), write(1, 50)],
        ..Batch::default()
    };
    inbox.applied(batch);
    assert!(inbox.is_due());
    let values = inbox.values(|node| Some(vec![[5, 10][node.index()]]));
    assert_eq!(values, [(NodeNumber(1), vec![10])]);
    assert!(!inbox.is_due());
}
