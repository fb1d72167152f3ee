//! All limits of the server in one table, with the number of times that each was reached.
//!
//! The values and their reasons are in [`limits`]. The numbers are counted here, and not by a facade for metrics: an
//! application hands them to whatever it measures with, and a server without any has no dependency for it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::wire::DecodeError;
use crate::wire::limits::{self, Limits, Percent, Rate};

macro_rules! limits {
    ($($limit:ident $name:literal = $value:expr; $what:literal; $effect:literal)*) => {
        /// A limit of the server.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Limit {
            $(#[doc = $what] $limit,)*
        }

        /// All limits, in the order of their numbers.
        const ROWS: &[LimitRow] = &[$(LimitRow {
            name: $name,
            value: || LimitValue::text(&$value),
            what: $what,
            effect: $effect,
        }),*];

        static HITS: [AtomicU64; ROWS.len()] = [const { AtomicU64::new(0) }; ROWS.len()];
    };
}

/// A row of the table.
struct LimitRow {
    name: &'static str,
    value: fn() -> String,
    what: &'static str,
    effect: &'static str,
}

limits! {
    Message "message" = ByteCount(Limits::DEFAULT.frame); "size of a message from a browser";
        "the connection is closed (1009); a client sends what is larger in parts"
    Batch "batch" = ByteCount(Limits::WHOLE.frame); "size of a message that comes in parts";
        "the session ends (4403); a client says that a value is too large, and does not send it"
    Elements "elements" = MessageEntries(Limits::DEFAULT.writes, Limits::DEFAULT.calls); "entries of a message; elements of a value beyond one for each byte";
        "the message is refused, as a violation"
    Depth "depth" = Limits::DEFAULT.depth; "nesting of a value from a browser";
        "the message is refused"
    Decoded "decoded" = ByteCount(Limits::DEFAULT.memory); "memory for the values of a message; its entries have 4 MiB if it comes in parts";
        "the message is refused"
    Violations "violations" = limits::VIOLATIONS; "messages with what the browser was never given";
        "the session ends (4403)"
    Messages "messages" = limits::MESSAGES; "messages of a socket";
        "the session ends (4403); a client sends a quarter of it at most"
    Controls "controls" = limits::CONTROLS; "pings and pongs of a socket";
        "the session ends (4403)"
    Bytes "bytes" = ByteRate(limits::BYTES); "bytes from a socket";
        "the rest waits in the network"
    Cost "cost" = TimeRate(limits::COST); "time of a worker for the turns of one session";
        "the session rests, for two seconds at most"
    ClientCost "client-cost" = TimeRate(limits::CLIENT_COST); "time of each worker for the turns of one address, if that is a client's";
        "its sessions rest, and others wait for five milliseconds and one turn of them at most"
    Nodes "nodes" = limits::NODES; "signals, memos and bindings of a session";
        "the session ends (4500)"
    Regions "regions" = limits::REGIONS; "rows and other content of a session that comes and goes";
        "the session ends (4500)"
    List "list" = ByteCount(limits::LIST); "a list that a memo or `<For>` collects, without what its items own";
        "the session ends (4500)"
    Runs "runs" = limits::RUNS; "runs of memos, bindings and lists in one turn";
        "the session ends (4500)"
    Components "components" = limits::NESTED_COMPONENTS; "nesting of components";
        "an error page; in a session, it ends (4500)"
    Views "views" = limits::NESTED_VIEWS; "nesting of views that are not components";
        "an error page; in a session, it ends (4500)"
    Markup "markup" = limits::NESTED_MARKUP; "nesting of elements in `inner_html` on a first page, or more than 512 attributes of one";
        "it is shown as text, and the log says so"
    Update "update" = ByteCount(limits::UPDATE); "size of an update";
        "the session ends (4500)"
    CallsUnderWay "calls-under-way" = limits::CALLS_UNDER_WAY; "calls of actions that run at a time in one session";
        "the others wait"
    CallsWaiting "calls-waiting" = limits::CALLS_WAITING; "calls of a session that wait";
        "its socket is not read until there are fewer"
    Call "call" = limits::CALL; "time of a call";
        "the call settles as unknown, and its future is dropped"
    Settlements "settlements" = limits::SETTLEMENTS; "outcomes of calls that a browser has not acknowledged";
        "the session ends (4403)"
    Address "address" = ByteCount(limits::ADDRESS); "address of another page that a page asks its session for";
        "the browser loads it"
    Form "form" = ByteCount(limits::FORM); "size of a form that is submitted without scripts";
        "413"
    FormEntries "form-entries" = limits::FORM_ENTRIES; "controls of such a form";
        "413"
    Uploads "uploads" = limits::UPLOADS_AT_ONCE; "requests at a time that bring files of forms, with 1,024 files that wait for theirs";
        "503, with `Retry-After`"
    ClientUploads "client-uploads" = limits::CLIENT_UPLOADS; "such requests of one address, if that is a client's, with 64 files that wait";
        "503, with `Retry-After`"
    FormUploads "form-uploads" = limits::FORM_UPLOADS; "files in one form";
        "413"
    SlowUpload "slow-upload" = ByteCount(limits::UPLOAD_RATE as usize); "bytes a second of a form with files, 30 s aside";
        "408"
    SlowForm "slow-form" = limits::STALLED; "time until a form without files has come";
        "408"
    FirstMessage "first-message" = limits::FIRST_FRAME; "time until the first message of a socket";
        "the socket is closed (4408)"
    SlowMessage "slow-message" = limits::MESSAGE; "time from the first byte of a message to its last, checked with each ping";
        "the connection is closed"
    Silence "silence" = limits::SILENCE; "time without an answer to a ping";
        "the connection is closed"
    Unread "unread" = limits::SEND; "time in which a socket takes nothing of what it is sent";
        "the connection is closed"
    Stalled "stalled" = limits::STALLED; "time in which a connection takes nothing of a response";
        "the connection is closed"
    Head "head" = limits::HEAD; "time for the head of a request";
        "the connection is closed"
    HeadSize "head-size" = ByteCount(limits::HEAD_SIZE); "size of the head of a request";
        "431, and the connection is closed"
    Connections "connections" = limits::CONNECTIONS; "open connections";
        "503, with `Retry-After`"
    Unattached "unattached" = limits::UNATTACHED; "time from a page to its socket";
        "the session ends; the page is rendered once more when it comes"
    Idle "idle" = limits::IDLE; "time without a message from a page whose session can be made again";
        "its session sleeps, and is made again at the next message"
    LatePage "late-page" = limits::LATE_PAGE; "time in which a page is rendered once more for its socket";
        "the socket is closed (4404)"
    Fetched "fetched" = ByteCount(limits::UNATTACHED_BYTES); "memory of sessions whose first socket has not come, for each core";
        "those of the visitor with most of it end, the oldest first; their pages are rendered once more when the sockets come"
    Detached "detached" = limits::DETACHED; "time without a socket";
        "the session ends; the page loads again when it comes"
    Waiting "waiting" = ByteCount(limits::WAITING_BYTES); "memory of sessions whose socket is gone, for each core";
        "the sessions of the visitor with most of it end, the oldest first"
    PagesWaiting "pages-waiting" = limits::PAGES_WAITING; "pages that wait for a worker";
        "503, with `Retry-After`"
    Renders "renders" = limits::RENDERS; "pages that a worker renders at a time, besides those that wait for something";
        "the others wait until one is done"
    PagesUnderWay "pages-under-way" = limits::PAGES_UNDER_WAY; "pages that a worker has begun and not finished";
        "503, with `Retry-After`"
    DurableSignals "durable-signals" = limits::DURABLE_SIGNALS; "`#[durable]` signals of a page";
        "the others are not stored, and the log says so"
    DurableBytes "durable-bytes" = ByteCount(limits::DURABLE_BYTES); "size of the value of a `#[durable]` signal";
        "the session ends (4500), and its page is made anew with the value before"
    Memory "memory" = limits::MEMORY; "memory of the machine that all sessions take; there are no new ones from 80 % of it on";
        "503, with `Retry-After`"
    ClientSessions "client-sessions" = limits::CLIENT_SESSIONS; "new sessions of one address, if that is a client's";
        "503, with `Retry-After`"
    ClientSockets "client-sockets" = limits::CLIENT_SOCKETS; "open sockets of one address, if that is a client's";
        "503 for a page; a socket is closed (1013), with a time to come back"
    ClientTickets "client-tickets" = limits::CLIENT_TICKETS; "sockets of one address, if that is a client's, with tickets of no page";
        "the socket is closed (1013), with a time to come back, and no page is rendered for it"
    SocketsWaiting "sockets-waiting" = limits::SOCKETS_WAITING; "sockets and pages that wait for a worker";
        "the socket is closed (1013), with a time to come back"
    Stuck "stuck" = limits::STUCK; "time in which a worker reports nothing";
        "another worker starts, and takes its new pages"
    Lost "lost" = limits::LOST; "time in which a stuck worker reports nothing";
        "its sockets are closed, and its pages load again"
}

