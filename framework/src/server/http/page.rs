//! From a request to a page, and to a session if the page needs one.

use std::any::type_name;
use std::mem;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::extract::OriginalUri;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Uri};
use futures_util::FutureExt;

use super::assets;
use super::document::{PageDocument, document};
use super::guard::{PageGuard, PageGuards};
use super::streamed::{Stream, is_complete, stream_rest};
use crate::component::Page;
use crate::form::AfterSubmit;
use crate::graph::provide_context;
use crate::pages::Redirected;
use crate::part::KindId;
use crate::request::{Request, RequestError};
use crate::server::host::cookie::VisitorCookie;
use crate::server::host::ticket::{Ticket, TicketHead};
use crate::server::host::worker::{KeptPage, Opening, Reply};
use crate::server::render::{heads, journey};
#[cfg(not(debug_assertions))]
use crate::server::session::Session;
use crate::server::session::{Rendered, SubmitAnswer, SubmittedForm};
use crate::server::stage::{PageHead, permitted, starts};
use crate::server::view::exceeded::Exceeded;
use crate::server::view::layer::{Layer, Layers};
use crate::server::view::{Failure, Pending};
#[cfg(debug_assertions)]
use crate::server::{overlay, reload};

/// A page's root component.
#[derive(Clone)]
pub struct PageRoot {
    /// The layouts and the page inside them, from the outside in. They run on the worker that will keep its session.
    pub layers: Layers,
    /// The title of the document, unless the component writes the document itself.
    pub title: &'static str,
    /// The first kind of the component: the kinds of the page are written relative to it, unless the artifact has
    /// several pages.
    pub first: KindId,
    /// The time for which shared caches may keep it, if they may.
    pub age: Option<Duration>,
    /// The time without a message after which its sessions sleep, if it is another one than usual.
    pub idle: Option<Duration>,
    /// The way in which what boundaries wait for is sent.
    pub stream: Stream,
    /// The status of the response, unless a component says one; 0 for the usual one.
    pub status: u16,
    /// The guards that decide who may see it.
    pub guards: PageGuards,
    /// The number of bytes that the last page took: the next one will take about as many.
    pub room: Arc<AtomicUsize>,
}

impl PageRoot {
    /// Makes a page of a component.
    pub fn of<P: Page>(component: impl Fn(P) -> Pending + Send + Sync + 'static) -> Self {
        let name = type_name::<P>();
        let open = Arc::new(move || {
            starts::<P>();
            component(P::props())
        });
        Self {
            layers: Arc::new([Layer::new("", name, open)]),
            title: name.rsplit("::").next().unwrap_or(name),
            first: P::FIRST,
            age: None,
            idle: None,
            stream: Stream::default(),
            status: 0,
            guards: PageGuards::default(),
            room: Arc::default(),
        }
    }

    /// Puts it into layouts, from the outside in. `path` is that of its route.
    pub fn within(mut self, layouts: &[Layer], path: &str) -> Self {
        let page = self.layers.iter().map(|layer| layer.at(path));
        self.layers = layouts.iter().cloned().chain(page).collect();
        self
    }

    /// Puts more guards around its own.
    pub fn guarded(mut self, guards: &[PageGuard]) -> Self {
        self.guards = guards.iter().chain(self.guards.iter()).cloned().collect();
        self
    }

    /// Runs the component to answer a request.
    pub fn open(&self, request: Request) -> Pending {
        permitted(&request);
        match &*self.layers {
            [page] => {
                provide_context(request);
                heads::begin(self.title);
                page.open()
            }
            _ => {
                heads::begin_journey(self.title);
                journey::begin(&self.layers, &request)
            }
        }
    }
}

static ARTIFACT: OnceLock<KindId> = OnceLock::new();

/// Sets the kind that the kinds of all pages are written relative to: they share one artifact.
pub(crate) fn set_artifact(first: KindId) {
    ARTIFACT.get_or_init(|| first);
}

/// Returns a closure that makes a page, for the worker that will keep its session. With a ticket, it must be the page
/// that this ticket is of.
pub(crate) fn opening(
    page: PageRoot,
    parts: Parts,
    cookie: VisitorCookie,
    ticket: Option<Ticket>,
    form: Option<SubmittedForm>,
) -> Opening {
    Box::new(move |head| {
        let stamp = TicketStamp {
            head: ticket.map_or(head, Ticket::head),
            cookie,
            address: address(&parts),
            expected: ticket,
        };
        Box::pin(open(page, parts, stamp, form))
    })
}

/// Returns the address of a page as its visitor knows it: a nested router sees only a part of it.
fn address(parts: &Parts) -> Uri {
    let original = parts.extensions.get();
    original.map_or_else(|| parts.uri.clone(), |OriginalUri(uri)| uri.clone())
}

/// All of a ticket but its page.
struct TicketStamp {
    head: TicketHead,
    cookie: VisitorCookie,
    address: Uri,
    /// The ticket that the visitor has, if the page was given out before.
    expected: Option<Ticket>,
}

impl TicketStamp {
    /// Returns the ticket of a page: everything that the browser is given goes into it. Returns `None` if the visitor has
    /// a ticket, and it is not of this page.
    fn ticket(&self, page: &Rendered, title: &str) -> Option<Ticket> {
        let mut seal = self.head.seal(self.cookie);
        seal.add(self.address.path().as_bytes());
        seal.add(self.address.query().unwrap_or_default().as_bytes());
        if let Some(build) = assets::manifest() {
            seal.add(build.glue.as_bytes());
            seal.add(build.wasm.as_bytes());
        }
        page.each_part(|part| seal.add(part));
        seal.add(title.as_bytes());
        match self.expected {
            None => Some(seal.ticket()),
            Some(expected) => seal.seals(expected).then_some(expected),
        }
    }
}

