//! The limits of the protocol, each with its reason. Where a limit is crossed, the peer gets a typed refusal.

use std::time::Duration;

use super::bucket::Bucket;

/// What decoding one frame from a browser may cost. [`Limits::default`] is what a server uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in one frame: a batch carries values that a person changed since the last one, and twice SignalR's
    /// 32 KB leaves room for a long text. The socket enforces it too, before the frame is in memory.
    pub frame: usize,
    /// Writes in one batch: one per source, so this is the largest form that is sent at once.
    pub writes: usize,
    /// Calls in one batch: each starts an action, which costs far more than the two bytes that ask for it.
    pub calls: usize,
    /// Nested values, of which an enum of the user's with a list in it counts two a level: honest data is a handful deep,
    /// a tree or thread some dozens, and every level costs stack, whose end aborts the process with all its sessions
    /// (12 KiB of nested lists do it to a 2 MiB stack, unbounded).
    pub depth: u32,
    /// Bytes that decoded elements may occupy, over a whole batch: a wire byte can become a 256-byte element, so
    /// the frame's own limit does not bound memory. Sixteen times the frame, so that honest numbers fit.
    pub memory: usize,
    /// Elements that may be decoded beyond one per byte of input: none but elements without size (`()`) need
    /// that, six bytes of which would otherwise spin for ever.
    pub spare_elements: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame: 64 << 10,
            writes: 4096,
            calls: 256,
            depth: 128,
            memory: 1 << 20,
            spare_elements: 64,
        }
    }
}

/// How much of something a second, and how much at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// What is allowed for ever.
    pub per_second: f64,
    /// What may come before it counts.
    pub burst: f64,
}

impl Rate {
    /// An empty bucket of this rate.
    pub const fn bucket(self) -> Bucket {
        Bucket::new(self.per_second, self.burst)
    }
}

/// Frames from a socket; more is a violation. Four times what a client sends, whose clock may run fast.
pub const MESSAGES: Rate = Rate {
    per_second: 200.0,
    burst: 200.0,
};

/// Frames that a client sends; what is written meanwhile shares the next one. Nobody sees more in a second.
pub const SENT_MESSAGES: Rate = Rate {
    per_second: 50.0,
    burst: 150.0,
};

/// Bytes from a socket: a full frame four times a second, and once a page of them. More has to wait in the network.
pub const BYTES: Rate = Rate {
    per_second: (256 << 10) as f64,
    burst: (1 << 20) as f64,
};

/// Bytes that a client sends: less, so that it is never the server that lets it wait.
pub const SENT_BYTES: Rate = Rate {
    per_second: (192 << 10) as f64,
    burst: (512 << 10) as f64,
};

/// Pings and pongs from a socket: a heartbeat every twenty seconds, and answers to ours. More is a violation.
pub const CONTROLS: Rate = Rate {
    per_second: 10.0,
    burst: 20.0,
};

/// Milliseconds that the turns of one session take of its worker: half of it, and a long turn now and then. A session that
/// costs more waits, and its neighbours do not.
pub const COST: Rate = Rate {
    per_second: 500.0,
    burst: 1000.0,
};

/// How long it waits at most: a page that is slow for an honest visitor goes on.
pub const LONGEST_REST: Duration = Duration::from_secs(2);

/// Batches that a client lets be without an acknowledgement; turns that come faster share a batch. Four cover a
/// round trip at the pace of typing, and a slow server sees the latest value instead of a queue.
pub const UNACKNOWLEDGED_BATCHES: u32 = 4;

/// Updates that a server lets be without an acknowledgement: a slow client then gets the state, not the history.
pub const UNACKNOWLEDGED_UPDATES: u32 = 8;

/// Bytes of updates that a server lets be without an acknowledgement (one larger update alone is allowed): what a
/// session may pin in socket buffers.
pub const UNACKNOWLEDGED_BYTES: usize = 256 << 10;

/// Updates after which a client acknowledges even if it has nothing to send: half of what the server waits for.
pub const UPDATES_PER_ACK: u32 = UNACKNOWLEDGED_UPDATES / 2;

/// Bytes of updates after which it does so too: a server that waits for an answer to one large update sends no other.
pub const BYTES_PER_ACK: usize = UNACKNOWLEDGED_BYTES / 2;

/// Scopes in one snapshot: a page with more has stopped being one.
pub const FRAMES: usize = 20_000;

/// Nodes in one snapshot, and cells in one column: ten per scope.
pub const NODES: usize = 200_000;

/// Bytes that one snapshot's cells may hold once repeated cells are written out: what one session may hold.
pub const SNAPSHOT_BYTES: usize = 16 << 20;

/// Rows and other content that comes and goes in one session, on the page or hidden: as many as one snapshot can have
/// scopes. A row that does nothing costs 650 bytes and 2.4 microseconds, so these take 13 MB and 50 milliseconds.
pub const REGIONS: usize = FRAMES;

/// Bytes of a list that a memo or a `<For>` collects, not counting what its items own: what one session may hold.
pub const LIST: usize = SNAPSHOT_BYTES;

/// Components in components: deeper than any thread of replies that somebody reads to its end. A browser's parser keeps
/// 512 elements in each other, which leaves two for each.
pub const NESTED_COMPONENTS: u32 = 256;

/// Views in views that are not components: what is built by a program, since nobody writes that.
pub const NESTED_VIEWS: u32 = 1024;

/// Bytes of stack that rendering one component or piece of markup may take, with the user's own code in it, in a
/// development build. With fewer left it goes on in a new piece of stack.
pub const SPARE_STACK: usize = 256 << 10;

/// Bytes of such a piece.
pub const STACK: usize = 2 << 20;

/// Bytes of one update: a session whose next step is larger shows something that is no page.
pub const UPDATE: usize = 16 << 20;

/// Calls of a session that are under way: each may hold a connection to a database.
pub const CALLS_UNDER_WAY: usize = 16;

/// Calls that start in one go: their first steps run one after the other, and neighbours wait for them.
pub const CALLS_AT_ONCE: usize = 4;

/// Calls of a session that wait for others to end. With so many, its socket is not read until there are fewer: a
/// loop over all rows is slow then, and nothing is refused.
pub const CALLS_WAITING: usize = 256;

/// How long a call may take. What goes on longer belongs into a `task`; what never ends would keep its session.
pub const CALL: Duration = Duration::from_secs(30);

/// Settlements that wait for a client that acknowledges nothing. An honest one has four batches of 256 calls under way,
/// and as many wait here.
pub const SETTLEMENTS: usize = 2048;

/// How long a worker may give no sign of life: then code of a page does not come to an end, and another worker starts.
pub const STUCK: Duration = Duration::from_secs(1);

/// The time that a worker may be stuck until its sockets are closed. Their pages are lost if it never goes on; if it does, they
/// would have gone on too.
pub const LOST: Duration = Duration::from_secs(5);

/// Workers that are started at most, stuck ones included: each of those spins on a core.
pub const MOST_WORKERS: usize = 64;

/// Pages that a worker has not begun: beyond that a visitor is better served by an honest refusal.
pub const PAGES_WAITING: usize = 256;

/// Pages that a worker has not ended, of which most wait for a database.
pub const PAGES_UNDER_WAY: usize = 4096;
