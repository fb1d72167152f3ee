//! The frames of a websocket, without a socket: they are read from bytes that the reader is given. So an idle socket holds
//! next to no buffer, and the caller decides when to read, and writes several messages at once. Heads are read and written
//! by tungstenite.

use std::io::Cursor;
use std::mem;

use bytes::Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

/// The largest buffer that a socket keeps while no message is under way. A message has some 30 bytes.
const KEPT: usize = 128;

/// The most bytes of the content of a control frame.
const LONGEST_CONTROL: u64 = 125;

/// A reader of the frames of a peer.
pub(crate) struct FrameReader {
    bytes: Vec<u8>,
    /// The number of bytes in front that were read.
    read: usize,
    /// The content of the message of which not all frames have come.
    begun: Option<Vec<u8>>,
    /// The most bytes of a message.
    limit: usize,
    /// True if the last bytes are not the end of a message.
    is_unfinished: bool,
}

/// A frame, or a message of several frames.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// A binary message.
    Message(Bytes),
    /// A text message.
    Text,
    Ping(Bytes),
    Pong,
    Close,
    /// A message beyond the limit. Nothing can be read after it.
    TooLarge,
}

/// The error when the peer does not follow the RFC.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BrokenFrame;

impl FrameReader {
    /// Makes a reader of messages up to `limit`, with bytes that were read already.
    pub fn new(bytes: Vec<u8>, limit: usize) -> Self {
        Self {
            bytes,
            read: 0,
            begun: None,
            limit,
            is_unfinished: false,
        }
    }

    /// Adds bytes that were read.
    pub fn add(&mut self, bytes: &[u8]) {
        self.forget_read();
        self.bytes.extend_from_slice(bytes);
    }

    /// Takes the next message of which all bytes are there.
    pub fn take(&mut self) -> Result<Option<Received>, BrokenFrame> {
        while self.read < self.bytes.len() {
            let mut rest = Cursor::new(&self.bytes[self.read..]);
            let head = FrameHeader::parse(&mut rest).map_err(|_| BrokenFrame)?;
            let Some((head, length)) = head else {
                break;
            };
            let mask = self.check(&head, length)?;
            if self.is_too_large(&head, length) {
                return Ok(Some(Received::TooLarge));
            }
            let start = self.read + rest.position() as usize;
            let end = start + length as usize;
            let Some(content) = self.bytes.get_mut(start..end) else {
                break;
            };
            for (at, byte) in content.iter_mut().enumerate() {
                *byte ^= mask[at % 4];
            }
            self.read = end;
            if let Some(received) = self.frame(&head, start) {
                return Ok(Some(received));
            }
        }
        self.is_unfinished = self.begun.is_some() || self.read < self.bytes.len();
        Ok(None)
    }

    /// Returns the mask of a frame that the RFC allows here.
    fn check(&self, head: &FrameHeader, length: u64) -> Result<[u8; 4], BrokenFrame> {
        let is_in_place = match head.opcode {
            OpCode::Data(Data::Continue) => self.begun.is_some(),
            OpCode::Data(_) => self.begun.is_none(),
            OpCode::Control(_) => head.is_final && length <= LONGEST_CONTROL,
        };
        let has_reserved = head.rsv1 || head.rsv2 || head.rsv3;
        let mask = head.mask.filter(|_| is_in_place && !has_reserved);
        mask.ok_or(BrokenFrame)
    }

    /// Returns whether a frame of this length makes a message too large.
    fn is_too_large(&self, head: &FrameHeader, length: u64) -> bool {
        let begun = self.begun.as_ref().map_or(0, Vec::len);
        matches!(head.opcode, OpCode::Data(_)) && length > (self.limit - begun) as u64
    }

    /// Takes a frame, whose content starts here and is the last that was read. Returns what ends with it.
    fn frame(&mut self, head: &FrameHeader, start: usize) -> Option<Received> {
        let content = &self.bytes[start..self.read];
        match head.opcode {
            OpCode::Control(Control::Ping) => {
                return Some(Received::Ping(Bytes::copy_from_slice(content)));
            }
            OpCode::Control(Control::Pong) => return Some(Received::Pong),
            OpCode::Control(_) => return Some(Received::Close),
            OpCode::Data(Data::Text) => return Some(Received::Text),
            OpCode::Data(_) => {}
        }
        if !head.is_final {
            self.begun
                .get_or_insert_default()
                .extend_from_slice(content);
            return None;
        }
        self.is_unfinished = false;
        Some(Received::Message(match self.begun.take() {
            Some(mut message) => {
                message.extend_from_slice(content);
                message.into()
            }
            None => Bytes::copy_from_slice(content),
        }))
    }

