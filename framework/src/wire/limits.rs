//! The limits of the protocol, each with its reason. A peer that crosses one gets a typed refusal.

use std::time::Duration;

use super::bucket::Bucket;

/// The limits of decoding one message from a browser. [`Limits::default`] has those of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one message: a batch carries the values that a person changed since the last one, and twice the 32 KB
    /// that SignalR allows leaves room for a long text. The socket checks it too, before the message is in memory. What
    /// is larger comes in parts: [`Limits::WHOLE`].
    pub frame: usize,
    /// Writes in one batch: one per source, so this is the largest form that can be sent at once.
    pub writes: usize,
    /// Calls in one batch: each starts an action, which costs far more than the two bytes that ask for it.
    pub calls: usize,
    /// Nesting depth of values; an enum of the user's that contains a list counts two levels. Ordinary data has a
    /// handful of levels, a tree or thread some dozens. Every level costs stack, and a stack overflow aborts the
    /// process with all its sessions (without this limit, 12 KiB of nested lists overflow a stack of 2 MiB).
    pub depth: u32,
    /// Bytes of memory that decoding the values of a batch may take, besides texts: one byte of input can become an element of 256 bytes, so the
    /// limit of the message does not bound memory. Sixteen times that limit, so that ordinary numbers fit: a list of 45,000,
    /// with the room that it has while it grows.
    pub memory: usize,
    /// Elements that may be decoded beyond one per byte of input: only elements without size (`()`) need this, and six
    /// bytes of those would otherwise loop almost for ever.
    pub spare_elements: usize,
}

impl Limits {
    /// The limits that both sides know.
    pub const DEFAULT: Self = Self {
        frame: 64 << 10,
        writes: 4096,
        calls: 256,
        depth: 128,
        memory: 1 << 20,
        spare_elements: 64,
    };

    /// The limits of a message that comes in parts: a text of 200,000 words, or the values of 20,000 rows. It is in the memory of
    /// the session until its last part has come, and counts there. The memory is for its entries: their values have that of
    /// [`DEFAULT`](Self::DEFAULT), in parts or not. The entries of a form that is submitted without scripts have it too.
    pub const WHOLE: Self = Self {
        frame: 1 << 20,
        memory: 4 << 20,
        ..Self::DEFAULT
    };

    /// The limits of a value that the application has stored itself: it may take as much memory as one session may hold.
    pub const STORED: Self = Self {
        memory: SNAPSHOT_BYTES,
        ..Self::WHOLE
    };
}

/// Bytes of a part of a message, besides those of the part.
pub const PART_HEAD: usize = 8;

/// The most bytes in a part.
pub const PART: usize = Limits::DEFAULT.frame - PART_HEAD;

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A rate: an amount per second, and an amount at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// The amount per second that is allowed without end.
    pub per_second: f64,
    /// The amount that is allowed at once.
    pub burst: f64,
}

impl Rate {
    /// Makes an empty bucket of this rate.
    pub const fn bucket(self) -> Bucket {
        Bucket::new(self.per_second, self.burst)
    }
}

/// Messages from a socket; more is a violation. Four times the rate of an honest client, whose clock may be fast.
pub const MESSAGES: Rate = Rate {
    per_second: 200.0,
    burst: 200.0,
};

/// Messages that a client sends; writes in between share the next one. People do not notice more in a second.
pub const SENT_MESSAGES: Rate = Rate {
    per_second: 50.0,
    burst: 150.0,
};

/// Bytes from a socket: a full message four times a second, and one megabyte at once. The rest waits in the network.
pub const BYTES: Rate = Rate {
    per_second: (256 << 10) as f64,
    burst: (1 << 20) as f64,
};

/// Bytes that a client sends: less than [`BYTES`], so that the server never has to delay it.
pub const SENT_BYTES: Rate = Rate {
    per_second: (192 << 10) as f64,
    burst: (512 << 10) as f64,
};

/// Pings and pongs from a socket: a heartbeat every twenty seconds, and answers to the server's. More is a violation.
pub const CONTROLS: Rate = Rate {
    per_second: 10.0,
    burst: 20.0,
};

/// Milliseconds that the turns of one session take of its worker: half of the time, and now and then a long turn. A
/// session that costs more waits, so that its neighbours need not.
pub const COST: Rate = Rate {
    per_second: 500.0,
    burst: 1000.0,
};

