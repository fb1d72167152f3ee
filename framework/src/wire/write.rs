//! Writes the messages of a browser, in the browser, in the format of [`codec`](super::codec).

use super::column::push_varint;
use super::message::{Batch, Write};
#[cfg(not(target_arch = "wasm32"))]
use super::number::NodeNumber;
use super::number::Version;

/// A message that is being written.
struct MessageBuffer(Vec<u8>);

/// Writes [`FromClient::Attach`](super::message::FromClient::Attach).
pub fn attach(ticket: [u8; 16], version: Version) -> Vec<u8> {
    let mut frame = MessageBuffer(vec![0]);
    frame.0.extend_from_slice(&ticket);
    frame.number(version.0);
    frame.0
}

/// Writes [`FromClient::Batch`](super::message::FromClient::Batch).
pub fn batch(batch: &Batch) -> Vec<u8> {
    let mut frame = MessageBuffer(vec![1]);
    frame.number(batch.seq.0);
    frame.number(batch.seen.0);
    frame.writes(&batch.writes);
    frame.number(batch.calls.len() as u32);
    calls(&mut frame, batch);
    frame.0
}

/// Writes [`FromClient::Restore`](super::message::FromClient::Restore), for the simulation. The names are encoded.
#[cfg(not(target_arch = "wasm32"))]
pub fn restore(names: &[u8], values: &[Write], others: &[NodeNumber]) -> Vec<u8> {
    let mut frame = MessageBuffer(vec![3]);
    frame.0.extend_from_slice(names);
    frame.writes(values);
    frame.number(others.len() as u32);
    for other in others {
        frame.number(other.0);
    }
    frame.0
}

#[inline(never)]
fn calls(frame: &mut MessageBuffer, batch: &Batch) {
    for call in &batch.calls {
        frame.number(call.id.0);
        frame.number(call.action.0);
        frame.bytes(&call.argument);
    }
}

/// Writes [`FromClient::Ack`](super::message::FromClient::Ack).
pub fn ack(version: Version) -> Vec<u8> {
    let mut frame = MessageBuffer(vec![2]);
    frame.number(version.0);
    frame.0
}

/// Writes [`FromClient::Part`](super::message::FromClient::Part).
pub fn part(bytes: &[u8], is_last: bool) -> Vec<u8> {
    let mut frame = MessageBuffer(vec![4, is_last.into()]);
    frame.bytes(bytes);
    frame.0
}

impl MessageBuffer {
    fn writes(&mut self, writes: &[Write]) {
        self.number(writes.len() as u32);
        for write in writes {
            self.number(write.node.0);
            self.bytes(&write.value);
        }
    }

    fn number(&mut self, number: u32) {
        push_varint(&mut self.0, number.into());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u32);
        self.0.extend_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::codec::encode;
    use crate::wire::limits::{Limits, PART};
    use crate::wire::message::{Call, FromClient, KeptValues};
    use crate::wire::number::{CallId, Seq};

    #[test]
    fn frames_are_those_of_the_codec() {
        let full = Batch {
            seq: Seq(300),
            seen: Version(u32::MAX),
            writes: vec![
                Write {
                    node: NodeNumber(1),
                    value: vec![7; 200],
                },
                Write {
                    node: NodeNumber(90_000),
                    value: Vec::new(),
                },
            ],
            calls: vec![Call {
                id: CallId(5),
                action: NodeNumber(128),
                argument: vec![1, 2, 3],
            }],
        };
        let kept = KeptValues {
            names: vec![vec![1, 2].into()],
            values: full.writes.clone(),
            nodes: vec![NodeNumber(90_000)],
        };
        let restored = restore(&[1, 2, 1, 2], &full.writes, &kept.nodes);
        assert_eq!(restored, encode(&FromClient::Restore(kept)));
        for sent in [Batch::default(), full] {
            assert_eq!(batch(&sent), encode(&FromClient::Batch(sent)));
        }
        for is_last in [false, true] {
            let bytes = vec![5; PART];
            let whole = part(&bytes, is_last);
            assert!(whole.len() <= Limits::DEFAULT.frame);
            let bytes = bytes.into();
            assert_eq!(whole, encode(&FromClient::Part { is_last, bytes }));
        }
        for number in [0, 127, 128, u32::MAX] {
            let version = Version(number);
            let ticket = [number as u8; 16];
            assert_eq!(ack(version), encode(&FromClient::Ack { version }));
            assert_eq!(
                attach(ticket, version),
                encode(&FromClient::Attach { ticket, version })
            );
        }
    }
}
