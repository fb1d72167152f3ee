//! The frames of a websocket (RFC 6455) as a server reads and writes them. No sockets here.
//!
//! Messages are binary, and as large as one batch at most. Everything else that the RFC allows is reported to the caller,
//! who refuses it. An idle socket holds next to no buffer.

use std::mem;
use std::ops::Range;

/// The largest buffer that a socket keeps while no message is under way. A message has some 30 bytes.
const KEPT: usize = 128;

/// The opcodes of frames.
mod opcode {
    pub const CONTINUATION: u8 = 0;
    pub const TEXT: u8 = 1;
    pub const BINARY: u8 = 2;
    pub const CLOSE: u8 = 8;
    pub const PING: u8 = 9;
    pub const PONG: u8 = 10;
}

/// The bytes of a peer, from which frames are taken.
pub(crate) struct FrameReader {
    bytes: Vec<u8>,
    /// The number of bytes in front that belong to frames that were taken.
    taken: usize,
    /// The parts of a message in several frames that has not ended.
    parts: Option<Vec<u8>>,
    /// The most bytes of a message.
    limit: usize,
}

/// A frame, or the last of a message's frames.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received<'b> {
    /// A binary message.
    Message(&'b [u8]),
    /// A message in several frames.
    Joined(Vec<u8>),
    /// A text message.
    Text,
    Ping(&'b [u8]),
    Pong,
    Close,
}

/// The error when the peer does not follow the RFC, or its message is too large.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BrokenFrame;

struct FrameHead {
    is_final: bool,
    opcode: u8,
    mask: [u8; 4],
    /// The position of the payload.
    payload: Range<usize>,
}

impl FrameReader {
    /// Makes a reader of messages up to `limit`, with bytes that were read already.
    pub fn new(bytes: Vec<u8>, limit: usize) -> Self {
        Self {
            bytes,
            taken: 0,
            parts: None,
            limit,
        }
    }

    /// Adds bytes that were read.
    pub fn add(&mut self, bytes: &[u8]) {
        self.bytes.drain(..mem::take(&mut self.taken));
        self.bytes.extend_from_slice(bytes);
    }

    /// Takes the next frame of which all bytes are there, except for frames that only continue a message.
    pub fn take(&mut self) -> Result<Option<Received<'_>>, BrokenFrame> {
        let head = loop {
            let Some(head) = self.head()? else {
                return Ok(None);
            };
            self.taken = head.payload.end;
            unmask(&mut self.bytes[head.payload.clone()], head.mask);
            match (head.opcode, &mut self.parts) {
                (opcode::CONTINUATION, Some(parts)) => {
                    parts.extend_from_slice(&self.bytes[head.payload]);
                    if parts.len() > self.limit {
                        return Err(BrokenFrame);
                    }
                    if head.is_final {
                        return Ok(self.parts.take().map(Received::Joined));
                    }
                }
                (opcode::BINARY, parts @ None) if !head.is_final => {
                    *parts = Some(self.bytes[head.payload].to_vec());
                }
                (opcode::CONTINUATION, None) | (opcode::BINARY | opcode::TEXT, Some(_)) => {
                    return Err(BrokenFrame);
                }
                _ => break head,
            }
        };
        let payload = &self.bytes[head.payload];
        Ok(Some(match head.opcode {
            opcode::BINARY => Received::Message(payload),
            opcode::TEXT => Received::Text,
            opcode::CLOSE => Received::Close,
            opcode::PING => Received::Ping(payload),
            opcode::PONG => Received::Pong,
            _ => return Err(BrokenFrame),
        }))
    }

    /// Returns whether a message has begun and not ended.
    pub fn is_unfinished(&self) -> bool {
        self.parts.is_some() || self.taken < self.bytes.len()
    }

    /// Frees the buffer of bytes that are not needed any more.
    pub fn rest(&mut self) {
        self.bytes.drain(..mem::take(&mut self.taken));
        self.bytes.shrink_to(KEPT);
    }

    /// Returns the head of the next frame, once all of the frame is there.
    fn head(&self) -> Result<Option<FrameHead>, BrokenFrame> {
        let bytes = &self.bytes[self.taken..];
        let &[first, second, ..] = bytes else {
            return Ok(None);
        };
        let (opcode, is_final) = (first & 0x0f, first & 0x80 != 0);
        let is_control = opcode >= opcode::CLOSE;
        let is_allowed = first & 0x70 == 0
            && second & 0x80 != 0
            && !(is_control && (!is_final || second & 0x7f > 125));
        if !is_allowed {
            return Err(BrokenFrame);
        }
        let (length, at) = match second & 0x7f {
            126 => match bytes.get(2..4).and_then(|length| length.try_into().ok()) {
                Some(length) => (u64::from(u16::from_be_bytes(length)), 4),
                None => return Ok(None),
            },
            127 => match bytes.get(2..10).and_then(|length| length.try_into().ok()) {
                Some(length) => (u64::from_be_bytes(length), 10),
                None => return Ok(None),
            },
            length => (u64::from(length), 2),
        };
        if length > self.limit as u64 {
            return Err(BrokenFrame);
        }
        let payload = at + 4..at + 4 + length as usize;
        let mask = bytes.get(at..at + 4).and_then(|mask| mask.try_into().ok());
        Ok(mask
            .filter(|_| payload.end <= bytes.len())
            .map(|mask| FrameHead {
                is_final,
                opcode,
                mask,
                payload: self.taken + payload.start..self.taken + payload.end,
            }))
    }
}

