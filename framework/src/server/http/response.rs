//! From a worker's reply to an HTTP response: status, caching, security.

use std::time::Duration;

use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::document::{POLICY, STREAMED_POLICY};
use super::guard::{admit, secure};
use super::page::{PageRoot, opening};
use crate::server::host::cookie::PageCookie;
use crate::server::host::late::LateSocket;
use crate::server::host::visitor::Visitor;
use crate::server::host::worker::{Overloaded, Reply, Workers};
#[cfg(debug_assertions)]
use crate::server::reload;

/// Answers a request for a page.
pub(crate) async fn respond(page: PageRoot, request: Parts) -> Response {
    secure(match admit(&request.headers) {
        Ok(()) => answer(page, request).await,
        Err(refusal) => refusal.into_response(),
    })
}

pub(super) async fn answer(page: PageRoot, mut request: Parts) -> Response {
    if let Some(late) = request.extensions.remove() {
        return attach_late(page, request, late).await;
    }
    let known = request.headers.get(header::IF_NONE_MATCH).cloned();
    let route = RouteCaching {
        path: request.uri.path().to_owned(),
        age: page.age,
    };
    let visitor = Visitor::of(&request);
    let cookie = PageCookie::of(&request.headers);
    let opening = opening(page, request, cookie.cookie, None, None);
    let opened = Workers::get().render(visitor, cookie.cookie, opening, None);
    match opened.await {
        Ok(Reply::Static { html, is_personal }) => {
            unchanging(html, known, route.policy(is_personal))
        }
        Ok(Reply::WithSession(html)) => {
            route.policy(true);
            let head = AppendHeaders(cookie.header());
            ([cache_control("no-store"), security()], head, Html(html)).into_response()
        }
        Ok(Reply::Streamed { shell, rest }) => {
            route.policy(true);
            let security = (header::CONTENT_SECURITY_POLICY, ascii(&STREAMED_POLICY));
            let head = AppendHeaders(cookie.header());
            let body = rest.behind(shell);
            ([cache_control("no-store"), security], head, Html(body)).into_response()
        }
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
        Ok(Reply::WithSession(_) | Reply::Streamed { .. }) => StatusCode::NO_CONTENT,
        Ok(Reply::Static { .. } | Reply::Submitted(_) | Reply::Differs) => StatusCode::GONE,
        Ok(Reply::Failed(status)) => status,
        Err(Overloaded) => StatusCode::SERVICE_UNAVAILABLE,
    };
    status.into_response()
}

/// The path of a page, and the time for which its route lets shared caches keep it.
struct RouteCaching {
    path: String,
    age: Option<Duration>,
}

impl RouteCaching {
    /// Returns how long shared caches may keep a response. They may not keep one that belongs to a visitor, whatever
    /// the route says.
    fn policy(&self, is_visitors: bool) -> Option<Duration> {
        if is_visitors && self.age.is_some() {
            let path = &self.path;
            tracing::error!(
                path,
                "`cache(..)` does not hold: this response has a session, or was made of more than path and query"
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
    let policy = age.map_or("private, no-cache".to_owned(), |age| {
        format!("public, max-age={}", age.as_secs())
    });
    let head = [cache_control(&policy), (header::ETAG, tag), security()];
    if is_known {
        (StatusCode::NOT_MODIFIED, head).into_response()
    } else {
        (head, Html(html)).into_response()
    }
}

/// Returns an entity tag, which is weak because the compressed page consists of other bytes.
fn entity_tag(html: &str) -> HeaderValue {
    let digest = Sha256::digest(html);
    let hex: String = digest
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    ascii(&format!("W/\"{hex}\""))
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
    (status, [cache_control("no-store"), security()], Html(html)).into_response()
}

pub(super) fn cache_control(policy: &str) -> (HeaderName, HeaderValue) {
    (header::CACHE_CONTROL, ascii(policy))
}

pub(super) fn security() -> (HeaderName, HeaderValue) {
    (header::CONTENT_SECURITY_POLICY, ascii(&POLICY))
}

fn ascii(value: &str) -> HeaderValue {
    HeaderValue::try_from(value).expect("policies and tags are plain ASCII")
}