/// Milliseconds that the turns of all sessions of one client take of each worker: more than one session may, so that a tab
/// that costs much leaves something for the others behind the same address, and little enough that other clients have a quarter.
pub const CLIENT_COST: Rate = Rate {
    per_second: 750.0,
    burst: 1000.0,
};

/// The time of the turns that sessions of one client have in a round: after that, or after one longer turn, all others who wait
/// have theirs.
pub const CLIENT_ROUND: Duration = Duration::from_millis(5);

/// The longest time that such a session waits at once, so that a page that is only slow goes on.
pub const LONGEST_REST: Duration = Duration::from_secs(2);

/// Batches that a client sends without an acknowledgement; turns that come faster share a batch. Four cover a round
/// trip at the speed of typing, and a slow server gets the latest values instead of a queue.
pub const UNACKNOWLEDGED_BATCHES: u32 = 4;

/// Updates that a server sends without an acknowledgement: a slow client gets the state, not the history.
pub const UNACKNOWLEDGED_UPDATES: u32 = 8;

/// Bytes of updates that a server sends without an acknowledgement (one larger update alone is allowed): this bounds
/// the bytes of a session that may wait in socket buffers.
pub const UNACKNOWLEDGED_BYTES: usize = 256 << 10;

/// Updates after which a client acknowledges even if it has nothing to send: half of [`UNACKNOWLEDGED_UPDATES`].
pub const UPDATES_PER_ACK: u32 = UNACKNOWLEDGED_UPDATES / 2;

/// Bytes of updates after which a client acknowledges too: a server sends nothing after one large update until then.
pub const BYTES_PER_ACK: usize = UNACKNOWLEDGED_BYTES / 2;

/// Frames (captured values of a region) in one snapshot: a page with more is not usable.
pub const FRAMES: usize = 20_000;

/// Names of regions, frames and nodes with which a page brings its values to another session: those of a page of 16,000
/// rows with a signal each. A few bytes can be names of a thousand, so the limit of the message does not bound them.
pub const NAMES: usize = 1 << 16;

/// Nodes among the captures of one kind that have names: a kind has a dozen captures, rarely.
pub const NAMED_NODES: u32 = 256;

/// Types of values in the browser that a page remembers so as to tell which values were lost: a page has a dozen.
pub const SHAPES: usize = 64;

/// Names that are made of the variables of a program and the shapes that a browser brings, so as to tell which values were lost:
/// those of all shapes in a program of 4,096 variables. They take some milliseconds.
pub const LOOKED_UP: usize = 1 << 20;

/// Nodes in one snapshot, and cells in one column: ten per frame.
pub const NODES: usize = 200_000;

/// Bytes that the cells of one snapshot may take in memory, repeated ones included: as much as one session may hold.
pub const SNAPSHOT_BYTES: usize = 16 << 20;

/// Rows and other content that comes and goes in one session, on the page or hidden: as many as the frames in a
/// snapshot. A row without behaviour costs 650 bytes and 2.4 microseconds, so all of them take 13 MB and 50
/// milliseconds.
pub const REGIONS: usize = FRAMES;

/// Bytes of a list that a memo or a `<For>` collects, not counting data that its items own: as much as one session may
/// hold.
pub const LIST: usize = SNAPSHOT_BYTES;

/// Runs of memos, bindings and lists in one turn: as many as there may be nodes. A page of 20,000 rows whose texts all
/// change takes half of them.
pub const RUNS: u32 = NODES as u32;

/// Nesting depth of components: deeper than any thread of replies that people read to its end. A browser's parser nests
/// 512 elements, which leaves two for each component.
pub const NESTED_COMPONENTS: u32 = 256;

/// Nesting depth of views that are not components: such views are built by a program, not written.
pub const NESTED_VIEWS: u32 = 1024;

/// Nesting depth of elements in `inner_html` on a first page: half of what a browser's parser nests.
pub const NESTED_MARKUP: usize = 256;

/// Bytes of stack that rendering one component or piece of markup may take, including the user's own code, in a
/// development build. With fewer left, rendering continues on a new piece of stack.
pub const SPARE_STACK: usize = 256 << 10;

/// Bytes of a new piece of stack.
pub const STACK: usize = 2 << 20;

