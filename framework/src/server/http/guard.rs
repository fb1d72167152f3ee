//! What every request must have and every response gets, whichever route it is.

use axum::Router;
use axum::extract::Request;
use axum::http::header::{self, HeaderMap, HeaderName};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};

use super::document::POLICY;
use crate::server::host::hosts::Hosts;

/// Headers of all responses that do not have them.
const HEADERS: [(HeaderName, HeaderValue); 3] = [
    // A file is what it is said to be.
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    // Addresses may hold what is nobody else's business.
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
    // Windows of others have no hold of ours.
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin-allow-popups"),
    ),
];

/// A router whose requests name a known host, and whose responses say what browsers must not do with them.
pub(crate) fn guarded(router: Router) -> Router {
    router.layer(from_fn(guard))
}

async fn guard(request: Request, next: Next) -> Response {
    if !request.headers().contains_key(header::HOST) {
        return secure(StatusCode::BAD_REQUEST.into_response());
    }
    if let Err(refusal) = admit(request.headers()) {
        return secure(refusal.into_response());
    }
    secure(next.run(request).await)
}

/// Refuses a request that names an unknown host, or several. One that names none did not come from a browser.
pub(crate) fn admit(headers: &HeaderMap) -> Result<(), (StatusCode, &'static str)> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next().map(HeaderValue::to_str), hosts.next()) {
        (None, _) => Ok(()),
        (Some(Ok(host)), None) if Hosts::get().admits(host) => Ok(()),
        (Some(Ok(host)), None) => {
            tracing::warn!(host, "a request for a host that is not in WATERSHED_HOSTS");
            Err((
                StatusCode::MISDIRECTED_REQUEST,
                "This server does not know this host: see WATERSHED_HOSTS.",
            ))
        }
        _ => Err((StatusCode::BAD_REQUEST, "")),
    }
}

/// Adds what is missing. What says that there is nothing runs no scripts.
pub(crate) fn secure(mut response: Response) -> Response {
    let is_error = !response.status().is_success();
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    if is_error
        && !headers.contains_key(header::CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::try_from(&*POLICY)
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
