//! Forms that are submitted without scripts, to the address of their page.

use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, Request};
use axum::http::header::{self, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{AppendHeaders, Html, IntoResponse, Response};
use tokio::time::timeout;

use super::admission::{admit, secure};
use super::guard;
use super::page::{PageRoot, opening};
use super::response::{NO_STORE, failure, redirected, security};
use super::upload::{self, boundary};
use crate::form::{AfterSubmit, FormEntries};
use crate::server::host::cookie::PageCookie;
use crate::server::host::visitor::Visitor;
use crate::server::host::worker::{Overloaded, Reply, Workers};
use crate::server::session::SubmittedForm;
use crate::server::uploads::{PageName, ReceivedForm};
use crate::server::view::limit::Limit;
use crate::wire::limits::{FORM, FORM_ENTRIES, STALLED};

/// Answers any request to a page that does not ask for it.
pub(super) async fn respond(page: PageRoot, request: Request) -> Response {
    let answer = match (request.method(), admit(request.headers())) {
        (_, Err(refusal)) => refusal.into_response(),
        (&Method::POST, Ok(())) => submit(page, request).await,
        _ => not_allowed(),
    };
    secure(answer)
}

async fn submit(page: PageRoot, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Err(refusal) = guard::ask(&page.guards, &mut parts).await {
        return refusal;
    }
    if boundary(&parts.headers).is_some() {
        return submit_files(page, parts, body).await;
    }
    if !is_form(&parts) {
        return not_allowed();
    }
    let body = match timeout(STALLED, to_bytes(body, FORM)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => {
            Limit::Form.hit();
            return StatusCode::PAYLOAD_TOO_LARGE.into_response();
        }
        Err(_) => {
            Limit::SlowForm.hit();
            return StatusCode::REQUEST_TIMEOUT.into_response();
        }
    };
    let mut entries: FormEntries = Vec::new();
    for (name, text) in form_urlencoded::parse(&body).take(FORM_ENTRIES + 1) {
        entries.push((name.into_owned(), text.into_owned()));
    }
    if entries.len() > FORM_ENTRIES {
        Limit::FormEntries.hit();
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    match SubmittedForm::of(entries) {
        Some(form) => answer(page, parts, form).await,
        None => not_allowed(),
    }
}

/// The same for a form with files. These wait as if they had been sent by the browser's code, for this request alone.
async fn submit_files(page: PageRoot, parts: Parts, body: Body) -> Response {
    let mut name = PageName::default();
    getrandom::fill(&mut name).expect("the system has randomness");
    let (received, _rest) = upload::read(&parts, body, name).await;
    let ReceivedForm { entries, tokens } = match received {
        Ok(received) => received,
        Err(refusal) => return refusal,
    };
    let Some(form) = SubmittedForm::of(entries) else {
        return not_allowed();
    };
    let answer = answer(page, parts, SubmittedForm { page: name, ..form }).await;
    drop(tokens);
    answer
}

/// Refuses what is neither a request for the page nor a form of it.
fn not_allowed() -> Response {
    let allow = [(header::ALLOW, "GET, HEAD")];
    (StatusCode::METHOD_NOT_ALLOWED, allow).into_response()
}

fn is_form(parts: &Parts) -> bool {
    let content = parts.headers.get(header::CONTENT_TYPE);
    let content = content
        .and_then(|content| content.to_str().ok())
        .unwrap_or_default();
    let essence = content.split(';').next().unwrap_or_default();
    essence
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Renders the page, and runs the form's action before it is written.
async fn answer(page: PageRoot, parts: Parts, form: SubmittedForm) -> Response {
    let visitor = Visitor::of(&parts);
    let cookie = PageCookie::of(&parts.headers);
    let own = match parts.extensions.get() {
        Some(OriginalUri(uri)) => uri.to_string(),
        None => parts.uri.to_string(),
    };
    let opening = opening(page, parts, cookie.cookie, None, Some(form));
    let opened = Workers::get().render(visitor, cookie.cookie, opening, None);
    let head = || ([NO_STORE, security()], AppendHeaders(cookie.header()));
    match opened.await {
        Ok(Reply::Submitted(after)) => {
            let to = match after {
                AfterSubmit::Go(address) => address,
                AfterSubmit::Done | AfterSubmit::Refused => own,
            };
            match HeaderValue::try_from(to) {
                Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
                Err(_) => failure(StatusCode::INTERNAL_SERVER_ERROR),
            }
        }
        Ok(Reply::Redirected { address, head }) => redirected(address, &head),
        Ok(Reply::WithSession { html, .. } | Reply::Static { html, .. }) => {
            (StatusCode::UNPROCESSABLE_ENTITY, head(), Html(html)).into_response()
        }
        Ok(Reply::Differs | Reply::Streamed { .. }) => failure(StatusCode::INTERNAL_SERVER_ERROR),
        Ok(Reply::Failed(status)) => failure(status),
        Err(Overloaded) => {
            let retry = [(header::RETRY_AFTER, "1")];
            (StatusCode::SERVICE_UNAVAILABLE, retry).into_response()
        }
    }
}
