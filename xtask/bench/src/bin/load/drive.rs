//! Makes many visitors act at once, on threads that hardly ever sleep.

use std::collections::VecDeque;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bench::cpu;
use bench::report::percentile;
use mio::{Events, Interest, Poll, Token};

use crate::server::Server;
use crate::visitor::Visitor;

/// The time at which a visitor makes the next turn.
#[derive(Clone, Copy)]
pub enum Pace {
    /// When the last one is answered: as much as the server can.
    Saturating,
    /// At even times, so many in a second over all visitors, whether others are answered or not.
    Even(f64),
}

/// The outcome of a run.
pub struct Run {
    /// Turns in a second.
    pub rate: f64,
    /// The server's processor time for a turn, in microseconds.
    pub server: f64,
    /// The part of its time that the server had something to do, of one core.
    pub server_share: f64,
    /// The part of its time that the client had something to do.
    pub client_share: f64,
    /// The part of a core that other programs had meanwhile.
    pub others_share: f64,
    /// The microseconds from the time at which a turn was due to its answer: half of them, and 99 of 100, were faster.
    /// These are the medians over tenths of a second, so that a moment of other programs does not count.
    pub half: f64,
    pub most: f64,
    /// The time of 99 of 100 answers over the whole run.
    pub most_of_all: f64,
}

/// The visitors of one server, on several threads.
pub struct Crowd {
    threads: Vec<CrowdThread>,
    /// The number of the thread that has the next visitor.
    next: usize,
}

/// The visitors of one thread.
struct CrowdThread {
    visitors: Vec<Visitor>,
    poll: Poll,
    buffer: Vec<u8>,
    /// True if the thread has no core of its own.
    shares: bool,
}

/// The outcome of a run on one thread.
struct Driven {
    /// The answers: the slice of the run, and the microseconds from the time at which the turn was due.
    answers: Vec<(u128, f64)>,
    /// The part of its time that the thread had something to do.
    share: f64,
}

impl Crowd {
    /// Makes an empty crowd on so many threads.
    pub fn new(threads: usize) -> Result<Self> {
        let threads = (0..threads).map(|_| CrowdThread::new(threads > 1));
        Ok(Self {
            threads: threads.collect::<Result<_>>()?,
            next: 0,
        })
    }

    /// Returns the number of visitors.
    pub fn len(&self) -> usize {
        self.threads
            .iter()
            .map(|thread| thread.visitors.len())
            .sum()
    }

    /// Adds a visitor.
    pub fn add(&mut self, visitor: Visitor) -> Result<()> {
        let count = self.threads.len();
        let thread = &mut self.threads[self.next % count];
        self.next += 1;
        thread.add(visitor)
    }

    /// Takes all visitors out.
    pub fn leave(self) -> impl Iterator<Item = Visitor> {
        self.threads.into_iter().flat_map(|thread| thread.visitors)
    }

    /// Lets each visitor who has not made a turn make one, and acknowledge its answer.
    pub fn greet(&mut self) -> Result<()> {
        self.threads.iter_mut().try_for_each(CrowdThread::greet)
    }

    /// Drives the visitors for a time.
    pub fn run(&mut self, server: &Server, pace: Pace, time: Duration) -> Result<Run> {
        // The first moments are not measured: nothing is in any cache.
        self.measured(server, pace, time / 5)?;
        self.measured(server, pace, time)
    }

    fn measured(&mut self, server: &Server, pace: Pace, time: Duration) -> Result<Run> {
        let (start, used) = (Instant::now(), Used::now(server)?);
        let count = self.threads.len();
        let driven = thread::scope(|scope| {
            let threads = self.threads.iter_mut().enumerate();
            let started = threads.map(|(number, thread)| {
                let turns = Turns::new(pace, number, count, start);
                scope.spawn(move || thread.drive(turns, time))
            });
            let started = Vec::from_iter(started);
            let driven = started
                .into_iter()
                .map(|thread| thread.join().expect("visitors do not panic"));
            driven.collect::<Result<Vec<_>>>()
        })?;
        let elapsed = start.elapsed().as_secs_f64();
        let used = used.since(&Used::now(server)?);
        self.threads.iter_mut().try_for_each(CrowdThread::settle)?;
        let shares = driven.iter().map(|driven| driven.share);
        let client_share = shares.fold(0.0, f64::max);
        let mut answers = Vec::from_iter(driven.into_iter().flat_map(|driven| driven.answers));
        answers.sort_by_key(|(slice, _)| *slice);
        let turns = answers.len().max(1) as f64;
        let mut all = Vec::from_iter(answers.iter().map(|(_, time)| *time));
        Ok(Run {
            rate: turns / elapsed,
            server: used.server / turns * 1e6,
            server_share: used.server / elapsed,
            client_share,
            others_share: ((used.machine - used.server - used.client) / elapsed).max(0.0),
            half: in_median_slice(&answers, 0.5),
            most: in_median_slice(&answers, 0.99),
            most_of_all: percentile(&mut all, 0.99),
        })
    }
}

/// The times at which turns are due on one thread.
struct Turns {
    start: Instant,
    due: Instant,
    /// Zero if a turn is due whenever a visitor is idle.
    interval: Duration,
}

