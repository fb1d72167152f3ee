//! From a request to a response, and to a session if the page needs one.

use std::any::type_name;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use futures_util::FutureExt;
use sha2::{Digest, Sha256};

use super::document::{POLICY, document};
use super::overlay;
use super::session::Session;
use super::ticket::Ticket;
use super::view::{Failure, Pending};
use super::worker::{Overloaded, Workers};
use crate::component::Page;
use crate::part::KindId;

/// A page's root component.
#[derive(Clone)]
pub struct Root {
    /// Starts it, on the worker that will keep it.
    pub open: Arc<dyn Fn() -> Pending + Send + Sync>,
    /// What the document is called, unless the component writes it itself.
    pub title: &'static str,
    /// Its first kind: what the page's kinds are written relative to, unless the artifact has several pages.
    pub first: KindId,
}

impl Root {
    /// A component as a page.
    pub fn of<P: Page>(component: fn(P) -> Pending) -> Self {
        let name = type_name::<P>();
        Self {
            open: Arc::new(move || {
                overlay::enter::<P>();
                component(P::props())
            }),
            title: name.rsplit("::").next().unwrap_or(name),
            first: P::FIRST,
        }
    }
}

static ARTIFACT: OnceLock<KindId> = OnceLock::new();

/// Says what the kinds of all pages are written relative to: there is one artifact for all of them.
pub(crate) fn set_artifact(first: KindId) {
    ARTIFACT.get_or_init(|| first);
}

/// What a worker answers to a request.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A page that nothing on the server can change any more.
    Static(String),
    /// A page with a session.
    Live(String),
    /// The page's code failed.
    Failed,
}

/// Answers a request for a page.
pub(crate) async fn respond(page: Root, headers: HeaderMap) -> Response {
    match Workers::get().render(page).await {
        Ok(Reply::Static(html)) => static_response(html, &headers),
        Ok(Reply::Live(html)) => ([cache("no-store"), security()], Html(html)).into_response(),
        Ok(Reply::Failed) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            [cache("no-store"), security()],
            Html(SORRY),
        )
            .into_response(),
        Err(Overloaded) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, "1")],
        )
            .into_response(),
    }
}

/// All that a visitor learns of an error: its text may hold secrets, and stands in the log.
const SORRY: &str = "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Error</title>\
    <h1>Something went wrong</h1><p>It is not your fault. Please try again later.</html>";

/// Renders a page; also its session, unless nothing on the server can change it any more.
pub(crate) async fn open(page: Root, ticket: Ticket) -> (Reply, Option<Session>) {
    let mut session = Session::new(*ARTIFACT.get().unwrap_or(&page.first));
    match AssertUnwindSafe(session.render(|| (page.open)()))
        .catch_unwind()
        .await
    {
        Ok(Ok(rendered)) => {
            let ticket = rendered.live.then_some(ticket);
            let html = document(&rendered, page.title, ticket);
            let html = overlay::shown(html, session.stage(), ticket);
            match ticket {
                Some(_) => (Reply::Live(html), Some(session)),
                None => (Reply::Static(html), None),
            }
        }
        Ok(Err(failure)) => (failed(&failure), None),
        Err(_) => (Reply::Failed, None),
    }
}

fn failed(failure: &Failure) -> Reply {
    tracing::error!(error = %failure, "a page failed");
    Reply::Failed
}

/// Private, since it may show what only this visitor may see; but the same answer need not travel twice.
fn static_response(html: String, headers: &HeaderMap) -> Response {
    let tag = entity_tag(&html);
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| *known == tag);
    let caching = [cache("private, no-cache"), (header::ETAG, tag), security()];
    if known {
        (StatusCode::NOT_MODIFIED, caching).into_response()
    } else {
        (caching, Html(html)).into_response()
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
    HeaderValue::try_from(format!("W/\"{hex}\"")).expect("hexadecimal digits are a header value")
}

fn cache(policy: &'static str) -> (header::HeaderName, HeaderValue) {
    (header::CACHE_CONTROL, HeaderValue::from_static(policy))
}

fn security() -> (header::HeaderName, HeaderValue) {
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::try_from(POLICY.as_str()).expect("a policy is a header value"),
    )
}
