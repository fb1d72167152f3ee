//! From a worker's reply to an HTTP response: status, caching, security.

use std::time::Duration;

use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::admission::{admit, secure};
use super::document::{POLICY, STREAMED_POLICY};
use super::guard;
use super::page::{PageRoot, opening};
use crate::server::host::cookie::PageCookie;
use crate::server::host::guide::RouteProbe;
use crate::server::host::late::LateSocket;
use crate::server::host::visitor::Visitor;
use crate::server::host::worker::{Overloaded, Reply, Workers};
#[cfg(debug_assertions)]
use crate::server::reload;
use crate::server::stage::PageHead;
use crate::server::view::layer::Layers;

/// Answers a request for a page.
pub(crate) async fn respond(page: PageRoot, request: Parts) -> Response {
    secure(match admit(&request.headers) {
        Ok(()) => answer(page, request).await,
        Err(refusal) => refusal.into_response(),
    })
}

pub(super) async fn answer(page: PageRoot, mut request: Parts) -> Response {
    if let Err(refusal) = guard::ask(&page.guards, &mut request).await {
        return refusal;
    }
    if let Some(late) = request.extensions.remove() {
        return attach_late(page, request, late).await;
    }
    if let Some(probe) = request.extensions.remove::<RouteProbe<Layers>>() {
        probe.note(page.layers, request);
        return StatusCode::NO_CONTENT.into_response();
    }
    #[cfg(feature = "testing")]
    if let Some(probe) = request.extensions.remove::<RouteProbe<PageRoot>>() {
        probe.note(page, request);
        return StatusCode::NO_CONTENT.into_response();
    }
    let known = request.headers.get(header::IF_NONE_MATCH).cloned();
    let route = RouteCaching {
        path: request.uri.path().to_owned(),
        age: page.age,
        is_guarded: !page.guards.is_empty(),
    };
    let visitor = Visitor::of(&request);
    let cookie = PageCookie::of(&request.headers);
    let opening = opening(page, request, cookie.cookie, None, None);
    let opened = Workers::get().render(visitor, cookie.cookie, opening, None);
    match opened.await {
        Ok(Reply::Static {
            html,
            is_personal,
            head,
        }) => {
            let known = known.filter(|_| head.status == 0);
            headed(unchanging(html, known, route.policy(is_personal)), &head)
        }
        Ok(Reply::WithSession { html, head }) => {
            route.policy(true);
            let own = AppendHeaders(cookie.header());
            let answer = ([NO_STORE, security()], own, Html(html));
            headed(answer.into_response(), &head)
        }
        Ok(Reply::Streamed { shell, rest, head }) => {
            route.policy(true);
            let security = (header::CONTENT_SECURITY_POLICY, STREAMED_POLICY.clone());
            let own = AppendHeaders(cookie.header());
            let answer = ([NO_STORE, security], own, Html(rest.behind(shell)));
            headed(answer.into_response(), &head)
        }
        Ok(Reply::Redirected { address, head }) => redirected(address, &head),
        Ok(Reply::Differs | Reply::Submitted(_)) => failure(StatusCode::INTERNAL_SERVER_ERROR),
        Ok(Reply::Failed(status)) => failure(status),
        Err(Overloaded) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, "1")],
        )
            .into_response(),
    }
}

/// Renders a page once more for a socket, which the worker takes if it is the page that the browser has.
async fn attach_late(page: PageRoot, request: Parts, late: LateSocket) -> Response {
    let (visitor, cookie) = (Visitor::of(&request), late.cookie);
    let opening = opening(page, request, cookie, Some(late.ticket), None);
    let opened = Workers::get().render(visitor, cookie, opening, Some(late));
    let status = match opened.await {
        Ok(Reply::WithSession { .. } | Reply::Streamed { .. }) => StatusCode::NO_CONTENT,
        Ok(
            Reply::Static { .. } | Reply::Submitted(_) | Reply::Redirected { .. } | Reply::Differs,
        ) => StatusCode::GONE,
        Ok(Reply::Failed(status)) => status,
        Err(Overloaded) => StatusCode::SERVICE_UNAVAILABLE,
    };
    status.into_response()
}

