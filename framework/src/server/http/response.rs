//! From what a worker made of a page to an HTTP response: status, caching, security.

use std::time::Duration;

use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::document::POLICY;
use super::guard::{admit, secure};
use super::page::{PageRoot, opening};
use crate::server::host::worker::{Overloaded, Reply, Workers};

/// Answers a request for a page.
pub(crate) async fn respond(page: PageRoot, request: Parts) -> Response {
    secure(match admit(&request.headers) {
        Ok(()) => answer(page, request).await,
        Err(refusal) => refusal.into_response(),
    })
}

async fn answer(page: PageRoot, request: Parts) -> Response {
    let known = request.headers.get(header::IF_NONE_MATCH).cloned();
    let route = RouteCaching {
        path: request.uri.path().to_owned(),
        age: page.age,
    };
    match Workers::get().render(opening(page, request)).await {
        Ok(Reply::Static { html, is_personal }) => {
            unchanging(html, known, route.policy(is_personal))
        }
        Ok(Reply::WithSession(html)) => {
            route.policy(true);
            ([cache_control("no-store"), security()], Html(html)).into_response()
        }
        Ok(Reply::Failed(status)) => failure(status),
        Err(Overloaded) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, "1")],
        )
            .into_response(),
    }
}

/// Where a page was asked for, and what its route says of caches.
struct RouteCaching {
    path: String,
    age: Option<Duration>,
}

impl RouteCaching {
    /// How long shared caches may keep a response. One that belongs to a visitor they may not keep, whatever the
    /// route says.
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

/// A page that stays as it is, for caches of the visitor alone unless it has an age. The same answer need not travel
/// twice.
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

/// Weak: the same page compressed is another sequence of bytes.
fn entity_tag(html: &str) -> HeaderValue {
    let digest = Sha256::digest(html);
    let hex: String = digest
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    ascii(&format!("W/\"{hex}\""))
}

/// What a visitor learns of an error: its text may hold secrets, and stands in the log.
fn failure(status: StatusCode) -> Response {
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
    (status, [cache_control("no-store"), security()], Html(html)).into_response()
}

fn cache_control(policy: &str) -> (HeaderName, HeaderValue) {
    (header::CACHE_CONTROL, ascii(policy))
}

fn security() -> (HeaderName, HeaderValue) {
    (header::CONTENT_SECURITY_POLICY, ascii(&POLICY))
}

fn ascii(value: &str) -> HeaderValue {
    HeaderValue::try_from(value).expect("policies and tags are plain ASCII")
}
