//! A session and its socket: the only place where the two meet, and where time passes for a session.

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

/// How long a page may take to open its socket.
const UNATTACHED: Duration = Duration::from_secs(60);

/// How long a session waits for its socket to come back.
const DETACHED: Duration = Duration::from_secs(120);

/// A socket that asked for a session.
pub(crate) struct Arrival {
    pub socket: MessageSocket,
    /// Its first frame.
    pub attach: FromClient,
}

impl Arrival {
    /// Sends it away.
    pub async fn refuse(mut self, reason: Reason) {
        self.socket.dismiss(reason).await;
    }
}

/// Serves a session until it ends: no socket for too long, a violation, or a failure of its code.
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
    /// When the session ends if no socket comes.
    deadline: Instant,
    start: Instant,
    /// Ticks for calls that take too long.
    clock: Interval,
    /// The milliseconds that the session's turns take.
    cost: Account,
    /// Until then others have their turns: this session has had too much.
    rests_until: Option<Instant>,
}

/// How exactly it is known how long a call takes.
const CLOCK: Duration = Duration::from_secs(1);

/// A turn that takes longer lets others go first afterwards.
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

    /// The newest socket is the one that counts.
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

    /// Charges the session for a turn.
    async fn charge(&mut self, start: std::time::Instant) {
        self.cost
            .charge(milliseconds(start.elapsed()), std::time::Instant::now());
        if start.elapsed() > LONG {
            yield_now().await;
        }
    }

    /// Lets others go first if the session has had too much. Its socket is not read meanwhile, and its tasks wait.
    fn rest(&mut self) {
        if self.rests_until.is_none()
            && let Some(wait) = self.cost.wait(std::time::Instant::now())
        {
            self.rests_until = Some(Instant::now() + wait.min(LONGEST_REST));
        }
    }

    /// Calls that have started run to their end, though nobody is there.
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

/// Lets a session's tasks and calls go on, at its cost.
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
