//! The boundaries that come behind the shell of a page, in the same response.
//!
//! The regions and nodes of each part are numbered behind those before it, so the browser takes a part for more of the first
//! page. Everything else that changes meanwhile waits for a socket.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Poll};
use std::{future, mem};

use super::Session;
use crate::graph::flush;
use crate::server::stage::StreamedPart;
use crate::wire::limits::RUNS;

/// Boundaries that come at the same time.
#[derive(Debug)]
pub(crate) struct PagePart {
    pub contents: Vec<StreamedPart>,
    /// The snapshot that the browser resumes them from, encoded, if they have client functions.
    pub snapshot: Option<Vec<u8>>,
    /// The names of the events that client functions of the page listen to by now.
    pub events: Vec<&'static str>,
    /// True if client functions run without waiting for an event.
    pub has_effects: bool,
}

impl Session {
    /// Waits for the next part of the page; `None` when there are no more.
    pub(crate) fn poll_part(&mut self, context: &mut Context<'_>) -> Poll<Option<PagePart>> {
        let part = catch_unwind(AssertUnwindSafe(|| {
            self.runtime.limit_runs(RUNS);
            let poll = self.poll_unfinished(context);
            (self.take_part(), poll)
        }));
        match part {
            Ok((Some(part), _)) => Poll::Ready(Some(part)),
            Ok((None, Poll::Pending)) if self.stage.canvas.streamed.is_open() => Poll::Pending,
            Ok((None, _)) => Poll::Ready(None),
            Err(panic) => {
                self.fail(panic.as_ref());
                Poll::Ready(None)
            }
        }
    }

    fn take_part(&mut self) -> Option<PagePart> {
        let _here = self.enter();
        let contents = self.stage.canvas.streamed.take();
        if contents.is_empty() {
            return None;
        }
        let snapshot = self.stage.settle();
        self.is_eager |= snapshot.is_eager();
        let snapshot = (!snapshot.is_empty()).then(|| snapshot.encode(self.first));
        self.given += snapshot.as_ref().map_or(0, Vec::len);
        let code = self.stage.known.link(|link| link.browser_code());
        Some(PagePart {
            contents,
            snapshot,
            events: code.events,
            has_effects: code.has_effects,
        })
    }

    /// Ends the response of the page. What is not there comes by a socket. Returns whether there is something that needs one;
    /// `None` if code of the page has panicked.
    pub(crate) fn end_page(&mut self) -> Option<bool> {
        if self.is_broken {
            return None;
        }
        let ended = catch_unwind(AssertUnwindSafe(|| {
            let _here = self.enter();
            self.stage.canvas.streamed.close();
            self.stage.heads.touch();
            flush();
            for mut waiting in mem::take(&mut self.unfinished) {
                let rest = future::poll_fn(move |context| waiting.go_on(context));
                self.stage.beside.spawn(rest);
            }
            self.stage.lost.page_is_made();
            self.stage.known.take_touched(|node| self.inbox.touch(node));
            let has_news = self.stage.canvas.streamed.has_others() || self.inbox.is_touched();
            self.can_change() || has_news
        }));
        match ended {
            Ok(has_session) => Some(has_session),
            Err(panic) => {
                self.fail(panic.as_ref());
                None
            }
        }
    }
}
