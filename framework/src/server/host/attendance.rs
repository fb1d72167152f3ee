//! A session and its socket: the only place where the two meet, and where time passes for a session.

use std::future::{pending, poll_fn};
use std::ops::ControlFlow;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::socket::{Incoming, Socket};
use crate::server::session::{Outgoing, Session};
use crate::wire::message::{FromClient, Reason};

/// How long a page may take to open its socket.
const UNATTACHED: Duration = Duration::from_secs(60);

/// How long a session waits for its socket to come back.
const DETACHED: Duration = Duration::from_secs(120);

/// A socket that asked for a session.
pub(crate) struct Arrival {
    pub socket: Socket,
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
    let mut attendance = Attendance {
        session,
        socket: None,
        deadline: Instant::now() + UNATTACHED,
    };
    attendance.run(arrivals).await;
    attendance.session.finish().await;
}

struct Attendance {
    session: Session,
    socket: Option<Socket>,
    /// When the session ends if no socket comes.
    deadline: Instant,
}

impl Attendance {
    async fn run(&mut self, mut arrivals: mpsc::UnboundedReceiver<Arrival>) {
        loop {
            let next = tokio::select! {
                arrival = arrivals.recv() => match arrival {
                    Some(arrival) => self.welcome(arrival).await,
                    None => ControlFlow::Break(()),
                },
                incoming = receive(&mut self.socket) => self.take(incoming).await,
                () = poll_fn(|context| self.session.poll(context)) => self.flush().await,
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
        let answers = self.session.handle(frame);
        self.send(answers).await
    }

    async fn flush(&mut self) -> ControlFlow<()> {
        let updates = self.session.flush();
        self.send(updates).await
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

async fn receive(socket: &mut Option<Socket>) -> Incoming {
    match socket {
        Some(socket) => socket.receive().await,
        None => pending().await,
    }
}
