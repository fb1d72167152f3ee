//! The framework's routes, as a router like any other.

use axum::Router;
use axum::http::HeaderMap;
use axum::routing::{any, get};
use tower_http::compression::CompressionLayer;

use super::page::{Root, respond};
use super::view::Pending;
use super::{assets, overlay, socket};
use crate::component::Page;

/// A router with what every application needs: the browser's files and the socket of live pages.
///
/// It is a plain [`axum::Router`]: add routes, state and layers as to any other, and pages with [`Pages::page`].
pub fn router() -> Router {
    Router::new()
        .merge(assets::routes())
        .merge(overlay::routes())
        .route("/_watershed/socket", any(socket::upgrade))
}

/// Adds pages to a router.
pub trait Pages {
    /// Serves a component at a path.
    ///
    /// # Panics
    /// If there is a route for that path already.
    #[must_use]
    fn page<P: Page>(self, path: &str, component: fn(P) -> Pending) -> Self;
}

impl<S: Clone + Send + Sync + 'static> Pages for Router<S> {
    fn page<P: Page>(self, path: &str, component: fn(P) -> Pending) -> Self {
        let root = Root::of(component);
        let page = get(move |headers: HeaderMap| respond(root, headers));
        self.route(path, page.layer(CompressionLayer::new()))
    }
}