fn unmask(payload: &mut [u8], mask: [u8; 4]) {
    let (words, rest) = payload.as_chunks_mut::<4>();
    for word in words {
        *word = (u32::from_ne_bytes(*word) ^ u32::from_ne_bytes(mask)).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip(mask) {
        *byte ^= mask;
    }
}

/// The head of a frame that a server sends.
#[derive(Clone, Copy)]
pub(crate) struct SentHead {
    bytes: [u8; 10],
    length: u8,
}

impl SentHead {
    /// The head of a message of so many bytes.
    pub fn message(length: usize) -> Self {
        Self::of(opcode::BINARY, length)
    }

    pub fn ping() -> Self {
        Self::of(opcode::PING, 0)
    }

    pub fn pong(length: usize) -> Self {
        Self::of(opcode::PONG, length)
    }

    /// The head of a closing frame, of a code.
    pub fn close() -> Self {
        Self::of(opcode::CLOSE, size_of::<u16>())
    }

    fn of(opcode: u8, length: usize) -> Self {
        let mut bytes = [0; 10];
        bytes[0] = 0x80 | opcode;
        let head = match length {
            0..=125 => {
                bytes[1] = length as u8;
                2
            }
            126..=0xffff => {
                bytes[1] = 126;
                bytes[2..4].copy_from_slice(&(length as u16).to_be_bytes());
                4
            }
            _ => {
                bytes[1] = 127;
                bytes[2..].copy_from_slice(&(length as u64).to_be_bytes());
                10
            }
        };
        Self {
            bytes,
            length: head,
        }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const LIMIT: usize = 70_000;

    /// Writes a frame as a browser does. `first` has the opcode and the bits in front of it.
    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mask = [7, 0, 255, 130];
        let head = SentHead::of(first & 0x0f, payload.len());
        let mut bytes = head.bytes().to_vec();
        bytes[0] = first;
        bytes[1] |= 0x80;
        bytes.extend(mask);
        let masked = payload.iter().zip(mask.iter().cycle());
        bytes.extend(masked.map(|(byte, mask)| byte ^ mask));
        bytes
    }

    /// Reads bytes that come in pieces. Returns what they were, as text, up to the first error.
    fn read(bytes: &[u8], piece: usize) -> Vec<String> {
        let mut reader = FrameReader::new(Vec::new(), LIMIT);
        let mut all = Vec::new();
        for piece in bytes.chunks(piece) {
            reader.add(piece);
            loop {
                match reader.take() {
                    Ok(None) => break,
                    Ok(Some(Received::Message(bytes))) => all.push(format!("{bytes:?}")),
                    Ok(Some(Received::Joined(bytes))) => all.push(format!("{bytes:?}")),
                    Ok(Some(other)) => all.push(format!("{other:?}")),
                    Err(BrokenFrame) => {
                        all.push("broken".into());
                        return all;
                    }
                }
            }
            reader.rest();
        }
        all
    }

    proptest! {
        #[test]
        fn messages_are_read_however_their_bytes_come(
            messages in vec(vec(vec(any::<u8>(), 0..300), 1..4), 1..6),
            piece in 1..400usize,
        ) {
            let mut bytes = Vec::new();
            for parts in &messages {
                for (at, part) in parts.iter().enumerate() {
                    let opcode = if at == 0 { 2 } else { 0 };
                    let last = if at + 1 == parts.len() { 0x80 } else { 0 };
                    bytes.extend(frame(last | opcode, part));
                    // Control frames may come between the parts of a message.
                    bytes.extend(frame(0x8a, &[1]));
                }
            }
            let read = read(&bytes, piece);
            let read: Vec<_> = read.into_iter().filter(|one| one != "Pong").collect();
            let sent: Vec<_> = messages.iter().map(|parts| format!("{:?}", parts.concat())).collect();
            prop_assert_eq!(read, sent);
        }

        #[test]
        fn no_bytes_are_read_beyond_the_limit_or_end_the_process(bytes in vec(any::<u8>(), 0..600), piece in 1..400usize) {
            read(&bytes, piece);
        }
    }

    #[test]
    fn lengths_of_all_sizes_are_read() {
        for length in [0, 1, 125, 126, 65_535, 65_536, LIMIT] {
            let message = vec![3; length];
            assert_eq!(
                read(&frame(0x82, &message), 9_000),
                [format!("{message:?}")]
            );
        }
    }

    #[test]
    fn what_the_rfc_forbids_is_refused() {
        let unmasked = [0x82, 1, 0];
        let endless = [
            0x82, 0xff, 0xff, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0,
        ];
        let joined = [frame(2, &[0; 40_000]), frame(0x80, &[0; 40_000])].concat();
        for (broken, why) in [
            (unmasked.to_vec(), "not masked"),
            (endless.to_vec(), "a length beyond all memory"),
            (frame(0x82, &[0; LIMIT + 1]), "too large"),
            (joined, "too large in sum"),
            (frame(0xc2, &[]), "a reserved bit"),
            (frame(0x83, &[]), "an unknown opcode"),
            (frame(0x8b, &[]), "an unknown control frame"),
            (frame(0x80, &[]), "continues nothing"),
            (
                [frame(2, &[]), frame(0x82, &[])].concat(),
                "begins in the middle of another",
            ),
            (frame(9, &[]), "a ping in parts"),
            (frame(0x89, &[0; 126]), "a long ping"),
        ] {
            assert_eq!(read(&broken, 1 << 20), ["broken"], "{why}");
        }
        assert_eq!(read(&frame(0x81, b"text"), 100), ["Text"]);
        assert_eq!(read(&frame(0x89, &[5]), 100), ["Ping([5])"]);
        assert_eq!(read(&frame(0x88, &[3, 232]), 100), ["Close"]);
    }

    #[test]
    fn a_reader_that_rests_holds_only_what_is_unfinished() {
        let mut reader = FrameReader::new(Vec::new(), LIMIT);
        reader.add(&frame(0x82, &[1; 50_000]));
        assert!(reader.is_unfinished());
        assert_eq!(reader.take(), Ok(Some(Received::Message(&[1; 50_000]))));
        reader.rest();
        assert!(reader.bytes.capacity() <= KEPT && !reader.is_unfinished());
        reader.add(&frame(0x82, &[1, 2, 3])[..5]);
        assert_eq!(reader.take(), Ok(None));
        reader.rest();
        assert!(reader.bytes.capacity() <= KEPT && reader.is_unfinished());
    }
}
