//! The framework's routes, as a router like any other.

use axum::Router;
use axum::http::HeaderMap;
use axum::routing::{any, get};
use tower_http::compression::CompressionLayer;

use super::page::{Page, respond};
use super::{assets, socket};

/// A router with what every application needs: the browser's files and the socket of live pages.
///
/// It is a plain [`axum::Router`]: add routes, state and layers as to any other, and pages with [`Pages::page`].
pub fn router() -> Router {
    Router::new().merge(assets::routes()).route("/_watershed/socket", any(socket::upgrade))
}

/// Adds pages to a router.
pub trait Pages {
    /// Serves a component at a path.
    ///
    /// # Panics
    /// If there is a route for that path already.
    #[must_use]
    fn page(self, path: &str, component: impl Page) -> Self;
}

impl<S: Clone + Send + Sync + 'static> Pages for Router<S> {
    fn page(self, path: &str, component: impl Page) -> Self {
        let page = get(move |headers: HeaderMap| respond(component, headers));
        self.route(path, page.layer(CompressionLayer::new()))
    }
}
