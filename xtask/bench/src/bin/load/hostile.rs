//! Honest visitors beside one client of each hostile kind, which does what it does as fast as it can.

use std::io::{Read, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bench::report::Short;
use watershed::wire::encode;
use watershed::wire::limits::{CLIENT_SOCKETS, PART};
use watershed::wire::message::{Batch, Call, FromClient, Write};
use watershed::wire::number::{CallId, NodeNumber, Seq, Version};

use crate::Example;
use crate::drive::{Crowd, Pace};
use crate::frame;
use crate::measure::Cores;
use crate::server::Server;
use crate::visitor::{Visitor, attached, attached_as, fetch};

/// The honest visitors, and the turns that they make together in a second.
const HONEST: usize = 100;
const TURNS: f64 = 500.0;

/// The most time in which 99 of 100 turns are answered, in microseconds, in the median tenth of a second.
const BAR: f64 = 50_000.0;

/// The time between two calls, if a client makes as many as it may.
const CALLS: Duration = Duration::from_millis(6);

/// The header by which a proxy would name the client with many sockets.
const CLIENT: &str = "X-Forwarded-For: 192.0.2.1\r\n";

/// One attack: it lasts as long as the server allows, or until the time is over.
type Attack = fn(SocketAddr, &str, &AtomicBool) -> Result<()>;

const TOGGLE: &[(&str, Attack)] = &[
    ("nobody", |_, _, _| {
        thread::sleep(Duration::from_millis(10));
        Ok(())
    }),
    ("batches without end", |server, path, ends| {
        let mut seq = Seq(0);
        flood(server, path, ends, || {
            seq = seq.next();
            message(&switch(seq))
        })
    }),
    ("large batches of many writes", |server, path, ends| {
        let mut seq = Seq(0);
        flood(server, path, ends, || {
            seq = seq.next();
            let write = Write {
                node: NodeNumber(0),
                value: encode(&seq.0.is_multiple_of(2)),
            };
            message(&FromClient::Batch(Batch {
                seq,
                writes: vec![write; 4_000],
                ..Batch::default()
            }))
        })
    }),
    ("parts without end", |server, path, ends| {
        flood(server, path, ends, || {
            message(&FromClient::Part {
                is_last: false,
                bytes: vec![0; PART].into(),
            })
        })
    }),
    ("pings", |server, path, ends| {
        flood(server, path, ends, || {
            [0x89, 0x80, 0, 0, 0, 0].repeat(1_000)
        })
    }),
    ("empty pieces of a message", |server, path, ends| {
        let mut is_first = true;
        flood(server, path, ends, || {
            let kind = if std::mem::take(&mut is_first) { 2 } else { 0 };
            [
                &[kind, 0x80, 0, 0, 0, 0][..],
                &[0, 0x80, 0, 0, 0, 0].repeat(1_000),
            ]
            .concat()
        })
    }),
    ("what is no message", |server, path, ends| {
        flood(server, path, ends, || {
            let mut bytes = Vec::new();
            frame::write(&mut bytes, &[0xff; 200]);
            bytes
        })
    }),
    ("pages that are only fetched", |server, path, _| {
        fetch(server, path).map(drop)
    }),
    ("sockets that come and go", |server, path, _| {
        attached(server, path).map(drop)
    }),
    ("requests that are refused", |server, _, _| {
        let mut stream = TcpStream::connect(server)?;
        let request =
            "POST /_watershed/stream HTTP/1.1\r\nhost: evil.example\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(request.as_bytes())?;
        stream.read_exact(&mut [0; 12]).context("an answer")
    }),
];

const ROWS: &[(&str, Attack)] = &[
    ("nineteen thousand rows, and none", |server, path, ends| {
        let mut seq = Seq(0);
        flood(server, path, ends, || {
            seq = seq.next();
            // As fast as a client may call.
            thread::sleep(CALLS);
            message(&many_rows(seq, 19_000))
        })
    }),
    (
        "nine thousand rows, and none, on 64 sockets of one client",
        |server, path, ends| {
            let mut sockets = Vec::new();
            let mut seq = Seq(0);
            while !ends.load(Ordering::Relaxed) && seq.0 < 2_000 {
                // It has forty at once, and then ten a second.
                if sockets.len() < CLIENT_SOCKETS
                    && let Ok(socket) = attached_as(server, path, CLIENT)
                {
                    socket.set_write_timeout(Some(CALLS))?;
                    sockets.push((socket, Seq(0)));
                }
                seq = seq.next();
                thread::sleep(CALLS);
                sockets.retain_mut(|(socket, seq)| {
                    *seq = seq.next();
                    socket.write_all(&message(&many_rows(*seq, 9_000))).is_ok()
                });
            }
            Ok(())
        },
    ),
];

/// Measures the visitors of an example beside each hostile client. Returns whether all were answered in time.
pub fn measure(example: &Example, program: &Path, time: Duration) -> Result<bool> {
    let attacks = match example.name {
        "toggle" => TOGGLE,
        "rows" => ROWS,
        _ => return Ok(true),
    };
    println!(
        "{}: {HONEST} visitors, {TURNS} turns a second, beside",
        example.name
    );
    let cores = Cores::split();
    let mut is_within = true;
    for (name, attack) in attacks {
        let server = Server::behind_proxy(program, cores.server())?;
        let mut crowd = Crowd::new(1)?;
        for _ in 0..HONEST {
            crowd.add(Visitor::arrive(server.address, example.path, example.turn)?)?;
        }
        crowd.greet()?;
        let hostile = HostileClient::start(server.address, example.path, *attack);
        let run = crowd.run(&server, Pace::Even(TURNS), time)?;
        let attempts = hostile.end();
        let is_quick = run.most <= BAR;
        is_within &= is_quick;
        println!(
            "  {name}: 99 of 100 in {} ms{} ({} ms with the moments of other programs), half in {} ms; {} turns/s, {attempts} attempts, {} % of a core",
            Short(run.most / 1e3),
            if is_quick { "" } else { ", MORE THAN 50" },
            Short(run.most_of_all / 1e3),
            Short(run.half / 1e3),
            Short(run.rate),
            Short(run.server_share * 100.0),
        );
    }
    Ok(is_within)
}

/// A client that attacks again and again until it is ended.
struct HostileClient {
    ends: Arc<AtomicBool>,
    attempts: Arc<AtomicU64>,
    thread: JoinHandle<()>,
}

impl HostileClient {
    fn start(server: SocketAddr, path: &'static str, attack: Attack) -> Self {
        let (ends, attempts) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let (ended, counted) = (Arc::clone(&ends), Arc::clone(&attempts));
        let thread = thread::spawn(move || {
            while !ended.load(Ordering::Relaxed) {
                // The server ends what it does not allow.
                let _ = attack(server, path, &ended);
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        Self {
            ends,
            attempts,
            thread,
        }
    }

    /// Ends it. Returns the number of its attempts.
    fn end(self) -> u64 {
        self.ends.store(true, Ordering::Relaxed);
        let _ = self.thread.join();
        self.attempts.load(Ordering::Relaxed)
    }
}

/// Makes so many rows that they cost, or removes them.
fn many_rows(seq: Seq, count: u32) -> FromClient {
    // `Operation::Create(count)`, `Operation::Clear`.
    let argument = match seq.0 % 2 {
        1 => [&[0][..], &encode(&count)].concat(),
        _ => vec![6],
    };
    FromClient::Batch(Batch {
        seq,
        calls: vec![Call {
            id: CallId(seq.0),
            action: NodeNumber(0),
            argument,
        }],
        ..Batch::default()
    })
}

/// Attaches a session and writes bytes until the server closes the socket, without reading.
fn flood(
    server: SocketAddr,
    path: &str,
    ends: &AtomicBool,
    mut bytes: impl FnMut() -> Vec<u8>,
) -> Result<()> {
    let mut stream = attached(server, path)?;
    stream.set_write_timeout(Some(Duration::from_millis(200)))?;
    let start = Instant::now();
    while !ends.load(Ordering::Relaxed) && start.elapsed() < Duration::from_secs(10) {
        stream.write_all(&bytes())?;
    }
    Ok(())
}

fn message(message: &FromClient) -> Vec<u8> {
    let mut bytes = Vec::new();
    frame::write(&mut bytes, &encode(message));
    bytes
}

fn switch(seq: Seq) -> FromClient {
    let write = Write {
        node: NodeNumber(0),
        value: encode(&seq.0.is_multiple_of(2)),
    };
    FromClient::Batch(Batch {
        seq,
        seen: Version(0),
        writes: vec![write],
        ..Batch::default()
    })
}
