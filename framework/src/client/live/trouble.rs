//! Reports connection trouble: to the application, if it listens, otherwise to the visitor.

use crate::client::dom::{Patched, Surroundings};
use crate::client::event::RawEvent;
use crate::client::page::Page;

/// A problem between the page and its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConnectionTrouble {
    /// A value, or a call's argument, is larger than a server takes. It was not sent, and neither were calls that need
    /// the value.
    TooLarge,
    /// A batch that ended two connections was given up. It is not known whether its calls have run.
    GivenUp,
    /// There is no session any more.
    Ended,
    /// The page was attached on another socket.
    Elsewhere,
}

/// The name of the event that an application may listen to, on any element; its `detail` is the name of the problem.
const NAME: &str = "watershed-trouble";

impl ConnectionTrouble {
    /// Reports the problem, in a turn of its own.
    pub(super) fn tell(self, page: &Page) {
        page.after(0, Box::new(move |page| self.tell_now(page)));
    }

    fn tell_now(self, page: &Page) {
        page.dom.log(self.sentence());
        let event = RawEvent::new(page.dom.event(NAME, self.name()));
        if !page.listeners.announce(page, NAME, &event) {
            page.dom.notify(self.sentence());
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::GivenUp => "given-up",
            Self::Ended => "ended",
            Self::Elsewhere => "elsewhere",
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::TooLarge => "This is too large to be sent (1 MB at most): please shorten it.",
            Self::GivenUp => "Something could not be sent. Please check your last changes.",
            Self::Ended => "This page has lost its server. Please reload it.",
            Self::Elsewhere => "This page goes on in another tab. Reload it to go on here.",
        }
    }
}
