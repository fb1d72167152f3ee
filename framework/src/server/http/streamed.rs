//! Pages whose response goes on: the shell, then the boundaries as they come.

use std::future::poll_fn;

use axum::http::HeaderMap;

use super::document::{last, part};
use super::page::PageRoot;
use super::router::Served;
use crate::server::host::streaming::{Chunks, StreamedPage, Streaming};
use crate::server::host::ticket::Ticket;
use crate::server::session::Session;

/// The way in which a page sends what its boundaries (`<Suspense>`, `<Transition>`) wait for: see [`stream`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stream {
    /// The page is sent with the fallbacks as soon as what is outside of boundaries is there. Their content follows in the same
    /// response, whichever is there first. A visitor without scripts sees the fallbacks.
    #[default]
    OutOfOrder,
    /// The page is sent when everything is there.
    Complete,
}

/// A page that says how it is sent: see [`stream`].
#[derive(Debug)]
pub struct Streamed<F> {
    component: F,
    stream: Stream,
}

/// Says how a page is sent that waits for something in a boundary, in place of [`Stream::OutOfOrder`].
///
/// Where visitors without scripts, or programs that read the page, should get all of it, it is sent [`Stream::Complete`]. A page in
/// [`cache`](super::router::cache) is always complete.
///
/// ```
/// use watershed::prelude::*;
///
/// #[component]
/// fn Story() -> View {
///     view! { <p>"Once upon a time"</p> }
/// }
///
/// let router = watershed::router().page("/story", stream(Story, Stream::Complete));
/// # let _: Router = router;
/// ```
pub fn stream<F>(component: F, stream: Stream) -> Streamed<F> {
    Streamed { component, stream }
}

impl<P, F: Served<P>> Served<P> for Streamed<F> {
    fn root(self) -> PageRoot {
        let stream = self.stream;
        PageRoot {
            stream,
            ..self.component.root()
        }
    }
}

/// The header of a script that asks for a whole page, because it makes one anew in its place.
const COMPLETE: &str = "watershed-complete";

/// Returns whether a page is asked for by such a script.
pub(super) fn is_complete(headers: &HeaderMap) -> bool {
    headers.contains_key(COMPLETE)
}

/// Streams the rest of a page: its boundaries, and the end of its document.
pub(super) fn stream_rest(
    mut session: Session,
    ticket: Ticket,
    end: String,
) -> (Chunks, Streaming) {
    let (chunks, rest) = Chunks::new();
    let streaming = async move {
        loop {
            let next = tokio::select! {
                next = poll_fn(|context| session.poll_part(context)) => next,
                () = chunks.closed() => return None,
            };
            match next {
                Some(next) => chunks.send(part(&next).into()).await.ok()?,
                None => break,
            }
        }
        let has_session = session.end_page();
        let session = (has_session == Some(true)).then_some((ticket, session));
        let last = last(has_session) + &end;
        StreamedPage::new(session, chunks, last).await
    };
    (rest, Box::pin(streaming))
}
