//! From a request to a page, and to a session if the page needs one.

use std::any::type_name;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::http::StatusCode;
use axum::http::request::Parts;
use futures_util::FutureExt;

use super::document::document;
use crate::component::Page;
use crate::graph::provide_context;
use crate::part::KindId;
use crate::request::{Request, RequestError};
use crate::server::host::ticket::Ticket;
use crate::server::host::worker::{Opening, Reply};
#[cfg(debug_assertions)]
use crate::server::overlay;
use crate::server::render::heads;
use crate::server::session::Session;
use crate::server::stage::starts;
use crate::server::view::exceeded::Exceeded;
use crate::server::view::{Failure, Pending};

/// A page's root component.
#[derive(Clone)]
pub struct Root {
    /// Starts it, on the worker that will keep it.
    pub open: Arc<dyn Fn() -> Pending + Send + Sync>,
    /// What the document is called, unless the component writes it itself.
    pub title: &'static str,
    /// Its first kind: what the page's kinds are written relative to, unless the artifact has several pages.
    pub first: KindId,
    /// How long shared caches may keep it, if they may.
    pub age: Option<Duration>,
}

impl Root {
    /// A component as a page.
    pub fn of<P: Page>(component: impl Fn(P) -> Pending + Send + Sync + 'static) -> Self {
        let name = type_name::<P>();
        Self {
            open: Arc::new(move || {
                starts::<P>();
                component(P::props())
            }),
            title: name.rsplit("::").next().unwrap_or(name),
            first: P::FIRST,
            age: None,
        }
    }

    /// Starts it as the answer to a request.
    pub fn open(&self, request: Request) -> Pending {
        provide_context(request);
        heads::begin(self.title);
        (self.open)()
    }
}

static ARTIFACT: OnceLock<KindId> = OnceLock::new();

/// Says what the kinds of all pages are written relative to: there is one artifact for all of them.
pub(crate) fn set_artifact(first: KindId) {
    ARTIFACT.get_or_init(|| first);
}

/// A page, for the worker that will make it and keep its session.
pub(crate) fn opening(page: Root, parts: Parts) -> Opening {
    Box::new(move |ticket| Box::pin(open(page, parts, ticket)))
}

/// Renders a page; also its session, unless nothing on the server can change it any more.
async fn open(page: Root, parts: Parts, ticket: Ticket) -> (Reply, Option<Session>) {
    let first = *ARTIFACT.get().unwrap_or(&page.first);
    #[cfg(debug_assertions)]
    let (mut session, overlay) = overlay::session(first);
    #[cfg(not(debug_assertions))]
    let mut session = Session::new(first);
    let request = Request::new(parts);
    let asked = request.clone();
    let rendered = AssertUnwindSafe(session.render(|| page.open(asked)));
    match rendered.catch_unwind().await {
        Ok(Ok(rendered)) => {
            let ticket = rendered.live.then_some(ticket);
            let html = document(&rendered, page.title, ticket);
            #[cfg(debug_assertions)]
            let html = overlay::shown(html, overlay, session.stage(), ticket);
            let is_personal = request.is_personal();
            match ticket {
                Some(_) => (Reply::Live(html), Some(session)),
                None => (Reply::Static { html, is_personal }, None),
            }
        }
        Ok(Err(failure)) => (Reply::Failed(status_of(&failure)), None),
        Err(panic) => {
            if let Some(exceeded) = panic.downcast_ref::<Exceeded>() {
                tracing::error!(?exceeded, "a page wanted more than one may have");
            }
            (Reply::Failed(StatusCode::INTERNAL_SERVER_ERROR), None)
        }
    }
}

/// A request that asks for what is not there is the visitor's mistake, everything else is ours.
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
