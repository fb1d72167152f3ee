//! Messages on a websocket, in as little code as a client of our own server needs: messages are whole, and the mask that
//! a client must use is zero.

use anyhow::{Result, bail};

const BINARY: u8 = 0x82;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;
const MASKED: u8 = 0x80;

/// A message from the server.
#[derive(Debug, PartialEq, Eq)]
pub enum Incoming<'a> {
    Binary(&'a [u8]),
    Ping,
}

/// Appends a message.
pub fn write(out: &mut Vec<u8>, payload: &[u8]) {
    out.push(BINARY);
    match payload.len() {
        length @ 0..126 => out.push(MASKED | length as u8),
        length => {
            out.push(MASKED | 126);
            out.extend((length as u16).to_be_bytes());
        }
    }
    out.extend([0; 4]);
    out.extend(payload);
}

/// Appends the answer to a ping without content.
pub fn pong(out: &mut Vec<u8>) {
    out.extend([PONG, MASKED, 0, 0, 0, 0]);
}

/// Reads the first message; `None` if it is not complete. Returns it with its length.
pub fn read(bytes: &[u8]) -> Result<Option<(Incoming<'_>, usize)>> {
    let [kind, length, rest @ ..] = bytes else {
        return Ok(None);
    };
    let (length, rest) = match (length, rest) {
        (126, [a, b, rest @ ..]) => (usize::from(u16::from_be_bytes([*a, *b])), rest),
        (127, [a, b, c, d, e, f, g, h, rest @ ..]) => (
            u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]) as usize,
            rest,
        ),
        (126 | 127, _) => return Ok(None),
        (length, rest) => (usize::from(*length), rest),
    };
    let Some(payload) = rest.get(..length) else {
        return Ok(None);
    };
    let end = bytes.len() - rest.len() + length;
    match *kind {
        BINARY => Ok(Some((Incoming::Binary(payload), end))),
        PING => Ok(Some((Incoming::Ping, end))),
        kind => bail!("the server ended a session: a frame of kind {kind:#x}, {payload:?}"),
    }
}