/// Renders a page. Returns its session too, unless nothing on the server can change the page.
async fn open(
    page: PageRoot,
    parts: Parts,
    stamp: TicketStamp,
    form: Option<SubmittedForm>,
) -> (Reply, Option<KeptPage>) {
    let first = *ARTIFACT.get().unwrap_or(&page.first);
    #[cfg(debug_assertions)]
    let (mut session, overlay) = overlay::session(first);
    #[cfg(not(debug_assertions))]
    let mut session = Session::new(first);
    session.expect(page.room.load(Ordering::Relaxed));
    session.set_idle(page.idle);
    session.set_visitor(*stamp.cookie.bytes());
    // Who asks for the head of a page has no use for its session.
    let is_head = parts.method == Method::HEAD;
    // One that is cached is sent once for many visitors. A page that the visitor has already is compared as a whole.
    let is_whole = is_head || form.is_some() || page.age.is_some() || stamp.expected.is_some();
    let is_whole = is_whole || assets::manifest().is_none();
    #[cfg(debug_assertions)]
    let is_whole = is_whole || overlay.is_some();
    let streams = page.stream == Stream::OutOfOrder && !is_whole && !is_complete(&parts.headers);
    let status = page.status;
    let request = Request::new(parts);
    let asked = request.clone();
    let rendered = AssertUnwindSafe(async {
        match streams {
            true => Ok((session.render_shell(|| page.open(asked)).await?, None)),
            false => session.answer(|| page.open(asked), form).await,
        }
    });
    match rendered.catch_unwind().await {
        Ok(Ok((_, Some(SubmitAnswer::Failed)))) => {
            (Reply::Failed(StatusCode::INTERNAL_SERVER_ERROR), None)
        }
        Ok(Ok((_, Some(SubmitAnswer::Ended(after))))) if after != AfterSubmit::Refused => {
            (Reply::Submitted(after), None)
        }
        Ok(Ok((mut rendered, _))) if rendered.is_streamed => {
            let head = headed(&mut rendered, status);
            request.detach();
            let ticket = stamp.ticket(&rendered, page.title);
            let Some(ticket) = ticket else {
                return (Reply::Differs, None);
            };
            session.set_page(ticket.of_visitor(stamp.cookie).bytes());
            let PageDocument { shell, end } = document(&rendered, page.title, Some(ticket));
            #[cfg(debug_assertions)]
            let shell = reload::renewing(shell);
            let (rest, streaming) = stream_rest(session, ticket, end);
            (
                Reply::Streamed { shell, rest, head },
                Some(KeptPage::Streaming(streaming)),
            )
        }
        Ok(Ok((mut rendered, _))) => {
            let head = headed(&mut rendered, status);
            let ticket = match rendered.has_session {
                true => stamp.ticket(&rendered, page.title),
                false => None,
            };
            if ticket.is_none() && stamp.expected.is_some() {
                return (Reply::Differs, None);
            }
            page.room
                .store(rendered.html.len() * 9 / 8, Ordering::Relaxed);
            let html = document(&rendered, page.title, ticket).whole();
            #[cfg(debug_assertions)]
            let html = reload::renewing(overlay::shown(html, overlay, session.stage(), ticket));
            let is_personal = request.is_personal();
            match ticket {
                Some(_) if is_head => (Reply::WithSession { html, head }, None),
                Some(ticket) => {
                    request.detach();
                    session.set_page(ticket.of_visitor(stamp.cookie).bytes());
                    let kept = KeptPage::Session((ticket, session));
                    (Reply::WithSession { html, head }, Some(kept))
                }
                None => {
                    let reply = Reply::Static {
                        html,
                        is_personal,
                        head,
                    };
                    (reply, None)
                }
            }
        }
        Ok(Err(failure)) => {
            let reply = match failure.downcast_ref::<Redirected>() {
                Some(redirected) => Reply::Redirected {
                    address: redirected.address().to_owned(),
                    head: session.take_head(),
                },
                None => Reply::Failed(status_of(&failure)),
            };
            (reply, None)
        }
        Err(panic) => {
            if let Some(error) = panic.downcast_ref::<RequestError>() {
                tracing::debug!(%error, "a request is not what its page expects");
                let status = StatusCode::from_u16(error.status());
                let status = status.unwrap_or(StatusCode::NOT_FOUND);
                return (Reply::Failed(status), None);
            }
            if let Some(exceeded) = panic.downcast_ref::<Exceeded>() {
                tracing::error!(?exceeded, "a page wanted more than one may have");
            }
            (Reply::Failed(StatusCode::INTERNAL_SERVER_ERROR), None)
        }
    }
}

/// Takes the head of the response, with the status of its route unless a component says one.
fn headed(rendered: &mut Rendered, status: u16) -> PageHead {
    let head = mem::take(&mut rendered.head);
    match head.status {
        0 => PageHead { status, ..head },
        _ => head,
    }
}

/// Returns the status of a failure: asking for something that does not exist is the visitor's mistake, everything else
/// the server's.
fn status_of(failure: &Failure) -> StatusCode {
    let refused = failure.downcast_ref::<RequestError>();
    let status = refused.and_then(|error| StatusCode::from_u16(error.status()).ok());
    match status {
        Some(status) => {
            tracing::debug!(error = %failure, "a request is not what its page expects");
            status
        }
        None => {
            tracing::error!(error = %failure, "a page failed");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
