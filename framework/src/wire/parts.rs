//! Messages that come in parts, because they are too large for one.

use super::DecodeError;
use super::bounded::Budget;
use super::limits::Limits;
use super::message::FromClient;

/// The parts of a message that have come.
#[derive(Debug, Default)]
pub struct MessageParts(Vec<u8>);

impl MessageParts {
    /// Adds a part. Returns the message if it is the last one.
    ///
    /// # Errors
    /// If the parts exceed [`Limits::WHOLE`], or are not one message, or the message is a part itself.
    pub fn add(&mut self, bytes: &[u8], is_last: bool) -> Result<Option<FromClient>, DecodeError> {
        let limits = Limits::WHOLE;
        if self.0.len() + bytes.len() > limits.frame {
            self.0 = Vec::new();
            return Err(DecodeError::TooLarge);
        }
        self.0.extend_from_slice(bytes);
        if !is_last {
            return Ok(None);
        }
        let whole = std::mem::take(&mut self.0);
        match FromClient::decode(&whole, &limits, &Budget::new(&limits))? {
            FromClient::Part { .. } => Err(DecodeError::Malformed),
            message => Ok(Some(message)),
        }
    }

    /// Forgets the parts of a message that does not go on.
    pub fn clear(&mut self) {
        self.0 = Vec::new();
    }

    /// Returns the number of bytes that the parts take.
    pub fn held(&self) -> usize {
        self.0.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::encode;
    use crate::wire::message::{Batch, Write};
    use crate::wire::number::NodeNumber;

    fn batch(bytes: usize) -> FromClient {
        let write = Write {
            node: NodeNumber(1),
            value: vec![7; bytes],
        };
        FromClient::Batch(Batch {
            writes: vec![write],
            ..Batch::default()
        })
    }

    fn join(bytes: &[u8], size: usize) -> Result<Option<FromClient>, DecodeError> {
        let mut parts = MessageParts::default();
        let mut rest = bytes;
        while rest.len() > size {
            let (part, more) = rest.split_at(size);
            assert_eq!(parts.add(part, false)?, None);
            rest = more;
        }
        let joined = parts.add(rest, true);
        assert_eq!(parts.held(), 0);
        joined
    }

    #[test]
    fn parts_become_the_message_that_they_are_of() {
        let message = batch(1_000_000);
        for size in [60_000, 7_777, 999_999, 2_000_000] {
            assert_eq!(join(&encode(&message), size), Ok(Some(message.clone())));
        }
    }

    #[test]
    fn more_than_the_limit_is_refused_and_not_held() {
        let mut parts = MessageParts::default();
        for _ in 0..16 {
            assert_eq!(parts.add(&[0; 1 << 16], false), Ok(None));
        }
        assert_eq!(parts.add(&[0], false), Err(DecodeError::TooLarge));
        assert_eq!(parts.held(), 0);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        let part = FromClient::Part {
            is_last: true,
            bytes: encode(&batch(1)).into(),
        };
        assert_eq!(join(&encode(&part), 5), Err(DecodeError::Malformed));
        let mut trailing = encode(&batch(1));
        trailing.push(0);
        assert_eq!(join(&trailing, 5), Err(DecodeError::Trailing));
    }
}