impl Turns {
    /// The turns of one of several threads. Those of all come at even times.
    fn new(pace: Pace, thread: usize, threads: usize, start: Instant) -> Self {
        let interval = match pace {
            Pace::Saturating => Duration::ZERO,
            Pace::Even(rate) => Duration::from_secs_f64(1.0 / rate),
        };
        Self {
            start,
            due: start + interval * thread as u32,
            interval: interval * threads as u32,
        }
    }
}

impl CrowdThread {
    fn new(shares: bool) -> Result<Self> {
        Ok(Self {
            visitors: Vec::new(),
            poll: Poll::new()?,
            buffer: vec![0; 256 << 10],
            shares,
        })
    }

    fn add(&mut self, mut visitor: Visitor) -> Result<()> {
        let token = Token(self.visitors.len());
        self.poll
            .registry()
            .register(visitor.stream(), token, Interest::READABLE)?;
        self.visitors.push(visitor);
        Ok(())
    }

    fn greet(&mut self) -> Result<()> {
        let strangers = self.visitors.iter().position(Visitor::is_new);
        let from = strangers.unwrap_or(self.visitors.len());
        for visitor in &mut self.visitors[from..] {
            visitor.turn(Instant::now())?;
        }
        self.settle()?;
        self.visitors[from..]
            .iter_mut()
            .try_for_each(Visitor::acknowledge)
    }

    /// Waits until all turns are answered.
    fn settle(&mut self) -> Result<()> {
        let start = Instant::now();
        while !self.visitors.iter().all(Visitor::is_idle) {
            self.hear(Duration::from_millis(10), |_, _| Ok(()))?;
            anyhow::ensure!(
                start.elapsed() < Duration::from_secs(60),
                "turns stay without an answer"
            );
        }
        Ok(())
    }

    /// Takes what has arrived. Returns whether there was anything.
    fn hear(
        &mut self,
        wait: Duration,
        mut answered: impl FnMut(usize, Instant) -> Result<()>,
    ) -> Result<bool> {
        let mut events = Events::with_capacity(256);
        self.poll.poll(&mut events, Some(wait))?;
        for event in &events {
            let Token(number) = event.token();
            let visitor = self.visitors.get_mut(number).context("a known visitor")?;
            if let Some(due) = visitor.read(&mut self.buffer)? {
                answered(number, due)?;
            }
        }
        Ok(!events.is_empty())
    }

    /// Drives the visitors for a time.
    fn drive(&mut self, turns: Turns, time: Duration) -> Result<Driven> {
        let Turns {
            start,
            mut due,
            interval,
        } = turns;
        // Each with the time from which on it may make a turn.
        let mut idle: VecDeque<_> = (0..self.visitors.len()).map(|each| (each, start)).collect();
        let (mut answers, mut busy) = (Vec::new(), Duration::ZERO);
        while start.elapsed() < time {
            let begin = Instant::now();
            let mut worked = false;
            while due <= begin
                && let Some((number, _)) = idle.pop_front_if(|(_, from)| *from <= begin)
            {
                let at = if interval.is_zero() {
                    Instant::now()
                } else {
                    due
                };
                self.visitors[number].turn(at)?;
                due += interval;
                worked = true;
            }
            worked |= self.hear(Duration::ZERO, |number, due| {
                let now = Instant::now();
                let slice = (now - start).as_millis() / SLICE.as_millis();
                answers.push((slice, (now - due).as_secs_f64() * 1e6));
                idle.push_back((number, now + BETWEEN));
                Ok(())
            })?;
            match worked {
                true => busy += begin.elapsed(),
                false if self.shares => thread::yield_now(),
                false => {}
            }
        }
        Ok(Driven {
            answers,
            share: busy.as_secs_f64() / start.elapsed().as_secs_f64(),
        })
    }
}

/// The time that a visitor waits after an answer: the server takes 200 messages a second from each.
pub const BETWEEN: Duration = Duration::from_millis(10);

/// The length of the slices of a run.
const SLICE: Duration = Duration::from_millis(100);

/// Returns the median over all slices of the time below which this part of their answers was.
fn in_median_slice(answers: &[(u128, f64)], part: f64) -> f64 {
    let slices = answers.chunk_by(|(one, _), (other, _)| one == other);
    let mut of_slices = Vec::from_iter(slices.map(|answers| {
        let mut times = Vec::from_iter(answers.iter().map(|(_, time)| *time));
        percentile(&mut times, part)
    }));
    percentile(&mut of_slices, 0.5)
}

/// Seconds of processor time.
struct Used {
    server: f64,
    client: f64,
    machine: f64,
}

impl Used {
    fn now(server: &Server) -> Result<Self> {
        Ok(Self {
            server: server.time()?.as_secs_f64(),
            client: cpu::time(std::process::id())?.as_secs_f64(),
            machine: cpu::machine()?.as_secs_f64(),
        })
    }

    fn since(&self, now: &Self) -> Self {
        Self {
            server: now.server - self.server,
            client: now.client - self.client,
            machine: now.machine - self.machine,
        }
    }
}
