//! The messages of a browser by which its session can be made again: while it sleeps, there is nothing else.
//!
//! The page is rendered once more, and the session gets the same messages. If it answers with the same bytes, all numbers
//! are those that the browser has, and the session is what it was. Only what follows from messages alone can be made again:
//! see [`Session::is_reproducible`].

use std::hash::{DefaultHasher, Hasher};

use super::{Outgoing, Session};
use crate::wire::limits::HISTORY;
use crate::wire::message::FromClient;

/// The messages that a session has had, and a hash of its answers.
#[derive(Default)]
pub(crate) struct History {
    messages: Vec<FromClient>,
    bytes: usize,
    answers: DefaultHasher,
}

/// Bytes of a message, besides its values.
const MESSAGE: usize = size_of::<FromClient>();

impl History {
    /// Adds a message and its answers. Returns false if there are too many for the session to be made again.
    pub fn add(&mut self, message: FromClient, answers: &[Outgoing]) -> bool {
        self.bytes += size(&message);
        self.messages.push(message);
        for answer in answers {
            match answer {
                Outgoing::Frame(frame) => {
                    self.answers.write_usize(frame.len());
                    self.answers.write(frame);
                }
                Outgoing::Dismissal(_) => return false,
            }
        }
        self.bytes <= HISTORY
    }

    /// Gives the messages to a session whose page has just been rendered. Returns their history if the session is the one
    /// that it was.
    pub fn replay(self, session: &mut Session) -> Option<Self> {
        let mut again = Self::default();
        for message in self.messages {
            let answers = session.hear(message.clone());
            if !again.add(message, &answers) || !session.is_reproducible() {
                return None;
            }
        }
        (again.answers.finish() == self.answers.finish()).then_some(again)
    }
}

fn size(message: &FromClient) -> usize {
    let values = match message {
        FromClient::Batch(batch) => {
            let writes = batch.writes.iter().map(|write| write.value.len());
            let calls = batch.calls.iter().map(|call| call.argument.len());
            writes.chain(calls).map(|length| length + MESSAGE).sum()
        }
        FromClient::Attach { .. } | FromClient::Ack { .. } => 0,
        // They are longer than what is kept.
        FromClient::Restore(_) | FromClient::Part { .. } => HISTORY,
    };
    MESSAGE + values
}
