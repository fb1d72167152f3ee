//! A visitor: fetches a page, attaches its session, and makes turns, with the messages of the framework's client.

use std::io::{self, Read, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use watershed::wire::message::{Batch, Call, FromClient, FromServer, Update, Write};
use watershed::wire::number::{CallId, NodeNumber, Seq, Version};
use watershed::wire::{decode, encode};

use crate::frame::{self, Incoming};

/// The longest time until an answer, while sessions are made.
const ANSWER: Duration = Duration::from_secs(30);

/// The cookie of all visitors.
const COOKIE: &str = "watershed=AAAAAAAAAAAAAAAAAAAAAA";

/// The turn that a visitor makes again and again.
#[derive(Clone, Copy, Debug)]
pub enum Turn {
    /// Writes a signal of type `bool`: the other value than before. It begins with this one.
    Switch(NodeNumber, bool),
    /// Calls an action with an encoded argument.
    Call(NodeNumber, &'static [u8]),
}

/// A visitor on a page with a session.
pub struct Visitor {
    stream: mio::net::TcpStream,
    server: SocketAddr,
    path: String,
    ticket: [u8; 16],
    turn: Turn,
    seq: Seq,
    version: Version,
    is_on: bool,
    /// The turn that is not answered.
    pending: Option<Pending>,
    /// Bytes of a message whose end has not arrived.
    partial: Vec<u8>,
}

struct Pending {
    seq: Seq,
    due: Instant,
    /// False if the turn's call is not settled.
    is_settled: bool,
    /// True if an answer has changed the page.
    is_changing: bool,
}

impl Visitor {
    /// Fetches a page and attaches its session.
    pub fn arrive(server: SocketAddr, path: &str, turn: Turn) -> Result<Self> {
        let ticket = ticket(&fetch(server, path)?)?;
        let stream = attach(server, path, "", ticket, Version(0), Seq(0))?;
        stream.set_nonblocking(true)?;
        Ok(Self {
            stream: mio::net::TcpStream::from_std(stream),
            server,
            path: path.into(),
            ticket,
            turn,
            seq: Seq(0),
            version: Version(0),
            is_on: matches!(turn, Turn::Switch(_, true)),
            pending: None,
            partial: Vec::new(),
        })
    }

    /// Loses the socket, and attaches the session on another one.
    pub fn come_back(mut self) -> Result<Self> {
        // The end of the old socket may come later than the new one.
        drop(self.stream);
        let (ticket, version) = (self.ticket, self.version);
        let stream = attach(self.server, &self.path, "", ticket, version, self.seq)?;
        stream.set_nonblocking(true)?;
        self.stream = mio::net::TcpStream::from_std(stream);
        self.partial.clear();
        Ok(self)
    }

    /// Returns the socket, for the poll.
    pub fn stream(&mut self) -> &mut mio::net::TcpStream {
        &mut self.stream
    }

    /// Returns whether it has made no turn.
    pub fn is_new(&self) -> bool {
        self.seq == Seq(0)
    }

    /// Returns whether the last turn is answered.
    pub fn is_idle(&self) -> bool {
        self.pending.is_none()
    }

    /// Makes a turn that was due at a time.
    pub fn turn(&mut self, due: Instant) -> Result<()> {
        self.seq = self.seq.next();
        let mut batch = Batch {
            seq: self.seq,
            seen: self.version,
            ..Batch::default()
        };
        match self.turn {
            Turn::Switch(node, _) => {
                self.is_on = !self.is_on;
                let value = encode(&self.is_on);
                batch.writes.push(Write { node, value });
            }
            Turn::Call(action, argument) => batch.calls.push(Call {
                id: CallId(self.seq.0),
                action,
                argument: argument.to_vec(),
            }),
        }
        let is_settled = batch.calls.is_empty();
        self.pending = Some(Pending {
            seq: self.seq,
            due,
            is_settled,
            is_changing: false,
        });
        self.send(&FromClient::Batch(batch))
    }

    /// Acknowledges the last update.
    pub fn acknowledge(&mut self) -> Result<()> {
        self.send(&FromClient::Ack {
            version: self.version,
        })
    }

    /// Reads the messages that have arrived. Returns the time at which the turn was due that they answer.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<Option<Instant>> {
        let mut answered = None;
        loop {
            let count = match self.stream.read(buffer) {
                Ok(0) => bail!("the server closed a socket"),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(answered),
                Err(error) => return Err(error.into()),
            };
            answered = self.take(&buffer[..count])?.or(answered);
            // A short read means that there is no more.
            if count < buffer.len() {
                return Ok(answered);
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<Option<Instant>> {
        let mut partial = std::mem::take(&mut self.partial);
        let all = match partial.is_empty() {
            true => bytes,
            false => {
                partial.extend(bytes);
                &partial
            }
        };
        let (mut answered, mut at) = (None, 0);
        while let Some((incoming, length)) = frame::read(&all[at..])? {
            at += length;
            match incoming {
                // A sign of life.
                Incoming::Binary([]) => {}
                Incoming::Binary(payload) => {
                    answered = self.hear(decode_message(payload)?)?.or(answered)
                }
                Incoming::Ping => {
                    let mut pong = Vec::new();
                    frame::pong(&mut pong);
                    self.stream.write_all(&pong)?;
                }
            }
        }
        self.partial = all[at..].to_vec();
        Ok(answered)
    }

    fn hear(&mut self, message: FromServer) -> Result<Option<Instant>> {
        let FromServer::Update(Update {
            version,
            ack,
            settled,
            ops,
            ..
        }) = message
        else {
            bail!("the server says {message:?} to a visitor");
        };
        self.version = version;
        let Some(pending) = &mut self.pending else {
            return Ok(None);
        };
        pending.is_settled |= settled
            .iter()
            .any(|settled| settled.call.0 == pending.seq.0);
        pending.is_changing |= !ops.is_empty();
        let is_answered = pending.is_settled && ack >= pending.seq;
        ensure!(
            !is_answered || pending.is_changing,
            "a turn changes nothing: the numbers of nodes are others than they were"
        );
        Ok(self
            .pending
            .take_if(|_| is_answered)
            .map(|pending| pending.due))
    }

    fn send(&mut self, message: &FromClient) -> Result<()> {
        let mut bytes = Vec::with_capacity(32);
        frame::write(&mut bytes, &encode(message));
        // A few bytes to a server that reads: the kernel has room for them.
        self.stream.write_all(&bytes).context("a turn is not sent")
    }
}

fn decode_message(payload: &[u8]) -> Result<FromServer> {
    decode(payload).map_err(|error| anyhow::anyhow!("a message of the server: {error:?}"))
}

/// Fetches a page and attaches its session. Returns the socket.
pub fn attached(server: SocketAddr, path: &str) -> Result<TcpStream> {
    attached_as(server, path, "")
}

/// Fetches a page and attaches its session, as a client whom further headers name. Returns the socket.
pub fn attached_as(server: SocketAddr, path: &str, headers: &str) -> Result<TcpStream> {
    let page = fetch_with(server, path, &format!("Cookie: {COOKIE}\r\n{headers}"))?;
    attach(server, path, headers, ticket(&page)?, Version(0), Seq(0))
}

/// Attaches the session of a page that has sent batches up to one. Returns the socket.
fn attach(
    server: SocketAddr,
    path: &str,
    headers: &str,
    ticket: [u8; 16],
    version: Version,
    seq: Seq,
) -> Result<TcpStream> {
    let mut stream = upgrade(server, path, headers)?;
    let attach = FromClient::Attach { ticket, version };
    let mut bytes = Vec::new();
    frame::write(&mut bytes, &encode(&attach));
    stream.write_all(&bytes)?;
    let answer = receive(&mut stream)?;
    ensure!(
        answer == FromServer::Attached { seq },
        "the server answers an attach with {answer:?}"
    );
    Ok(stream)
}

/// Fetches a page.
pub fn fetch(server: SocketAddr, path: &str) -> Result<String> {
    fetch_with(server, path, &format!("Cookie: {COOKIE}\r\n"))
}

/// Fetches a page as a visitor who has no cookie.
pub fn fetch_as_stranger(server: SocketAddr, path: &str) -> Result<String> {
    fetch_with(server, path, "")
}

fn fetch_with(server: SocketAddr, path: &str, headers: &str) -> Result<String> {
    let mut stream = TcpStream::connect(server)?;
    stream.set_read_timeout(Some(ANSWER))?;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {server}\r\n{headers}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    ensure!(
        answer.starts_with("HTTP/1.1 200"),
        "the server answers {:?}",
        answer.lines().next()
    );
    Ok(answer)
}

fn ticket(page: &str) -> Result<[u8; 16]> {
    let (_, rest) = page
        .split_once("data-ticket=\"")
        .context("the page has no session")?;
    let (ticket, _) = rest.split_once('"').context("a ticket ends")?;
    let ticket = STANDARD.decode(ticket)?;
    let ticket = ticket.first_chunk().copied();
    ticket.context("a ticket has 16 bytes, and names behind it")
}

fn upgrade(server: SocketAddr, path: &str, headers: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(server)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(ANSWER))?;
    let request = format!(
        "GET /_watershed/socket?{path} HTTP/1.1\r\nHost: {server}\r\nOrigin: http://{server}\r\nCookie: {COOKIE}\r\n{headers}Connection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    let mut byte = [0];
    while !answer.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        answer.extend(byte);
    }
    ensure!(
        answer.starts_with(b"HTTP/1.1 101"),
        "there is no socket: {}",
        String::from_utf8_lossy(&answer)
    );
    Ok(stream)
}

/// Waits for one message.
fn receive(stream: &mut TcpStream) -> Result<FromServer> {
    let (mut bytes, mut byte) = (Vec::new(), [0]);
    loop {
        stream.read_exact(&mut byte)?;
        bytes.extend(byte);
        if let Some((Incoming::Binary(payload), _)) = frame::read(&bytes)? {
            return decode_message(payload);
        }
    }
}
