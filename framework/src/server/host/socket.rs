//! Frames on a websocket. Nothing of a session is known here.

use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

use super::attendance::Arrival;
use super::pace::Pace;
use super::ticket::Ticket;
use super::worker::Workers;
use crate::wire::bounded::Budget;
use crate::wire::encode;
use crate::wire::limits::Limits;
use crate::wire::message::{FromClient, FromServer, Reason};

/// How long the first frame may take: an open socket without a session costs memory for nothing.
const FIRST_FRAME: Duration = Duration::from_secs(5);

/// How long a frame may take to leave: a reader that never reads would pin it for ever.
const SEND: Duration = Duration::from_secs(10);

/// How slow a line may be, so that a large update gets the time it needs.
const BYTES_PER_MILLISECOND: usize = 8;

/// How often a silent peer is asked for a sign of life; two are missed, and it is taken for dead.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Small: what a socket holds while nothing happens is what thousands of them hold.
const BUFFER: usize = 4 << 10;

/// A websocket with frames on it.
pub(crate) struct Socket {
    socket: WebSocket,
    heartbeat: Interval,
    missed: u8,
    pace: Pace,
}

/// What came in.
pub(crate) enum Incoming {
    /// A frame.
    Frame(FromClient),
    /// Something that is no frame.
    Refused,
    /// The end.
    Closed,
}

/// Accepts a websocket of our own pages, reads its first frame and leads it to its session.
pub(crate) async fn upgrade(headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    if !is_own_origin(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let frame = Limits::default().frame;
    upgrade
        .max_message_size(frame)
        .max_frame_size(frame)
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .on_upgrade(|socket| admit(Socket::new(socket)))
}

/// A browser tells where a page comes from, and that page must come from here: any site can open a socket.
fn is_own_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST)) else {
        return false;
    };
    let authority = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

async fn admit(mut socket: Socket) {
    let Ok(Incoming::Frame(attach @ FromClient::Attach { ticket, .. })) =
        timeout(FIRST_FRAME, socket.receive()).await
    else {
        return socket.dismiss(Reason::Violation).await;
    };
    Workers::get()
        .attach(Ticket(ticket), Arrival { socket, attach })
        .await;
}

impl Socket {
    fn new(socket: WebSocket) -> Self {
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.reset();
        Self {
            socket,
            heartbeat,
            missed: 0,
            pace: Pace::new(Instant::now()),
        }
    }

    /// The next frame.
    pub async fn receive(&mut self) -> Incoming {
        loop {
            let incoming = tokio::select! {
                message = self.socket.recv() => self.take(message),
                _ = self.heartbeat.tick() => self.beat().await,
            };
            if let Some(incoming) = incoming {
                return incoming;
            }
        }
    }

    fn take(&mut self, message: Option<Result<Message, axum::Error>>) -> Option<Incoming> {
        self.missed = 0;
        let now = Instant::now();
        match message {
            Some(Ok(Message::Binary(bytes))) if self.pace.admits_frame(bytes.len(), now) => {
                Some(decode(&bytes))
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) if self.pace.admits_control(now) => None,
            Some(Ok(Message::Close(_)) | Err(_)) | None => Some(Incoming::Closed),
            Some(Ok(_)) => Some(Incoming::Refused),
        }
    }

    /// Asks a silent peer for a sign of life.
    async fn beat(&mut self) -> Option<Incoming> {
        self.missed += 1;
        let is_dead =
            self.missed > 2 || self.push(Message::Ping(Bytes::new()), SEND).await.is_err();
        is_dead.then_some(Incoming::Closed)
    }

    /// Sends an encoded frame.
    pub async fn send(&mut self, frame: Bytes) -> Result<(), Unsent> {
        let extra = Duration::from_millis((frame.len() / BYTES_PER_MILLISECOND) as u64);
        self.push(Message::Binary(frame), SEND + extra).await
    }

    /// Says why, and closes.
    pub async fn dismiss(&mut self, reason: Reason) {
        let close = CloseFrame {
            code: close_code(reason),
            reason: "".into(),
        };
        if self
            .send(encode(&FromServer::Gone(reason)).into())
            .await
            .is_ok()
        {
            // Whoever is gone already need not be told.
            let _ = self.push(Message::Close(Some(close)), SEND).await;
        }
    }

    /// Nothing else is under way meanwhile, so what the kernel does not take is one frame, however large.
    async fn push(&mut self, message: Message, limit: Duration) -> Result<(), Unsent> {
        timeout(limit, self.socket.send(message))
            .await
            .map_err(|_| Unsent)?
            .map_err(|_| Unsent)
    }
}

/// The peer does not take what it is sent.
#[derive(Debug)]
pub(crate) struct Unsent;

fn decode(bytes: &[u8]) -> Incoming {
    let limits = Limits::default();
    match FromClient::decode(bytes, &limits, &Budget::new(&limits)) {
        Ok(frame) => Incoming::Frame(frame),
        Err(_) => Incoming::Refused,
    }
}

fn close_code(reason: Reason) -> u16 {
    match reason {
        Reason::Replaced => 4001,
        Reason::Violation => 4403,
        Reason::Expired => 4408,
        Reason::Failed => 4500,
    }
}
