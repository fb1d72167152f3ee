//! Visitors who come, work, sleep, lose their connection, fail and leave, for long: does the server's memory come to rest, and is
//! nothing left of them when they are gone?

use std::collections::VecDeque;
use std::io::{Read, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bench::report::Short;
use watershed::wire::encode;
use watershed::wire::limits::{DETACHED, UNATTACHED};
use watershed::wire::message::{Batch, Call, FromClient};
use watershed::wire::number::{CallId, NodeNumber, Seq};

use crate::churned::SessionFigures;
use crate::drive::{Crowd, Pace};
use crate::frame;
use crate::server::Server;
use crate::visitor::{Turn, Visitor, attached, fetch};

/// The pages, with the turns that visitors make on them.
const PAGES: [(&str, Turn); 4] = [
    ("/", Turn::Switch(NodeNumber(0), false)),
    ("/", Turn::Call(WORK, &[3])),
    ("/toggle", Turn::Switch(NodeNumber(0), false)),
    // `Operation::Swap`.
    ("/rows", Turn::Call(NodeNumber(0), &[4])),
];

/// The actions of the page with all sorts of things.
const WORK: NodeNumber = NodeNumber(1);
const WAIT: NodeNumber = NodeNumber(2);
const FAIL: NodeNumber = NodeNumber(3);

/// The visitors of each kind in a round.
const EACH: usize = 6;

/// The time that those who work do so.
const WORKING: Duration = Duration::from_millis(60);

/// The seconds after which a session sleeps, and the time after which its visitor comes back. Those who lose their
/// connection are back sooner, also on a machine that is busy with other things: with its socket, a session that sleeps ends.
const IDLE_SECONDS: &str = "3";
const RETURN: Duration = Duration::from_millis(6_500);

/// The MiB of sessions that a worker keeps for visitors who have lost their connection: few, so that memory comes to rest soon.
const WAITING_MIB: &str = "4";

/// The seconds between two lines that tell how it goes.
const TELL: f64 = 30.0;

/// The part of the time after which memory counts: before that, the server fills its pools.
const WARM_UP: f64 = 0.4;

/// The most MiB that memory may rise while it counts, or the most of its mean if that is more.
const RISE: f64 = 3.0;
const PART: f64 = 0.03;

/// The time after which nothing may be left of visitors who are gone.
const GONE: Duration = Duration::from_secs(DETACHED.as_secs() + UNATTACHED.as_secs() + 10);

/// The bytes of a close frame of a session that has failed.
const FAILED: [u8; 4] = [0x88, 2, 0x11, 0x94];

/// Lets visitors come and go. Returns whether the memory of the server has come to rest, and nothing was left at the end.
pub fn soak(time: Duration) -> Result<bool> {
    let variables = [
        ("WATERSHED_IDLE_SECONDS", IDLE_SECONDS),
        ("WATERSHED_WAITING_MIB", WAITING_MIB),
        ("RUST_LOG", "off"),
    ];
    let server = Server::itself("--churned", &variables)?;
    let mut churn = Churn {
        server: &server,
        asleep: VecDeque::new(),
        visits: 0,
        round: 0,
    };
    let (start, mut samples) = (Instant::now(), Vec::new());
    let mut told = 0.0;
    while start.elapsed() < time {
        churn
            .round()
            .with_context(|| format!("of the server {:?}", figures(&server).ok()))?;
        let now = start.elapsed().as_secs_f64();
        if now - told >= TELL {
            told = now;
            let (memory, left) = (mebibytes(server.memory_now()?), figures(&server)?);
            println!(
                "{now:.0} s: {} visits, {} sessions with {} KiB; the server has {} MiB",
                churn.visits,
                left.sessions,
                left.bytes >> 10,
                Short(memory),
            );
        }
        if now > WARM_UP * time.as_secs_f64() {
            samples.push((now, mebibytes(server.memory_now()?)));
        }
    }
    let (visits, busy) = (churn.visits, figures(&server)?);
    churn.wake(|_| true)?;
    let (mean, slope) = line(&samples);
    let rise = slope * (1.0 - WARM_UP) * time.as_secs_f64();
    let is_at_rest = rise <= RISE.max(PART * mean);
    let verdict = if is_at_rest { "at rest" } else { "RISING" };
    println!(
        "{visits} visits; the server has {} MiB, {verdict}: {} MiB more in {} s ({} MiB an hour)",
        Short(mean),
        Short(rise),
        Short((1.0 - WARM_UP) * time.as_secs_f64()),
        Short(slope * 3_600.0),
    );
    println!(
        "at the end of the churn: {} sessions with {} nodes and {} KiB; {} have slept",
        busy.sessions,
        busy.nodes,
        busy.bytes >> 10,
        busy.slept(),
    );
    ensure!(busy.slept() > 0, "no session has slept");
    Ok(is_empty_at_last(&server)? && is_at_rest)
}

/// Waits until nothing is left of visitors who are gone. Returns whether that came about.
fn is_empty_at_last(server: &Server) -> Result<bool> {
    let start = Instant::now();
    loop {
        let left = figures(server)?;
        let is_empty = left.sessions == 0 && left.nodes == 0 && left.bytes == 0;
        if is_empty || start.elapsed() > GONE {
            println!(
                "{} s after the last visitor: {} sessions with {} nodes and {} bytes; the server has {} MiB{}",
                start.elapsed().as_secs(),
                left.sessions,
                left.nodes,
                left.bytes,
                Short(mebibytes(server.memory()?)),
                if is_empty { "" } else { ": SOMETHING IS LEFT" },
            );
            return Ok(is_empty);
        }
        thread::sleep(Duration::from_secs(1));
    }
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

fn figures(server: &Server) -> Result<SessionFigures> {
    let answer = fetch(server.address, "/figures")?;
    let (_, body) = answer
        .split_once("\r\n\r\n")
        .context("an answer has a body")?;
    Ok(serde_json::from_str(body)?)
}

/// The visitors of all kinds.
struct Churn<'a> {
    server: &'a Server,
    /// Visitors who do nothing, with the time at which they came.
    asleep: VecDeque<(Instant, Crowd)>,
    visits: usize,
    round: usize,
}

impl Churn<'_> {
    /// Lets some visitors of each kind come, and all of them leave but those who do nothing.
    fn round(&mut self) -> Result<()> {
        self.round += 1;
        for number in 0..EACH {
            let (path, _) = PAGES[(self.round + number) % PAGES.len()];
            fetch(self.server.address, path)?;
            self.leave_without_answer(path)?;
            drop(attached(self.server.address, path)?);
            self.leave_while_calling()?;
            self.fail()?;
            self.visits += 5;
        }
        self.work()?;
        let crowd = self.arrive()?;
        self.asleep.push_back((Instant::now(), crowd));
        self.wake(|since| since.elapsed() > RETURN)
    }

    /// Attaches visitors on all pages.
    fn arrive(&mut self) -> Result<Crowd> {
        let mut crowd = Crowd::new(1)?;
        for number in 0..EACH {
            let (path, turn) = PAGES[(self.round + number) % PAGES.len()];
            crowd.add(Visitor::arrive(self.server.address, path, turn)?)?;
        }
        self.visits += EACH;
        Ok(crowd)
    }

    /// Lets visitors work, lose their connections, come back to their sessions, and work again.
    fn work(&mut self) -> Result<()> {
        let mut crowd = self.arrive()?;
        crowd.greet()?;
        crowd.run(self.server, Pace::Saturating, WORKING)?;
        let mut back = Crowd::new(1)?;
        for visitor in crowd.leave() {
            back.add(visitor.come_back()?)?;
        }
        back.run(self.server, Pace::Saturating, WORKING)?;
        Ok(())
    }

    /// Lets those who have slept since a time make a turn, and leave.
    fn wake(&mut self, is_over: impl Fn(Instant) -> bool) -> Result<()> {
        while self
            .asleep
            .front()
            .is_some_and(|(since, _)| is_over(*since))
        {
            let (_, mut crowd) = self.asleep.pop_front().context("it is there")?;
            crowd.greet()?;
        }
        Ok(())
    }

    /// Requests a page, and does not wait for it.
    fn leave_without_answer(&self, path: &str) -> Result<()> {
        let address = self.server.address;
        let mut stream = TcpStream::connect(address)?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
        Ok(stream.write_all(request.as_bytes())?)
    }

    /// Leaves while a call is under way.
    fn leave_while_calling(&self) -> Result<()> {
        let mut stream = attached(self.server.address, "/")?;
        stream.write_all(&call(WAIT, &50u32))?;
        Ok(())
    }

    /// Lets a session fail.
    fn fail(&self) -> Result<()> {
        let mut stream = attached(self.server.address, "/")?;
        stream.write_all(&call(FAIL, &u32::MAX))?;
        let mut answer: Vec<u8> = Vec::new();
        let mut part = [0; 1024];
        while !answer.windows(FAILED.len()).any(|bytes| bytes == FAILED) {
            let count = stream.read(&mut part)?;
            ensure!(count > 0, "a session has not failed: {answer:?}");
            answer.extend(&part[..count]);
        }
        Ok(())
    }
}

/// Returns the frame of the first batch of a page, which calls an action.
fn call(action: NodeNumber, argument: &u32) -> Vec<u8> {
    let call = Call {
        id: CallId(1),
        action,
        argument: encode(argument),
    };
    let batch = Batch {
        seq: Seq(1),
        calls: vec![call],
        ..Batch::default()
    };
    let mut bytes = Vec::new();
    frame::write(&mut bytes, &encode(&FromClient::Batch(batch)));
    bytes
}

/// Returns the mean of samples over time, and how much they rise in a second: the line of least squares.
fn line(samples: &[(f64, f64)]) -> (f64, f64) {
    let count = samples.len().max(1) as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| samples.iter().map(of).sum::<f64>() / count;
    let (time, memory) = (mean(|sample| sample.0), mean(|sample| sample.1));
    let both: f64 = samples
        .iter()
        .map(|(at, is)| (at - time) * (is - memory))
        .sum();
    let spread: f64 = samples.iter().map(|(at, _)| (at - time).powi(2)).sum();
    (memory, if spread > 0.0 { both / spread } else { 0.0 })
}
