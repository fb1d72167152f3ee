//! Messages on a websocket. This module knows nothing of sessions.

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

/// The most time that sending a message takes without progress: a peer that never reads would hold it for ever.
const SEND: Duration = Duration::from_secs(10);

/// The slowest connection that is served: a large update is given more time to be sent.
const BYTES_PER_MILLISECOND: usize = 8;

/// The most time from a message's first byte to its last: 64 KiB at 2 KB a second.
const MESSAGE: Duration = Duration::from_secs(30);

/// The time between two pings of a silent peer. After two without an answer the connection is closed.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Bytes of a ping or pong from a browser, besides its payload.
const CONTROL_HEAD: u64 = 6;

/// Small, because thousands of idle sockets each hold their buffers.
const BUFFER: usize = 4 << 10;

/// A websocket with the protocol's messages on it.
pub(crate) struct MessageSocket {
    socket: WebSocketStream<MeteredStream<TokioIo<Upgraded>>>,
    heartbeat: Interval,
    missed: u8,
    pace: Pace,
    cut: Option<Arc<Cut>>,
}

/// The next event of a socket.
pub(crate) enum Incoming {
    /// A message.
    Frame(FromClient),
    /// Anything else than a message of the protocol.
    Refused,
    /// The end of the connection.
    Closed,
}

impl MessageSocket {
    /// Starts a websocket on an HTTP connection that was upgraded.
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

    /// Returns the handle by which another thread can close the socket.
    pub fn cut(&self) -> Option<&Arc<Cut>> {
        self.cut.as_ref()
    }

    /// Waits for the next message.
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

    /// Pings a silent peer, and ends a connection whose message does not end.
    async fn beat(&mut self) -> Option<Incoming> {
        self.missed += 1;
        let is_endless = self.socket.get_ref().unfinished() > Some(MESSAGE);
        let is_dead = is_endless
            || self.missed > 2
            || self.push(Message::Ping(Bytes::new()), SEND).await.is_err();
        is_dead.then_some(Incoming::Closed)
    }

    /// Sends an encoded message.
    pub async fn send(&mut self, frame: Bytes) -> Result<(), Unsent> {
        let extra = Duration::from_millis((frame.len() / BYTES_PER_MILLISECOND) as u64);
        self.push(Message::Binary(frame), SEND + extra).await
    }

    /// Sends the reason, and closes the socket.
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
            // The peer may be gone already.
            let _ = self.push(Message::Close(Some(close)), SEND).await;
        }
    }

    /// Sends a message. Nothing else is being sent, so the bytes that the kernel has not taken belong to this message,
    /// however large it is. It may take `limit` in all, and must make progress.
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

/// The peer does not take the bytes that it is sent.
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
