//! The frames of a websocket, without a socket: tungstenite reads them from bytes that it is given. So an idle socket
//! holds next to no buffer, and the caller decides when to read, and writes several messages at once.

use std::io::{self, ErrorKind, Read, Write};
use std::mem;

use bytes::Bytes;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{Message, Role, WebSocket, WebSocketConfig};

/// The largest buffer that a socket keeps while no message is under way. A message has some 30 bytes.
const KEPT: usize = 128;

/// The bytes in front of the content of a ping or pong.
const CONTROL_HEAD: usize = 6;

/// A reader of the frames of a peer.
pub(crate) struct FrameReader {
    socket: WebSocket<Feed>,
    /// The bytes of a message that has not ended.
    unfinished: usize,
}

/// The bytes of a peer that tungstenite has not read. Its answers to pings go nowhere: the caller writes them.
struct Feed {
    bytes: Vec<u8>,
    /// The number of bytes in front that were read.
    read: usize,
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
        let config = WebSocketConfig::default()
            .max_message_size(Some(limit))
            .max_frame_size(Some(limit))
            .read_buffer_size(KEPT)
            .write_buffer_size(0);
        let unfinished = bytes.len();
        let feed = Feed { bytes, read: 0 };
        Self {
            socket: WebSocket::from_raw_socket(feed, Role::Server, Some(config)),
            unfinished,
        }
    }

    /// Adds bytes that were read.
    pub fn add(&mut self, bytes: &[u8]) {
        let feed = self.socket.get_mut();
        feed.forget_read();
        feed.bytes.extend_from_slice(bytes);
        self.unfinished += bytes.len();
    }

    /// Takes the next message of which all bytes are there.
    pub fn take(&mut self) -> Result<Option<Received>, BrokenFrame> {
        let received = match self.socket.read() {
            Ok(Message::Binary(bytes)) => Received::Message(bytes),
            Ok(Message::Text(_)) => Received::Text,
            Ok(Message::Ping(bytes)) => {
                self.came_between(bytes.len());
                return Ok(Some(Received::Ping(bytes)));
            }
            Ok(Message::Pong(bytes)) => {
                self.came_between(bytes.len());
                return Ok(Some(Received::Pong));
            }
            Ok(Message::Close(_)) => Received::Close,
            Err(Error::Capacity(_)) => Received::TooLarge,
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
            Ok(Message::Frame(_)) | Err(_) => return Err(BrokenFrame),
        };
        // What comes behind it, and was read with it, is counted when more of it comes.
        self.unfinished = self.socket.get_ref().left();
        Ok(Some(received))
    }

    /// Notes a ping or pong, which may have come between the frames of a message.
    fn came_between(&mut self, bytes: usize) {
        self.unfinished = self.unfinished.saturating_sub(CONTROL_HEAD + bytes);
    }

    /// Returns whether a message has begun and not ended.
    pub fn is_unfinished(&self) -> bool {
        self.unfinished > 0
    }

    /// Frees the buffer of bytes that are not needed any more.
    pub fn rest(&mut self) {
        let feed = self.socket.get_mut();
        feed.forget_read();
        feed.bytes.shrink_to(KEPT);
    }
}

impl Feed {
    fn left(&self) -> usize {
        self.bytes.len() - self.read
    }

    fn forget_read(&mut self) {
        self.bytes.drain(..mem::take(&mut self.read));
    }
}

impl Read for Feed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = &self.bytes[self.read..];
        let count = left.len().min(buffer.len());
        if count == 0 {
            return Err(ErrorKind::WouldBlock.into());
        }
        buffer[..count].copy_from_slice(&left[..count]);
        self.read += count;
        Ok(count)
    }
}

impl Write for Feed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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
        reader.add(&frame(0x82, &[1; 50_000]));
        assert!(reader.is_unfinished());
        assert_eq!(
            reader.take(),
            Ok(Some(Received::Message(vec![1; 50_000].into())))
        );
        reader.rest();
        assert!(reader.socket.get_ref().bytes.capacity() <= KEPT && !reader.is_unfinished());
        reader.add(&frame(0x82, &[1, 2, 3])[..5]);
        assert_eq!(reader.take(), Ok(None));
        reader.rest();
        assert!(reader.socket.get_ref().bytes.capacity() <= KEPT && reader.is_unfinished());
    }
}
