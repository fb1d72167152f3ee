//! Messages on a websocket. This module knows nothing of sessions.
//!
//! Bytes are counted as they are read, and those that come too fast are delayed: a message that never ends is not
//! reported by the frames, so it is noticed here. An idle socket holds no buffers.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::upgrade::Upgraded;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use super::cut::Cut;
use super::frames::{FrameReader, Received, SentHead};
use super::heartbeat::Heartbeat;
use super::line::{LiftedLine, SocketLine};
use super::pace::{Account, Pace};
use crate::server::view::limit::Limit;
use crate::wire::bounded::Budget;
use crate::wire::close::Reason;
use crate::wire::limits::{BYTES, Limits, MESSAGE, SEND};
use crate::wire::message::FromClient;

/// The slowest connection that is served: a large update is given more time to be sent.
const BYTES_PER_MILLISECOND: usize = 8;

/// The most time that a closed socket is read, and the most bytes: without that, what the peer is sending would reset the
/// connection, and it would not learn why it was closed.
const LINGER: Duration = Duration::from_secs(2);
const LINGERED: u64 = 1 << 20;

/// Frames that are written with one system call.
const WRITTEN_AT_ONCE: usize = 4;

/// Fewer bytes than this are written as one piece.
const JOINED: usize = 256;

/// Bytes that are read at once.
const READ: usize = 16 << 10;

