//! Requests as axum's router passes them to a page.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::request::Parts;
use axum::routing::any;
use futures_util::FutureExt;
use tower::ServiceExt;

/// Returns the head of `request` after a router has matched it with `route`.
///
/// # Panics
/// If the route does not match.
pub fn routed(route: &str, request: Request<Body>) -> Parts {
    let uri = request.uri().clone();
    let seen = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&seen);
    let look = async move |parts: Parts| {
        *keep.lock().unwrap_or_else(PoisonError::into_inner) = Some(parts);
    };
    let router: Router = Router::new().route(route, any(look));
    let answered = router.oneshot(request);
    assert!(answered.now_or_never().is_some(), "nothing here waits");
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.take()
        .unwrap_or_else(|| panic!("{route} does not serve {uri}"))
}