/// Bytes of one update: a session whose next update is larger is ended.
pub const UPDATE: usize = 16 << 20;

/// Running calls of a session: each may hold a connection to a database.
pub const CALLS_UNDER_WAY: usize = 16;

/// Calls that start at once: their first steps run one after the other, while other sessions wait.
pub const CALLS_AT_ONCE: usize = 4;

/// Calls that have failed and that a session keeps, so that its page can say so: as many as have calls under way in a burst of
/// clicks. The oldest are forgotten; the browser has them and may make them again.
pub const FAILED_CALLS: usize = Limits::DEFAULT.calls;

/// Bytes of the arguments of these calls: those of one that is as large as allowed.
pub const FAILED_BYTES: usize = Limits::WHOLE.frame;

/// Calls of a session that wait for others to end. With this many, its socket is not read until there are fewer: a loop
/// over all rows becomes slow, but nothing is refused.
pub const CALLS_WAITING: usize = 256;

/// The longest time of a call. Longer work belongs into a `task`; a call that never ends would keep its session for
/// ever.
pub const CALL: Duration = Duration::from_secs(30);

/// Settlements that wait for a client to acknowledge. An honest client has at most four batches of 256 calls under way,
/// and as many may wait here.
pub const SETTLEMENTS: usize = 2048;

/// Bytes of the address of another page that a page asks its session for: no server has longer ones. The browser loads those.
pub const ADDRESS: usize = 8 << 10;

/// Bytes of a form that is submitted without scripts: as many as a message with one has.
pub const FORM: usize = Limits::WHOLE.frame;

/// Entries of such a form: the writes that one message may have.
pub const FORM_ENTRIES: usize = Limits::DEFAULT.writes;

/// Requests that bring files at a time. Each holds a file open, and nothing but a piece of it in memory.
pub const UPLOADS_AT_ONCE: usize = 64;

/// The same of one client: its browser sends the files of one form at a time, and a few people may share its address.
pub const CLIENT_UPLOADS: usize = 4;

/// Files that wait for their form.
pub const UPLOADS_WAITING: usize = 1024;

/// The same of one client: those of one form.
pub const CLIENT_UPLOADS_WAITING: usize = FORM_UPLOADS;

/// Files in one form.
pub const FORM_UPLOADS: usize = 64;

/// Bytes a second that come of a form with files, besides the time of [`STALLED`]: the worst of mobile connections.
pub const UPLOAD_RATE: u64 = 8 << 10;

/// The time for which a file waits for its form. The browser sends the form at once, but may lose its connection.
pub const UPLOAD_KEPT: Duration = Duration::from_secs(600);

/// The time without a report after which a worker is stuck: code of a page does not end, and another worker starts.
pub const STUCK: Duration = Duration::from_secs(1);

/// The time after which the sockets of a stuck worker are closed. If it never recovers their pages are lost; if it
/// recovers, they would have worked again too.
pub const LOST: Duration = Duration::from_secs(5);

/// The most workers, stuck ones included: each stuck one keeps a core busy.
pub const MOST_WORKERS: usize = 64;

/// Sockets and pages that wait for a worker: some milliseconds of its time. A page that comes back later is served sooner
/// than one that waits with thousands of others.
pub const SOCKETS_WAITING: usize = 1024;

/// Pages that wait for a worker: beyond that, refusing at once serves a visitor better than waiting.
pub const PAGES_WAITING: usize = 256;

/// Pages that a worker renders at a time, besides those that wait for something (a database, a service): pages that have begun
/// are finished first, so a crowd of visitors is answered one after the other, and not all of them late.
pub const RENDERS: usize = 4;

/// Pages that a worker has begun and not finished; most of them wait for a database.
pub const PAGES_UNDER_WAY: usize = 4096;

/// Bytes of sessions that a worker keeps for pages that were fetched and not attached yet, by their own estimate. Such a
/// page can be rendered once more, so this only saves work: a page that does not need much takes some 10 KiB, and its
/// browser comes within a second, so it is enough for some hundred visitors a second. With more, sessions of the visitor
/// who takes most of it end, the oldest first. `WATERSHED_UNATTACHED_MIB` overrides it.
pub const UNATTACHED_BYTES: usize = 2 << 20;

