//! Asks the application for pages on behalf of a session: its router gets a request like any other of the visitor, with the headers of
//! the page's socket. So guards, layers and limits decide, and whoever may not see a page is not given it.

use std::sync::{Arc, Mutex, PoisonError};

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
    response.status() == StatusCode::NO_CONTENT
        && !response.headers().contains_key(header::SET_COOKIE)
}

/// Asks the router of a page's socket.
pub(crate) struct RouterGuide(AskedPage);

impl RouterGuide {
    /// Makes the guide of a page with such a socket.
    pub fn new(page: AskedPage) -> Self {
        Self(page)
    }
}

impl Guide for RouterGuide {
    fn ask(&self, address: &str) -> Guidance {
        // As for a page with a session of its own.
        let request = self.0.request_for(address).filter(|_| !memory::is_scarce());
        let Some(mut request) = request else {
            return async { None }.boxed_local();
        };
        let probe = RouteProbe::<Layers>::new();
        request.extensions_mut().insert(probe.clone());
        let router = TowerToHyperService::new(self.0.router());
        let (mut send, answer) = oneshot::channel();
        self.0.threads().spawn(async move {
            let answered = tokio::select! {
                answered = timeout(LATE_PAGE, router.call(request)) => answered,
                // The visitor goes elsewhere.
                () = send.closed() => return,
            };
            if answered.is_err() {
                Limit::LatePage.hit();
            }
            let is_shown = matches!(&answered, Ok(Ok(response)) if is_pages_own(response));
            // The session may have gone on.
            let _ = send.send(probe.take().filter(|_| is_shown));
        });
        let guided = async move {
            let (layers, parts) = answer.await.ok()??;
            let request = Request::new(parts);
            request.detach();
            Some(GuidedPage { layers, request })
        };
        guided.boxed_local()
    }
}
