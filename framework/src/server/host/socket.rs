//! Frames on a websocket. Nothing of a session is known here.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite;
use tokio_tungstenite::tungstenite::protocol::frame::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::{Message, Role, WebSocketConfig};

use super::cut::Cut;
use super::line::MeteredStream;
use super::pace::Pace;
use crate::wire::bounded::Budget;
use crate::wire::encode;
use crate::wire::limits::{Limits, UPDATE};
use crate::wire::message::{FromClient, FromServer, Reason};

/// How long a frame may take to leave: a reader that never reads would pin it for ever.
const SEND: Duration = Duration::from_secs(10);

/// How slow a line may be, so that a large update gets the time it needs.
const BYTES_PER_MILLISECOND: usize = 8;

/// How long a message may take from its first byte to its last: 64 KiB at 2 KB a second.
const MESSAGE: Duration = Duration::from_secs(30);

/// How often a silent peer is asked for a sign of life; two are missed, and it is taken for dead.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Bytes of a ping or pong from a browser, besides what it says.
const CONTROL_HEAD: u64 = 6;

/// Small: what a socket holds while nothing happens is what thousands of them hold.
const BUFFER: usize = 4 << 10;

/// A websocket with frames on it.
pub(crate) struct MessageSocket {
    socket: WebSocketStream<MeteredStream<TokioIo<Upgraded>>>,
    heartbeat: Interval,
    missed: u8,
    pace: Pace,
    cut: Option<Arc<Cut>>,
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

impl MessageSocket {
    /// A socket on what was an HTTP connection.
    pub async fn new(upgraded: Upgraded, cut: Option<Arc<Cut>>) -> Self {
        let frame = Limits::default().frame;
        let config = WebSocketConfig::default()
            .max_message_size(Some(frame))
            .max_frame_size(Some(frame))
            .read_buffer_size(BUFFER)
            .write_buffer_size(BUFFER)
            .max_write_buffer_size(2 * UPDATE);
        let line = MeteredStream::new(TokioIo::new(upgraded));
        let socket = WebSocketStream::from_raw_socket(line, Role::Server, Some(config)).await;
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.reset();
        Self {
            socket,
            heartbeat,
            missed: 0,
            pace: Pace::new(Instant::now()),
            cut,
        }
    }

    /// Returns the hold by which another thread can close it.
    pub fn cut(&self) -> Option<&Arc<Cut>> {
        self.cut.as_ref()
    }

    /// The next frame.
    pub async fn receive(&mut self) -> Incoming {
        loop {
            let incoming = tokio::select! {
                message = self.socket.next() => self.take(message),
                _ = self.heartbeat.tick() => self.beat().await,
            };
            if let Some(incoming) = incoming {
                return incoming;
            }
        }
    }

    fn take(&mut self, message: Option<Result<Message, tungstenite::Error>>) -> Option<Incoming> {
        self.missed = 0;
        self.note_end(&message);
        let now = Instant::now();
        match message {
            Some(Ok(Message::Binary(bytes))) if self.pace.admits_message(now) => {
                Some(decode(&bytes))
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) if self.pace.admits_control(now) => None,
            Some(Ok(Message::Close(_)) | Err(_)) | None => Some(Incoming::Closed),
            Some(Ok(_)) => Some(Incoming::Refused),
        }
    }

    fn note_end(&mut self, message: &Option<Result<Message, tungstenite::Error>>) {
        let line = self.socket.get_mut();
        match message {
            Some(Ok(Message::Ping(bytes) | Message::Pong(bytes))) => {
                line.ended_between(CONTROL_HEAD + bytes.len() as u64);
            }
            Some(Ok(_)) => line.ended(),
            _ => {}
        }
    }

    /// Asks a silent peer for a sign of life, and one that goes on and on for an end.
    async fn beat(&mut self) -> Option<Incoming> {
        self.missed += 1;
        let is_endless = self.socket.get_ref().unfinished() > Some(MESSAGE);
        let is_dead = is_endless
            || self.missed > 2
            || self.push(Message::Ping(Bytes::new()), SEND).await.is_err();
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
            code: close_code(reason).into(),
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

    /// Nothing else is under way meanwhile, so what the kernel does not take is one frame, however large. It may take
    /// `limit` in all, and has to get on.
    async fn push(&mut self, message: Message, limit: Duration) -> Result<(), Unsent> {
        let (written, start) = (self.socket.get_ref().written(), Instant::now());
        let mut sending = pin!(self.socket.send(message));
        loop {
            let before = written.load(Ordering::Relaxed);
            match timeout(SEND, &mut sending).await {
                Ok(sent) => return sent.map_err(|_| Unsent),
                Err(_) if written.load(Ordering::Relaxed) == before => return Err(Unsent),
                Err(_) if start.elapsed() >= limit => return Err(Unsent),
                Err(_) => {}
            }
        }
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
