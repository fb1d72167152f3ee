//! A session with its socket: the only place that knows both, and that gives a session the time.

use std::future::{pending, poll_fn};
use std::ops::ControlFlow;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::yield_now;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until};

use super::pace::{Account, milliseconds};
use super::socket::{Incoming, MessageSocket};
use crate::server::session::{Outgoing, Session};
use crate::wire::limits::{COST, LONGEST_REST};
use crate::wire::message::{FromClient, Reason};

/// The most time between a page and its socket.
const UNATTACHED: Duration = Duration::from_secs(60);

/// The most time that a session waits for its socket to come back.
const DETACHED: Duration = Duration::from_secs(120);

/// A socket that asked for a session.
pub(crate) struct Arrival {
    pub socket: MessageSocket,
    /// The first message.
    pub attach: FromClient,
}

impl Arrival {
    /// Dismisses the socket.
    pub async fn refuse(mut self, reason: Reason) {
        self.socket.dismiss(reason).await;
    }
}

/// Serves a session until it ends: without a socket for too long, by a violation, or by a failure of its code.
pub(crate) async fn attend(session: Session, arrivals: mpsc::UnboundedReceiver<Arrival>) {
    let mut clock = interval(CLOCK);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut attendance = Attendance {
        session,
        socket: None,
        deadline: Instant::now() + UNATTACHED,
        start: Instant::now(),
        clock,
        cost: Account::new(COST, std::time::Instant::now()),
        rests_until: None,
    };
    attendance.run(arrivals).await;
    attendance.finish().await;
}

struct Attendance {
    session: Session,
    socket: Option<MessageSocket>,
    /// The time at which the session ends if no socket comes.
    deadline: Instant,
    start: Instant,
    /// Ticks so that calls can take too long.
    clock: Interval,
    /// The milliseconds that the session's turns take.
    cost: Account,
    /// The end of the session's rest: it has used too much time, and others have their turns.
    rests_until: Option<Instant>,
}

/// The precision with which the time of a call is measured.
const CLOCK: Duration = Duration::from_secs(1);

/// The longest turn after which other sessions are not let in first.
const LONG: Duration = Duration::from_millis(1);

impl Attendance {
    async fn run(&mut self, mut arrivals: mpsc::UnboundedReceiver<Arrival>) {
        loop {
            self.rest();
            let is_calling = self.session.is_calling();
            let reads = !self.session.is_full() && self.rests_until.is_none();
            let rests_until = self.rests_until.unwrap_or_else(Instant::now);
            let next = tokio::select! {
                arrival = arrivals.recv() => match arrival {
                    Some(arrival) => self.welcome(arrival).await,
                    None => ControlFlow::Break(()),
                },
                incoming = receive(&mut self.socket), if reads => self.take(incoming).await,
                () = poll_fn(|context| poll(&mut self.session, &mut self.cost, context)),
                    if self.rests_until.is_none() => self.flush().await,
                () = sleep_until(rests_until), if self.rests_until.is_some() => {
                    self.rests_until = None;
                    ControlFlow::Continue(())
                }
                _ = self.clock.tick(), if is_calling => {
                    self.session.expire_calls(self.start.elapsed());
                    ControlFlow::Continue(())
                }
                () = sleep_until(self.deadline), if self.socket.is_none() => ControlFlow::Break(()),
            };
            if next.is_break() {
                return;
            }
        }
    }

    /// The newest socket replaces the one before.
    async fn welcome(&mut self, arrival: Arrival) -> ControlFlow<()> {
        if let Some(mut old) = self.socket.replace(arrival.socket) {
            self.session.detach();
            old.dismiss(Reason::Replaced).await;
        }
        self.turn(arrival.attach).await
    }

    async fn take(&mut self, incoming: Incoming) -> ControlFlow<()> {
        match incoming {
            Incoming::Frame(frame) => self.turn(frame).await,
            Incoming::Refused => {
                self.dismiss(Reason::Violation).await;
                ControlFlow::Break(())
            }
            Incoming::Closed => {
                self.detach();
                ControlFlow::Continue(())
            }
        }
    }

    async fn turn(&mut self, frame: FromClient) -> ControlFlow<()> {
        let start = std::time::Instant::now();
        let answers = self.session.handle(frame);
        self.charge(start).await;
        self.send(answers).await
    }

    async fn flush(&mut self) -> ControlFlow<()> {
        let start = std::time::Instant::now();
        let updates = self.session.flush();
        self.charge(start).await;
        self.send(updates).await
    }

    /// Adds the time of a turn to the session's cost.
    async fn charge(&mut self, start: std::time::Instant) {
        self.cost
            .charge(milliseconds(start.elapsed()), std::time::Instant::now());
        if start.elapsed() > LONG {
            yield_now().await;
        }
    }

    /// Lets other sessions run first if this one has used too much time. Meanwhile its socket is not read, and its
    /// tasks wait.
    fn rest(&mut self) {
        if self.rests_until.is_none()
            && let Some(wait) = self.cost.wait(std::time::Instant::now())
        {
            self.rests_until = Some(Instant::now() + wait.min(LONGEST_REST));
        }
    }

    /// Lets calls that have started run to their end, without a socket.
    async fn finish(&mut self) {
        self.socket = None;
        loop {
            tokio::select! {
                () = self.session.finish() => return,
                _ = self.clock.tick() => self.session.expire_calls(self.start.elapsed()),
            }
        }
    }

    async fn send(&mut self, answers: Vec<Outgoing>) -> ControlFlow<()> {
        for answer in answers {
            match answer {
                Outgoing::Frame(frame) => self.send_frame(frame).await,
                Outgoing::Dismissal(reason) => {
                    self.dismiss(reason).await;
                    return ControlFlow::Break(());
                }
            }
        }
        ControlFlow::Continue(())
    }

    async fn send_frame(&mut self, frame: Bytes) {
        if let Some(socket) = &mut self.socket
            && socket.send(frame).await.is_err()
        {
            self.detach();
        }
    }

    async fn dismiss(&mut self, reason: Reason) {
        if let Some(mut socket) = self.socket.take() {
            socket.dismiss(reason).await;
        }
    }

    fn detach(&mut self) {
        self.socket = None;
        self.session.detach();
        self.deadline = Instant::now() + DETACHED;
    }
}

/// Polls a session's tasks and calls, and adds the time to its cost.
fn poll(session: &mut Session, cost: &mut Account, context: &mut Context<'_>) -> Poll<()> {
    let start = std::time::Instant::now();
    let polled = session.poll(context);
    cost.charge(milliseconds(start.elapsed()), std::time::Instant::now());
    polled
}

async fn receive(socket: &mut Option<MessageSocket>) -> Incoming {
    match socket {
        Some(socket) => socket.receive().await,
        None => pending().await,
    }
}
