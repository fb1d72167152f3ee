//! Makes many visitors act at once, on one thread that never sleeps.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
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
    /// The microseconds from the time at which a turn was due to its answer: half of them, and 99 of 100, were faster.
    pub half: f64,
    pub most: f64,
}

/// The visitors of one server.
pub struct Crowd {
    visitors: Vec<Visitor>,
    poll: Poll,
    buffer: Vec<u8>,
}

impl Crowd {
    /// Makes an empty crowd.
    pub fn new() -> Result<Self> {
        Ok(Self {
            visitors: Vec::new(),
            poll: Poll::new()?,
            buffer: vec![0; 256 << 10],
        })
    }

    /// Returns the number of visitors.
    pub fn len(&self) -> usize {
        self.visitors.len()
    }

    /// Adds a visitor.
    pub fn add(&mut self, mut visitor: Visitor) -> Result<()> {
        let token = Token(self.visitors.len());
        self.poll
            .registry()
            .register(visitor.stream(), token, Interest::READABLE)?;
        self.visitors.push(visitor);
        Ok(())
    }

    /// Lets each visitor from a number on make one turn, and acknowledge its answer.
    pub fn greet(&mut self, from: usize) -> Result<()> {
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
    pub fn run(&mut self, server: &Server, pace: Pace, time: Duration) -> Result<Run> {
        // The first moments are not measured: nothing is in any cache.
        self.measured(server, pace, time / 5)?;
        self.measured(server, pace, time)
    }

    fn measured(&mut self, server: &Server, pace: Pace, time: Duration) -> Result<Run> {
        let (start, used) = (Instant::now(), server.time()?);
        let mut idle: VecDeque<usize> = (0..self.visitors.len()).collect();
        let interval = match pace {
            Pace::Saturating => Duration::ZERO,
            Pace::Even(rate) => Duration::from_secs_f64(1.0 / rate),
        };
        let (mut due, mut latencies, mut busy) = (start, Vec::new(), Duration::ZERO);
        while start.elapsed() < time {
            let begin = Instant::now();
            let mut worked = false;
            while due <= begin
                && let Some(number) = idle.pop_front()
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
                latencies.push(due.elapsed().as_secs_f64() * 1e6);
                idle.push_back(number);
                Ok(())
            })?;
            if worked {
                busy += begin.elapsed();
            }
        }
        let (elapsed, used) = (
            start.elapsed().as_secs_f64(),
            (server.time()? - used).as_secs_f64(),
        );
        self.settle()?;
        let turns = latencies.len().max(1) as f64;
        Ok(Run {
            rate: turns / elapsed,
            server: used / turns * 1e6,
            server_share: used / elapsed,
            client_share: busy.as_secs_f64() / elapsed,
            half: percentile(&mut latencies, 0.5),
            most: percentile(&mut latencies, 0.99),
        })
    }
}