/// The most time in which a page is rendered once more for its socket: nobody sees whether its browser still waits.
pub const LATE_PAGE: Duration = Duration::from_secs(20);

/// Bytes of sessions whose socket is gone that a worker keeps, by their own estimate. With more, sessions of the visitor
/// who takes most of it end, the oldest first; such a page loads again when it is attached. `WATERSHED_WAITING_MIB`
/// overrides it.
pub const WAITING_BYTES: usize = 64 << 20;

/// A part of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(pub usize);

impl Percent {
    /// Returns this part of an amount.
    pub const fn of(self, amount: usize) -> usize {
        amount / 100 * self.0
    }
}

/// The part of the memory of the machine, or of its container, that all sessions of a process may take by their own
/// estimate: the rest is for what they do not know of, for pages that are being made, and for the application.
/// `WATERSHED_MEMORY_MIB` overrides it.
pub const MEMORY: Percent = Percent(60);

/// The part of [`MEMORY`] from which on there are no new sessions: those that are there grow.
pub const SCARCE: Percent = Percent(80);

/// New sessions of a client: a person opens a page in some seconds, and now and then a window full of tabs.
pub const CLIENT_SESSIONS: Rate = Rate {
    per_second: 10.0,
    burst: 40.0,
};

/// Open sockets of a client: the tabs of an office behind one address.
pub const CLIENT_SOCKETS: usize = 64;

/// Sockets of a client whose ticket is of no page that it was given: after a restart with another `WATERSHED_KEY` each of its
/// open pages has one. Each costs a rendering, and is a guess of 88 bits for whoever makes tickets up.
pub const CLIENT_TICKETS: Rate = Rate {
    per_second: 0.2,
    burst: 2.0 * CLIENT_SOCKETS as f64,
};

/// Violations after which a session ends: no honest browser makes that many.
pub const VIOLATIONS: u32 = 3;

/// The most time until the first message of a socket: an open socket without a session costs memory.
pub const FIRST_FRAME: Duration = Duration::from_secs(5);

/// The most time that sending takes without progress: a peer that never reads would hold it for ever.
pub const SEND: Duration = Duration::from_secs(10);

/// The most time from a message's first byte to its last: 64 KiB at 2 KB a second.
pub const MESSAGE: Duration = Duration::from_secs(30);

/// The time between two heartbeats.
pub const HEARTBEAT: Duration = Duration::from_secs(20);

/// The heartbeats without an answer after which a peer is gone.
pub const MISSED: u8 = 2;

/// The time after which the connection of a silent peer is closed.
pub const SILENCE: Duration = Duration::from_secs(HEARTBEAT.as_secs() * MISSED as u64);

/// The most time without progress in sending a response: one that is not read would be held for ever.
pub const STALLED: Duration = Duration::from_secs(30);

/// The most time for the head of a request, from the start of its connection: a head that never ends would hold the
/// connection for ever.
pub const HEAD: Duration = Duration::from_secs(10);

/// Bytes of the head of a request: cookies and a long address, and a page keeps what was read of them.
pub const HEAD_SIZE: usize = 32 << 10;

/// Open connections. A websocket with the session of a small page costs about 10 KB.
pub const CONNECTIONS: usize = 16_384;

/// The most time between a page and its socket.
pub const UNATTACHED: Duration = Duration::from_secs(60);

/// The time without a message after which a session sleeps that can be made again: most visitors who read a page for longer
/// do not come back to it. `WATERSHED_IDLE_SECONDS` overrides it, and `sleep_after` for one page.
pub const IDLE: Duration = Duration::from_secs(300);

/// The bytes of messages by which a session that sleeps is made again: about six hundred clicks, or two sentences that were
/// typed. A session with more stays awake.
pub const HISTORY: usize = 8 << 10;

/// The most time that a session waits for its socket to come back.
pub const DETACHED: Duration = Duration::from_secs(120);

/// The time after which the guards of an open page are asked once more, before a message is taken from its browser or sent to it.
pub const PERMITTED: Duration = Duration::from_secs(1);

/// `#[durable]` signals of one page: each is looked at in every turn.
pub const DURABLE_SIGNALS: usize = 64;

/// Bytes of the value of a `#[durable]` signal: it is stored as a whole whenever it changes, by the thread of the session.
pub const DURABLE_BYTES: usize = 64 << 10;