/// Gives a response what the components of its page have said of it.
pub(super) fn headed(mut response: Response, head: &PageHead) -> Response {
    if let Ok(status) = StatusCode::from_u16(head.status) {
        *response.status_mut() = status;
    }
    for cookie in &head.cookies {
        match HeaderValue::try_from(cookie) {
            Ok(cookie) => {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            // Its value may be a secret.
            Err(_) => tracing::error!(
                "a cookie of a page is not set, because its name, path or domain cannot be in a header"
            ),
        }
    }
    response
}

/// Leads to another page.
pub(super) fn redirected(address: String, head: &PageHead) -> Response {
    let Ok(to) = HeaderValue::try_from(address) else {
        return failure(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let status = StatusCode::SEE_OTHER.as_u16();
    let to = [(header::LOCATION, to), NO_STORE];
    let cookies = head.cookies.clone();
    headed(to.into_response(), &PageHead { status, cookies })
}

/// The path of a page, and the time for which its route lets shared caches keep it.
struct RouteCaching {
    path: String,
    age: Option<Duration>,
    /// True if not everybody may see the page.
    is_guarded: bool,
}

impl RouteCaching {
    /// Returns how long shared caches may keep a response. They may not keep one that belongs to a visitor, whatever
    /// the route says.
    fn policy(&self, is_visitors: bool) -> Option<Duration> {
        let is_visitors = is_visitors || self.is_guarded;
        if is_visitors && self.age.is_some() {
            let path = &self.path;
            tracing::error!(
                path,
                "`cache(..)` does not hold: this response has a session or a guard, or was made of more than path and query"
            );
        }
        self.age.filter(|_| !is_visitors)
    }
}

/// Answers with a page that does not change. Without an age, only the visitor's own cache may keep it. A browser that
/// has the same page is told so, and not sent it again.
fn unchanging(html: String, known: Option<HeaderValue>, age: Option<Duration>) -> Response {
    let tag = entity_tag(&html);
    let is_known = known.is_some_and(|known| known == tag);
    let policy = match age {
        None => HeaderValue::from_static("private, no-cache"),
        Some(age) => ascii(format!("public, max-age={}", age.as_secs())),
    };
    let policy = (header::CACHE_CONTROL, policy);
    let head = [policy, (header::ETAG, tag), security()];
    if is_known {
        (StatusCode::NOT_MODIFIED, head).into_response()
    } else {
        (head, Html(html)).into_response()
    }
}

/// Returns an entity tag, which is weak because the compressed page consists of other bytes.
fn entity_tag(html: &str) -> HeaderValue {
    let digest = Sha256::digest(html);
    let (first, _) = digest.split_at(12);
    let first = first
        .iter()
        .fold(0, |first, byte| first << 8 | u128::from(*byte));
    ascii(format!("W/\"{first:024x}\""))
}

/// Returns the page that a visitor sees after an error. The text of the error may hold secrets, and is only logged.
pub(super) fn failure(status: StatusCode) -> Response {
    let (title, sorry) = if status.is_client_error() {
        (
            "Not found",
            "There is nothing here. Please check the address.",
        )
    } else {
        (
            "Something went wrong",
            "It is not your fault. Please try again later.",
        )
    };
    let html = format!(
        "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{sorry}</html>"
    );
    #[cfg(debug_assertions)]
    let html = reload::renewing(html);
    (status, [NO_STORE, security()], Html(html)).into_response()
}

/// The header of a response that no cache may keep.
pub(super) const NO_STORE: (HeaderName, HeaderValue) =
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));

pub(super) fn security() -> (HeaderName, HeaderValue) {
    (header::CONTENT_SECURITY_POLICY, POLICY.clone())
}

fn ascii(value: String) -> HeaderValue {
    HeaderValue::try_from(value).expect("policies and tags are plain ASCII")
}