impl Limit {
    /// Counts that the limit was reached.
    pub fn hit(self) {
        HITS[self as usize].fetch_add(1, Ordering::Relaxed);
        let limit = ROWS[self as usize].name;
        tracing::debug!(limit, "a limit is reached");
    }

    /// Counts the limit that a value from a browser reached, if it reached one.
    pub fn hit_by(error: &DecodeError) {
        match error {
            DecodeError::TooDeep => Self::Depth.hit(),
            DecodeError::TooLarge => Self::Decoded.hit(),
            DecodeError::TooManyElements => Self::Elements.hit(),
            DecodeError::Malformed | DecodeError::Trailing => {}
        }
    }
}

/// A limit of the server, and how often it was reached since the process started.
#[derive(Clone, Debug)]
pub struct LimitReport {
    /// The name: `regions`.
    pub name: &'static str,
    /// The value, with its unit.
    pub value: String,
    /// The thing that is limited.
    pub what: &'static str,
    /// The effect when there would be more.
    pub effect: &'static str,
    /// The number of times that it was reached.
    pub hits: u64,
}

/// Returns all limits of the server, and how often each was reached. The same numbers are for metrics:
///
/// ```
/// for limit in watershed::server::limits() {
///     println!("limit_hit_total{{limit=\"{}\"}} {}", limit.name, limit.hits);
/// }
/// ```
pub fn limits() -> impl Iterator<Item = LimitReport> {
    let rows = ROWS.iter().zip(&HITS);
    rows.map(|(row, hits)| LimitReport {
        name: row.name,
        value: (row.value)(),
        what: row.what,
        effect: row.effect,
        hits: hits.load(Ordering::Relaxed),
    })
}

