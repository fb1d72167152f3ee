//! Checks every request, and completes the headers of every response, whichever route it is.

use std::sync::Once;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

use super::document::POLICY;
use crate::server::host::hosts::{self, Hosts};
use crate::server::host::late::PageRouter;

/// Headers of all responses that do not set them.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    // A browser must not guess another type.
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    // Addresses may contain private data.
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
    // Windows of other sites must not have access to the application's.
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin-allow-popups"),
    ),
    // Few applications need these. One that does sets the header itself.
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "browsing-topics=(), camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), \
             serial=(), usb=()",
        ),
    ),
];

/// The beginning of the paths of the framework's own routes.
const OWN: &str = "/_watershed/";

/// A header in which browsers say whose page sends a request.
const SITE: &str = "sec-fetch-site";

/// Wraps a router so that requests must name a known host, and responses have the headers for browsers.
pub(crate) fn admitting(router: Router) -> Router {
    let pages = PageRouter(router.clone());
    router.layer(from_fn_with_state(pages, admission))
}

async fn admission(State(pages): State<PageRouter>, mut request: Request, next: Next) -> Response {
    if !request.headers().contains_key(header::HOST) {
        return secure(StatusCode::BAD_REQUEST.into_response());
    }
    if let Err(refusal) = admit(request.headers()) {
        return secure(refusal.into_response());
    }
    if may_change(request.method()) && !is_of_own_page(request.headers()) {
        tracing::warn!(
            method = %request.method(), path = request.uri().path(),
            "refused a request of another site's page; help: if that page may send it, write \
             `router().origins([\"https://the.site\"])`"
        );
        return secure(StatusCode::FORBIDDEN.into_response());
    }
    let path = request.uri().path();
    let is_icon = path == "/favicon.ico";
    if path.starts_with(OWN) {
        request.extensions_mut().insert(pages);
    }
    let response = next.run(request).await;
    secure(match response.status() {
        StatusCode::NOT_FOUND if is_icon => no_icon(),
        _ => response,
    })
}

/// Returns whether a request may change something. All others are safe by the rules of HTTP.
fn may_change(method: &Method) -> bool {
    !matches!(
        *method,
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
    )
}

/// Returns whether a request comes from a page of this server, or of an origin that the application names: the browser
/// adds the visitor's cookies, whoever wrote the page that makes it send a request. What is no browser's says neither
/// origin nor site, and carries no cookies of a visitor.
pub(super) fn is_of_own_page(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| Some(headers.get(name)?.to_str().unwrap_or_default());
    let (site, origin) = (text(&HeaderName::from_static(SITE)), text(&header::ORIGIN));
    let is_named = origin.is_some_and(hosts::trusts);
    let host = text(&header::HOST).unwrap_or_default();
    is_named
        || match (site, origin) {
            (Some(site), _) => matches!(site, "same-origin" | "none"),
            (None, Some(origin)) => Hosts::get().admits_origin(origin, host),
            (None, None) => true,
        }
}

/// Answers the question for an icon that no page names: browsers ask it on their own, and would report an error in every
/// visitor's console. An application that has an icon names it in a `<Head>`, or routes `/favicon.ico`.
fn no_icon() -> Response {
    let kept = [(header::CACHE_CONTROL, "public, max-age=86400")];
    (StatusCode::NO_CONTENT, kept).into_response()
}

/// Refuses a request that names an unknown host, or several. A request without a host does not come from a browser.
pub(crate) fn admit(headers: &HeaderMap) -> Result<(), (StatusCode, &'static str)> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next().map(HeaderValue::to_str), hosts.next()) {
        (None, _) => Ok(()),
        (Some(Ok(host)), None) if Hosts::get().admits(host) => Ok(()),
        (Some(Ok(host)), None) => {
            warn_of(host);
            Err((StatusCode::MISDIRECTED_REQUEST, UNKNOWN_HOST))
        }
        _ => Err((StatusCode::BAD_REQUEST, "")),
    }
}

const UNKNOWN_HOST: &str = "This server does not answer for the host that was asked for.\n\
    help: if that is its name, start it with WATERSHED_HOSTS=the.name, or write router().hosts([\"the.name\"])\n";

/// Logs that a host is not known; the first time with the code that would allow it.
fn warn_of(host: &str) {
    static FIRST: Once = Once::new();
    let mut is_first = false;
    FIRST.call_once(|| is_first = true);
    if is_first {
        tracing::warn!(
            "refused a request for the host `{host}` (421): this server does not answer for that name; help: if it is \
             its own, start it with WATERSHED_HOSTS={host}, or write `router().hosts([\"{host}\"])`"
        );
    } else {
        tracing::debug!(host, "refused a request for a host that is not known");
    }
}

/// Adds missing headers. An error page runs no scripts.
pub(crate) fn secure(mut response: Response) -> Response {
    let is_error = !response.status().is_success();
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    if is_error && !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    }
    response
}