    /// Returns whether a message had begun, and not ended, when the last one was asked for.
    pub fn is_unfinished(&self) -> bool {
        self.is_unfinished
    }

    /// Frees the buffer of bytes that are not needed any more.
    pub fn rest(&mut self) {
        self.forget_read();
        if self.bytes.len() <= KEPT {
            self.bytes.shrink_to(KEPT);
        }
    }

    fn forget_read(&mut self) {
        self.bytes.drain(..mem::take(&mut self.read));
    }
}

/// The head of a frame that a server sends.
#[derive(Clone, Copy)]
pub(crate) struct SentHead {
    bytes: [u8; LONGEST_HEAD],
    length: u8,
}

/// The bytes of the longest head of a server's frame.
const LONGEST_HEAD: usize = 10;

impl SentHead {
    /// The head of a message of so many bytes.
    pub fn message(length: usize) -> Self {
        Self::of(OpCode::Data(Data::Binary), length)
    }

    pub fn ping() -> Self {
        Self::of(OpCode::Control(Control::Ping), 0)
    }

    pub fn pong(length: usize) -> Self {
        Self::of(OpCode::Control(Control::Pong), length)
    }

    /// The head of a closing frame with so many bytes of code and text.
    pub fn close(length: usize) -> Self {
        Self::of(OpCode::Control(Control::Close), length)
    }

    fn of(opcode: OpCode, length: usize) -> Self {
        let head = FrameHeader {
            opcode,
            ..FrameHeader::default()
        };
        let mut bytes = [0; LONGEST_HEAD];
        let mut rest = &mut bytes[..];
        head.format(length as u64, &mut rest)
            .expect("a head without a mask is not longer");
        let length = (LONGEST_HEAD - rest.len()) as u8;
        Self { bytes, length }
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
        let mut bytes = SentHead::message(payload.len()).bytes().to_vec();
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
                    Ok(Some(Received::Message(bytes))) => all.push(format!("{:?}", &bytes[..])),
                    Ok(Some(end @ (Received::Close | Received::TooLarge))) => {
                        all.push(format!("{end:?}"));
                        return all;
                    }
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
        for large in [endless.to_vec(), frame(0x82, &[0; LIMIT + 1]), joined] {
            assert_eq!(read(&large, 1 << 20), ["TooLarge"]);
        }
        assert_eq!(read(&frame(0x81, b"text"), 100), ["Text"]);
        assert_eq!(read(&frame(0x89, &[5]), 100), ["Ping(b\"\\x05\")"]);
        assert_eq!(read(&frame(0x88, &[3, 232]), 100), ["Close"]);
    }

    #[test]
    fn a_reader_that_rests_holds_only_what_is_unfinished() {
        let mut reader = FrameReader::new(Vec::new(), LIMIT);
        let message = frame(0x82, &[1; 50_000]);
        let (first, last) = message.split_at(30_000);
        reader.add(first);
        assert_eq!(reader.take(), Ok(None));
        assert!(reader.is_unfinished());
        reader.add(last);
        assert_eq!(
            reader.take(),
            Ok(Some(Received::Message(vec![1; 50_000].into())))
        );
        reader.rest();
        assert!(reader.bytes.capacity() <= KEPT && !reader.is_unfinished());
        reader.add(&frame(0x82, &[1, 2, 3])[..5]);
        assert_eq!(reader.take(), Ok(None));
        reader.rest();
        assert!(reader.bytes.capacity() <= KEPT && reader.is_unfinished());
        reader.add(&frame(0x82, &[1, 2, 3])[5..]);
        reader.add(&frame(2, &[4])[..]);
        assert_eq!(
            reader.take(),
            Ok(Some(Received::Message(vec![1, 2, 3].into())))
        );
        assert!(!reader.is_unfinished());
        assert_eq!(reader.take(), Ok(None));
        assert!(reader.is_unfinished(), "more frames of it are to come");
    }
}
