//! Asks the application for pages on behalf of a session: its router gets a request like any other of the visitor, with the headers of
//! the page's socket. So guards, layers and limits decide, and whoever may not see a page is not given it.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::request::Parts;
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

/// A page whose route was found, and the request as its handler got it.
pub(crate) type FoundPage = (Layers, Parts);

/// In a request: the page is not rendered, but told to whoever asks.
#[derive(Clone, Default)]
pub(crate) struct RouteProbe(Arc<Mutex<Option<FoundPage>>>);

impl RouteProbe {
    /// Notes the page.
    pub fn note(&self, layers: Layers, parts: Parts) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((layers, parts));
    }

    /// Takes the page.
    pub fn take(&self) -> Option<FoundPage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
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
        let probe = RouteProbe::default();
        request.extensions_mut().insert(probe.clone());
        let router = TowerToHyperService::new(self.0.router());
        let (send, answer) = oneshot::channel();
        self.0.threads().spawn(async move {
            let answered = timeout(LATE_PAGE, router.call(request)).await;
            if answered.is_err() {
                Limit::LatePage.hit();
            }
            // The session may have gone on.
            let _ = send.send(probe.take());
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
