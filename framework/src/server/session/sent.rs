//! Updates that are under way.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::wire::limits::{UNACKNOWLEDGED_BYTES, UNACKNOWLEDGED_UPDATES};
use crate::wire::number::Version;

/// Bytes of an update that is short.
const SHORT: usize = 256;

/// Updates that the browser has not acknowledged, to be sent again on another socket.
#[derive(Debug, Default)]
pub(super) struct Sent {
    frames: VecDeque<Bytes>,
    bytes: usize,
    /// The version of the last update.
    version: Version,
}

impl Sent {
    /// Returns the bytes of the updates.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Returns whether another update may be sent.
    pub fn has_room(&self) -> bool {
        self.frames.len() < UNACKNOWLEDGED_UPDATES as usize && self.bytes < UNACKNOWLEDGED_BYTES
    }

    /// Returns the version of the next update.
    pub fn next_version(&self) -> Version {
        self.version.next()
    }

    /// Adds the update of the next version.
    pub fn push(&mut self, frame: &Bytes) {
        self.version = self.version.next();
        self.bytes += frame.len();
        // Of most sessions one is under way.
        self.frames.reserve_exact(1);
        // A short copy costs less than counting who has the frame.
        self.frames.push_back(match frame.len() {
            ..=SHORT => Bytes::copy_from_slice(frame),
            _ => frame.clone(),
        });
    }

    /// Notes that all updates up to this version were applied. A version that was never sent is ignored.
    pub fn acknowledged(&mut self, version: Version) {
        let oldest = self.version.0 - self.frames.len() as u32;
        if version > self.version {
            return;
        }
        for _ in oldest..version.0 {
            if let Some(frame) = self.frames.pop_front() {
                self.bytes -= frame.len();
            }
        }
    }

    /// Returns the updates that were not acknowledged, to be sent again.
    pub fn again(&self) -> impl Iterator<Item = Bytes> {
        self.frames.iter().cloned()
    }
}