/// A value of the table, as text.
trait LimitValue {
    fn text(&self) -> String;
}

struct ByteCount(usize);
struct MessageEntries(usize, usize);
struct ByteRate(Rate);
struct TimeRate(Rate);

impl LimitValue for ByteCount {
    fn text(&self) -> String {
        match self.0 >> 20 {
            0 => format!("{} KiB", self.0 >> 10),
            mebibytes => format!("{mebibytes} MiB"),
        }
    }
}

impl LimitValue for MessageEntries {
    fn text(&self) -> String {
        format!("{} writes, {} calls", grouped(self.0), grouped(self.1))
    }
}

impl LimitValue for ByteRate {
    fn text(&self) -> String {
        let bytes = |amount: f64| ByteCount(amount as usize).text();
        format!(
            "{} a second, {} at once",
            bytes(self.0.per_second),
            bytes(self.0.burst)
        )
    }
}

impl LimitValue for TimeRate {
    fn text(&self) -> String {
        format!(
            "{} ms a second, {} at once",
            self.0.per_second, self.0.burst
        )
    }
}

impl LimitValue for Rate {
    fn text(&self) -> String {
        format!("{} a second, {} at once", self.per_second, self.burst)
    }
}

impl LimitValue for Duration {
    fn text(&self) -> String {
        format!("{} s", self.as_secs())
    }
}

impl LimitValue for Percent {
    fn text(&self) -> String {
        format!("{} %", self.0)
    }
}

impl LimitValue for usize {
    fn text(&self) -> String {
        grouped(*self)
    }
}

impl LimitValue for u32 {
    fn text(&self) -> String {
        grouped(self)
    }
}

/// Formats a number with a comma before every three digits.
fn grouped(number: impl fmt::Display) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns how often a limit was reached.
#[cfg(test)]
pub(crate) fn reached(name: &str) -> u64 {
    let limit = limits().find(|limit| limit.name == name);
    limit.expect("a limit").hits
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path};

    use super::*;

    const TABLE: &str = "../book/src/limits-table.txt";

    /// Writes the table if `WRITE_LIMITS` is set.
    #[test]
    fn the_book_has_the_table() {
        let rows = limits().map(|limit| {
            format!(
                "| `{}` | {} | {} | {} |\n",
                limit.name, limit.what, limit.value, limit.effect
            )
        });
        let head = "| name | what is limited | limit | what happens then |\n|---|---|---|---|\n";
        let table = head.to_owned() + &rows.collect::<String>();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
        if env::var_os("WRITE_LIMITS").is_some() {
            fs::write(&path, &table).expect("the book can be written");
        }
        let written = fs::read_to_string(&path).expect("the table is there");
        assert_eq!(written, table, "run this test with WRITE_LIMITS=1");
    }

    #[test]
    fn numbers_are_read_easily() {
        assert_eq!(200_000_u32.text(), "200,000");
        assert_eq!(999_usize.text(), "999");
        assert_eq!(ByteCount(64 << 10).text(), "64 KiB");
        assert_eq!(limits::BYTES.text().split(' ').count(), 6);
    }
}
