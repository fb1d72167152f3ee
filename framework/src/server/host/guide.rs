//! Asks the application for pages on behalf of a session: its router gets a request like any other of the visitor, with the headers of
//! the page's socket. So guards, layers and limits decide, and whoever may not see a page is not given it.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::task::{Context, Poll, ready};

use axum::extract;
use axum::http::request::Parts;
use axum::http::{Response, StatusCode, header};
use futures_util::FutureExt;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::late::AskedPage;
use super::memory;
use crate::request::Request;
use crate::server::render::journey::{Guidance, Guide, GuidedPage};
use crate::server::stage::Permitted;
use crate::server::view::layer::Layers;
use crate::server::view::limit::Limit;
use crate::wire::limits::LATE_PAGE;

/// In a request: the page is not rendered, but told to whoever asks, who wants a `T` of it.
pub(crate) struct RouteProbe<T>(Arc<Mutex<Option<(T, Parts)>>>);

impl<T> RouteProbe<T> {
    /// Makes a probe that has found nothing.
    pub fn new() -> Self {
        Self(Arc::default())
    }

    /// Notes the page, and the request as its handler got it.
    pub fn note(&self, page: T, parts: Parts) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((page, parts));
    }

    /// Takes the page.
    pub fn take(&self) -> Option<(T, Parts)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<T> Clone for RouteProbe<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Returns whether a response to a probe is that of the page alone. What a layer around it has made of it, and a cookie, only the browser
/// can have.
pub(crate) fn is_pages_own<B>(response: &Response<B>) -> bool {
    is_let(response) && !response.headers().contains_key(header::SET_COOKIE)
}

/// Returns whether the layers around a page have let its response to a probe pass.
fn is_let<B>(response: &Response<B>) -> bool {
    response.status() == StatusCode::NO_CONTENT
}

/// The answer to a probe.
struct ProbedPage {
    /// The page, if its handler was reached.
    page: Option<(Layers, Parts)>,
    /// True if no layer around the page has put another response in the place of the page's.
    is_let: bool,
    /// True if the response is that of the page alone.
    is_own: bool,
}

/// Asks the router for the page of a request.
fn probe(asked: &AskedPage, mut request: extract::Request) -> oneshot::Receiver<ProbedPage> {
    let probe = RouteProbe::<Layers>::new();
    request.extensions_mut().insert(probe.clone());
    let router = TowerToHyperService::new(asked.router());
    let (mut send, answer) = oneshot::channel();
    asked.threads().spawn(async move {
        let answered = tokio::select! {
            answered = timeout(LATE_PAGE, router.call(request)) => answered,
            // The visitor goes elsewhere.
            () = send.closed() => return,
        };
        if answered.is_err() {
            Limit::LatePage.hit();
        }
        let is_own = matches!(&answered, Ok(Ok(response)) if is_pages_own(response));
        let is_let = matches!(&answered, Ok(Ok(response)) if is_let(response));
        let page = probe.take().filter(|_| answered.is_ok());
        // The session may have gone on.
        let _ = send.send(ProbedPage {
            page,
            is_let,
            is_own,
        });
    });
    answer
}

/// A question to the guards of an open page, as for a request of its visitor.
pub(super) struct GuardQuestion {
    /// Empty if the page cannot be asked for.
    answer: Option<oneshot::Receiver<ProbedPage>>,
}

impl GuardQuestion {
    /// Asks the guards of the page at an address, with the headers of the page's socket.
    pub fn ask(page: Option<&AskedPage>, address: &str) -> Self {
        let request = page.and_then(|page| Some((page, page.request_for(address)?)));
        if request.is_none() {
            warn_of_missing_router();
        }
        Self {
            answer: request.map(|(page, request)| probe(page, request)),
        }
    }

    /// Returns whether the visitor may stay: if the guards that have let them in do so again, and the layers around the page.
    pub fn poll(&mut self, permitted: &Permitted, context: &mut Context<'_>) -> Poll<bool> {
        let Some(answer) = &mut self.answer else {
            return Poll::Ready(false);
        };
        let answered = ready!(Pin::new(answer).poll(context));
        let may_stay = |(_, parts): &(Layers, Parts)| permitted.is_alike(parts.extensions.get());
        Poll::Ready(
            answered
                .is_ok_and(|probed| probed.is_let && probed.page.as_ref().is_some_and(may_stay)),
        )
    }
}

/// Says once that guards cannot be asked.
fn warn_of_missing_router() {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::error!(
            "the guards of an open page cannot be asked, so it is loaded again; help: serve the whole router with \
             `watershed::serve`, or with `watershed::server::answer`"
        );
    });
}

/// Asks the router of a page's socket.
pub(crate) struct RouterGuide(Arc<AskedPage>);

impl RouterGuide {
    /// Makes the guide of a page with such a socket.
    pub fn new(page: Arc<AskedPage>) -> Self {
        Self(page)
    }
}

impl Guide for RouterGuide {
    fn ask(&self, address: &str) -> Guidance {
        // As for a page with a session of its own.
        let request = self.0.request_for(address).filter(|_| !memory::is_scarce());
        let Some(request) = request else {
            return async { None }.boxed_local();
        };
        let answer = probe(&self.0, request);
        let guided = async move {
            let ProbedPage { page, is_own, .. } = answer.await.ok()?;
            let (layers, parts) = page.filter(|_| is_own)?;
            let request = Request::new(parts);
            request.detach();
            Some(GuidedPage { layers, request })
        };
        guided.boxed_local()
    }
}