thread_local! {
    /// The buffer that the thread's sockets read into, one after the other.
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A websocket with the protocol's messages on it.
pub(crate) struct MessageSocket<L = SocketLine> {
    line: L,
    frames: FrameReader,
    /// The time of the first bytes of a message that has not ended.
    unfinished: Option<Instant>,
    unsent: UnsentFrames,
    heartbeat: Heartbeat,
    pace: Pace,
    bytes: Account,
    /// The end of a delay: until then nothing is read.
    reads_at: Option<Instant>,
    cut: Option<Arc<Cut>>,
}

/// Frames that the kernel has not taken.
#[derive(Default)]
struct UnsentFrames {
    frames: VecDeque<(SentHead, Bytes)>,
    /// The bytes of the first frame that the kernel has taken.
    taken: usize,
    /// The time at which sending failed, unless there is progress, and the time at which it failed in any case.
    limits: Option<(Instant, Instant)>,
}

/// The next event of a socket.
pub(crate) enum Incoming {
    /// A message.
    Frame(FromClient),
    /// Anything else than a message of the protocol.
    Refused,
    /// A message beyond the limit.
    TooLarge,
    /// The end of the connection.
    Closed,
}

/// The peer does not take the bytes that it is sent.
#[derive(Debug)]
pub(crate) struct Unsent;

impl MessageSocket {
    /// Starts a websocket on an HTTP connection that was upgraded.
    pub fn new(upgraded: Upgraded) -> Self {
        let (line, bytes) = SocketLine::of(upgraded);
        Self::on_line(line, bytes)
    }

    /// Starts a websocket on bytes that requests carry, until `cut` ends them.
    pub fn carried(stream: DuplexStream, cut: CancellationToken) -> Self {
        Self::on_line(SocketLine::Carried { stream, cut }, Vec::new())
    }

    fn on_line(line: SocketLine, bytes: Vec<u8>) -> Self {
        let now = Instant::now();
        Self {
            cut: line.cut(),
            line,
            frames: FrameReader::new(bytes, Limits::default().frame),
            unfinished: None,
            unsent: UnsentFrames::default(),
            heartbeat: Heartbeat::new(now),
            pace: Pace::new(now.into_std()),
            bytes: Account::new(BYTES, now.into_std()),
            reads_at: None,
        }
    }

    /// Waits for the next message. It is too short for the rates of a socket to matter.
    pub async fn first(&mut self) -> Incoming {
        poll_fn(|context| self.poll_receive(context, Instant::now())).await
    }

    /// Takes the socket away from this thread.
    pub fn lift(self) -> io::Result<MessageSocket<LiftedLine>> {
        self.on(SocketLine::lift)
    }

    /// Returns the next time at which the socket has something to do by itself.
    pub fn wakes_at(&self) -> Instant {
        let sending = self.unsent.limits.map(|(stalled, end)| stalled.min(end));
        let times = [self.reads_at, sending].into_iter().flatten();
        times.fold(self.heartbeat.at(), Instant::min)
    }

    /// Returns the next event. While messages are unsent, there is none.
    pub fn poll_receive(&mut self, context: &mut Context<'_>, now: Instant) -> Poll<Incoming> {
        if self.heartbeat.at() <= now && !self.beat(now) {
            return Poll::Ready(Incoming::Closed);
        }
        let received = self.poll_frame(context, now);
        self.frames.rest();
        self.unfinished = match self.frames.is_unfinished() {
            true => self.unfinished.or(Some(now)),
            false => None,
        };
        received
    }

    fn poll_frame(&mut self, context: &mut Context<'_>, now: Instant) -> Poll<Incoming> {
        loop {
            match self.frames.take() {
                Ok(Some(received)) => {
                    let is_message = matches!(received, Received::Message(_));
                    let is_admitted = match is_message {
                        true => self.pace.admits_message(now.into_std()),
                        false => self.pace.admits_control(now.into_std()),
                    };
                    match received {
                        Received::Close => return Poll::Ready(Incoming::Closed),
                        Received::TooLarge => {
                            Limit::Message.hit();
                            return Poll::Ready(Incoming::TooLarge);
                        }
                        _ if !is_admitted => {
                            let (messages, controls) = (Limit::Messages, Limit::Controls);
                            if is_message { messages } else { controls }.hit();
                            return Poll::Ready(Incoming::Refused);
                        }
                        // The page asks whether the connection works.
                        Received::Message(bytes) if bytes.is_empty() => self.send(bytes, now),
                        Received::Message(bytes) => {
                            self.unfinished = None;
                            return Poll::Ready(decode(&bytes));
                        }
                        Received::Text => return Poll::Ready(Incoming::Refused),
                        Received::Ping(bytes) => {
                            self.unsent.add(SentHead::pong(bytes.len()), bytes, now);
                        }
                        Received::Pong => {}
                    }
                }
                Ok(None) => match ready!(self.poll_read(context, now)) {
                    Ok(0) | Err(_) => return Poll::Ready(Incoming::Closed),
                    Ok(_) => {}
                },
                Err(_) => return Poll::Ready(Incoming::Closed),
            }
        }
    }

    /// Reads more bytes, unless they come too fast. Returns their number.
    fn poll_read(&mut self, context: &mut Context<'_>, now: Instant) -> Poll<io::Result<usize>> {
        let waited = self.reads_at;
        self.reads_at = self.bytes.wait(now.into_std()).map(|wait| now + wait);
        if self.reads_at.is_some() {
            if waited.is_none() {
                Limit::Bytes.hit();
            }
            return Poll::Pending;
        }
        SCRATCH.with_borrow_mut(|scratch| {
            scratch.resize(READ, 0);
            let mut buffer = ReadBuf::new(scratch);
            ready!(Pin::new(&mut self.line).poll_read(context, &mut buffer))?;
            let read = buffer.filled();
            self.frames.add(read);
            self.heartbeat.heard();
            self.bytes.charge(read.len() as f64, now.into_std());
            Poll::Ready(Ok(read.len()))
        })
    }

    /// Sends a heartbeat. Returns false if the peer is gone, or its message does not end.
    fn beat(&mut self, now: Instant) -> bool {
        let is_endless = self.unfinished.is_some_and(|since| now - since > MESSAGE);
        // A browser answers a ping by itself, even if its page sleeps; but the page hears only messages.
        self.unsent.add(SentHead::ping(), Bytes::new(), now);
        self.send(Bytes::new(), now);
        let is_there = self.heartbeat.beat(now);
        if is_endless {
            Limit::SlowMessage.hit();
        } else if !is_there {
            Limit::Silence.hit();
        }
        is_there && !is_endless
    }

    /// Adds an encoded message to those that are sent by [`poll_send`](Self::poll_send).
    pub fn send(&mut self, message: Bytes, now: Instant) {
        self.unsent
            .add(SentHead::message(message.len()), message, now);
    }

    /// Sends messages. Ready when all are sent, or cannot be.
    pub fn poll_send(
        &mut self,
        context: &mut Context<'_>,
        now: Instant,
    ) -> Poll<Result<(), Unsent>> {
        while !self.unsent.frames.is_empty() {
            match self.unsent.poll_write(&mut self.line, context) {
                Poll::Ready(Ok(written)) if written > 0 => self.unsent.advance(written, now),
                Poll::Ready(_) => return Poll::Ready(Err(Unsent)),
                Poll::Pending if self.unsent.is_late(now) => {
                    Limit::Unread.hit();
                    return Poll::Ready(Err(Unsent));
                }
                Poll::Pending => return Poll::Pending,
            }
        }
        self.unsent.limits = None;
        // A line that buffers is another server's. If it cannot be flushed now, the next message will try again.
        match Pin::new(&mut self.line).poll_flush(context) {
            Poll::Ready(Err(_)) => Poll::Ready(Err(Unsent)),
            _ => Poll::Ready(Ok(())),
        }
    }

    /// Closes the socket for a reason.
    pub async fn dismiss(self, reason: Reason) {
        self.dismiss_for(reason, Duration::ZERO).await;
    }

    /// Closes the socket for a reason. The page connects again after `retry_after`, or after its own back-off if that is
    /// zero.
    pub async fn dismiss_for(mut self, reason: Reason, retry_after: Duration) {
        let now = Instant::now();
        let mut content = reason.code().to_be_bytes().to_vec();
        if !retry_after.is_zero() {
            content.extend(retry_after.as_millis().to_string().into_bytes());
        }
        let head = SentHead::close(content.len());
        self.unsent.add(head, content.into(), now);
        // The peer may be gone already, or not read.
        let sending = poll_fn(|context| self.poll_send(context, Instant::now()));
        if let Ok(Ok(())) = timeout(SEND, sending).await {
            let _ = timeout(LINGER, linger(self.line)).await;
        }
    }
}

/// Ends a connection, and reads what the peer was sending.
async fn linger(mut line: SocketLine) -> io::Result<()> {
    line.shutdown().await?;
    tokio::io::copy(&mut line.take(LINGERED), &mut tokio::io::sink()).await?;
    Ok(())
}

impl MessageSocket<LiftedLine> {
    /// Gives the socket to this thread.
    pub fn lay(self) -> io::Result<MessageSocket> {
        self.on(LiftedLine::lay)
    }
}

impl<L> MessageSocket<L> {
    /// Returns the handle by which another thread can close the socket.
    pub fn cut(&self) -> Option<&Arc<Cut>> {
        self.cut.as_ref()
    }

    /// Moves the socket to another line.
    fn on<M>(self, line: impl FnOnce(L) -> io::Result<M>) -> io::Result<MessageSocket<M>> {
        Ok(MessageSocket {
            line: line(self.line)?,
            frames: self.frames,
            unfinished: self.unfinished,
            unsent: self.unsent,
            heartbeat: self.heartbeat,
            pace: self.pace,
            bytes: self.bytes,
            reads_at: self.reads_at,
            cut: self.cut,
        })
    }
}

impl UnsentFrames {
    fn add(&mut self, head: SentHead, payload: Bytes, now: Instant) {
        let extra = Duration::from_millis((payload.len() / BYTES_PER_MILLISECOND) as u64);
        let (stalled, end) = self.limits.unwrap_or((now + SEND, now + SEND));
        self.limits = Some((stalled, end + extra));
        self.frames.push_back((head, payload));
    }

    /// Writes as much as the kernel takes at once. Few bytes are put together first: that costs it less than a list.
    fn poll_write(
        &self,
        line: &mut SocketLine,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        let mut pieces = [IoSlice::new(&[]); 2 * WRITTEN_AT_ONCE];
        let pieces = self.pieces(&mut pieces);
        let mut joined = [0; JOINED];
        let mut length = 0;
        for piece in pieces {
            let Some(room) = joined.get_mut(length..length + piece.len()) else {
                return Pin::new(line).poll_write_vectored(context, pieces);
            };
            room.copy_from_slice(piece);
            length += piece.len();
        }
        Pin::new(line).poll_write(context, &joined[..length])
    }

    /// Returns the next bytes to send.
    fn pieces<'b, 'p>(&'b self, pieces: &'p mut [IoSlice<'b>]) -> &'p [IoSlice<'b>] {
        let all = self
            .frames
            .iter()
            .flat_map(|(head, payload)| [head.bytes(), payload]);
        let mut skipped = self.taken;
        let mut count = 0;
        for (piece, bytes) in pieces.iter_mut().zip(all) {
            let skip = skipped.min(bytes.len());
            skipped -= skip;
            *piece = IoSlice::new(&bytes[skip..]);
            count += 1;
        }
        &pieces[..count]
    }

    /// Notes that the kernel has taken so many bytes.
    fn advance(&mut self, bytes: usize, now: Instant) {
        self.taken += bytes;
        while let Some((head, payload)) = self.frames.front()
            && self.taken >= head.bytes().len() + payload.len()
        {
            self.taken -= head.bytes().len() + payload.len();
            self.frames.pop_front();
        }
        if self.frames.is_empty() {
            // The next message may be long in coming.
            self.frames.shrink_to(1);
        }
        self.limits = self.limits.map(|(_, end)| (now + SEND, end));
    }

    fn is_late(&self, now: Instant) -> bool {
        self.limits
            .is_some_and(|(stalled, end)| stalled <= now || end <= now)
    }
}

fn decode(bytes: &[u8]) -> Incoming {
    let limits = Limits::default();
    match FromClient::decode(bytes, &limits, &Budget::new(&limits)) {
        Ok(frame) => Incoming::Frame(frame),
        Err(error) => {
            Limit::hit_by(&error);
            Incoming::Refused
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Mutex;

    use hyper::body::Incoming as Body;
    use hyper::server::conn::http1;
    use hyper::service::service_fn;
    use hyper::{Request, Response, StatusCode, header, upgrade};
    use hyper_util::rt::TokioIo;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::sync::oneshot;

    use super::*;
    use crate::server::view::limit::reached;

    /// Makes a socket, and the end of its line at the peer.
    async fn socket() -> (MessageSocket, DuplexStream) {
        let (mut peer, server) = duplex(1 << 20);
        let (made, socket) = oneshot::channel();
        let made = Arc::new(Mutex::new(Some(made)));
        let answer = move |mut request: Request<Body>| {
            let (upgraded, made) = (upgrade::on(&mut request), Arc::clone(&made));
            tokio::spawn(async move {
                let upgraded = upgraded.await.expect("an upgrade");
                let made = made.lock().expect("nobody panics").take();
                let _ = made
                    .expect("one request")
                    .send(MessageSocket::new(upgraded));
            });
            let answer = Response::builder()
                .status(StatusCode::SWITCHING_PROTOCOLS)
                .header(header::CONNECTION, "upgrade")
                .header(header::UPGRADE, "websocket");
            async move { Ok::<_, Infallible>(answer.body(String::new()).expect("an answer")) }
        };
        let server = http1::Builder::new()
            .serve_connection(TokioIo::new(server), service_fn(answer))
            .with_upgrades();
        tokio::spawn(server);
        let request =
            b"GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
        peer.write_all(request).await.expect("a line");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(peer.read_u8().await.expect("an answer"));
        }
        (socket.await.expect("a socket"), peer)
    }

    /// Serves the socket until its line ends. Returns the time that this takes.
    async fn lasts(mut socket: MessageSocket) -> Duration {
        let start = Instant::now();
        loop {
            let wake = socket.wakes_at();
            let event = poll_fn(|context| {
                let now = Instant::now();
                let sent = socket.poll_send(context, now);
                if let Poll::Ready(Err(_)) = sent {
                    return Poll::Ready(Incoming::Closed);
                }
                socket.poll_receive(context, now)
            });
            match tokio::time::timeout_at(wake, event).await {
                Ok(Incoming::Closed | Incoming::Refused | Incoming::TooLarge) => {
                    return start.elapsed();
                }
                Ok(Incoming::Frame(_)) | Err(_) => {}
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_is_gone_is_noticed() {
        let before = reached("silence");
        let (socket, _peer) = socket().await;
        assert!(lasts(socket).await <= Duration::from_secs(45));
        assert!(reached("silence") > before);
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_that_does_not_end_is_given_up() {
        let before = reached("slow-message");
        let (socket, mut peer) = socket().await;
        let dripping = tokio::spawn(async move {
            // The head of a binary message of 60,000 bytes, and then a byte a second; the pings are answered.
            let head = [0x82, 0xfe, 0xea, 0x60, 0, 0, 0, 0];
            peer.write_all(&head).await.expect("a line");
            while peer.write_all(&[0]).await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        let lasted = lasts(socket).await;
        assert!(lasted <= Duration::from_secs(45), "{lasted:?}");
        assert!(reached("slow-message") > before);
        dripping.abort();
    }
}
