//! The messages of a browser by which its session can be made again: while it sleeps, there is nothing else.
//!
//! The page is rendered once more, and the session gets the same messages. If it answers with the same bytes, all numbers
//! are those that the browser has, and the session is what it was. Only what follows from messages alone can be made again:
//! see [`Session::is_reproducible`].

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::{Outgoing, Session};
use crate::wire::codec::{append, decode_all};
use crate::wire::limits::HISTORY;
use crate::wire::message::FromClient;

/// The messages that a session has had, and a hash of its answers. Each awake session has one, so it is small.
#[derive(Default)]
pub(crate) struct History {
    /// Encoded, one after the other.
    messages: Vec<u8>,
    answers: u64,
}

impl History {
    /// Adds a message. Returns false if there are too many for the session to be made again.
    pub fn note(&mut self, message: &FromClient) -> bool {
        if matches!(message, FromClient::Restore(_) | FromClient::Part { .. }) {
            // They are longer than what is kept.
            return false;
        }
        append(message, &mut self.messages);
        self.messages.len() <= HISTORY
    }

    /// Adds the answers to that message. Returns false if they end the session.
    pub fn answered(&mut self, answers: &[Outgoing]) -> bool {
        for answer in answers {
            match answer {
                Outgoing::Frame(frame) => {
                    self.answers = FixedState::with_seed(self.answers).hash_one(frame);
                }
                Outgoing::Dismissal(_) => return false,
            }
        }
        true
    }

    /// Returns the number of bytes of the messages.
    pub fn held(&self) -> usize {
        self.messages.capacity()
    }

    /// Gives the messages to a session whose page has just been rendered. Returns their history if the session is the one
    /// that it was.
    pub fn replay(self, session: &mut Session) -> Option<Self> {
        let mut again = Self::default();
        for message in decode_all::<FromClient>(&self.messages).ok()? {
            let is_noted = again.note(&message);
            let answers = session.hear(message);
            if !is_noted || !again.answered(&answers) || !session.is_reproducible() {
                return None;
            }
        }
        (again.answers == self.answers).then_some(again)
    }
}
