//! Reports connection trouble: to the application, if it listens, otherwise to the visitor.

use std::cell::Cell;

use crate::client::dom::{Dom, Neighbour, Node, Surroundings, Vocabulary};
use crate::client::event::RawEvent;
use crate::client::page::Page;
use crate::graph::Shared;
use crate::wire::number::Region;

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

/// The element that shows the visitor a notice, if there is one.
pub(super) type Notice = Shared<Cell<Option<Node>>>;

/// The name of the event that an application may listen to, on any element; its `detail` is the name of the problem.
const NAME: &str = "watershed-trouble";

impl ConnectionTrouble {
    /// Reports the problem, in a turn of its own.
    pub(super) fn tell(self, page: &Page, notice: &Notice) {
        let notice = Shared::clone(notice);
        page.after(0, Box::new(move |page| self.tell_now(page, &notice)));
    }

    fn tell_now(self, page: &Page, notice: &Notice) {
        page.dom.log(self.sentence());
        let event = RawEvent::new(page.dom.event(NAME, self.name()));
        if !page.listeners.announce(page, NAME, &event) {
            show(page, notice, self.sentence());
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
            Self::TooLarge => "This is too large to be sent: please shorten it.",
            Self::GivenUp => "Something could not be sent. Please check your last changes.",
            Self::Ended => "This page has lost its server. Please reload it.",
            Self::Elsewhere => "This page goes on in another tab. Reload it to go on here.",
        }
    }
}

/// Shows a sentence at the end of the document, where a walk takes it for foreign.
fn show(page: &Page, shown: &Notice, sentence: &str) {
    let Some(body) = body(page) else { return };
    let notice = page.dom.template(
        "<div role=alert style=\"position:fixed;inset:auto 1em 1em;padding:1em;background:#fff;color:#000;\
         border:1px solid;font:16px sans-serif;z-index:2147483647\"></div>",
        Vocabulary::Html,
    );
    if let Some(element) = page.dom.go(&notice, Neighbour::First) {
        let text = page.dom.create_text();
        page.dom.splice_text(&text, 0, 0, sentence);
        page.dom.insert(&element, &text, None);
        page.dom.insert(&body, &notice, None);
        // A new notice replaces the one before.
        if let Some(before) = shown.replace(Some(element)) {
            page.dom.remove(&before);
        }
    }
}

/// Returns the element directly inside the outermost one.
fn body(page: &Page) -> Option<Node> {
    let up = |node: &Node| page.dom.go(node, Neighbour::Parent);
    let is_inside = |node: &Node| up(node).and_then(|outer| up(&up(&outer)?)).is_some();
    let mut node = page.dom.start(Region(0))?;
    while is_inside(&node) {
        node = up(&node)?;
    }
    Some(node)
}
