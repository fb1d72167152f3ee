//! Files of a form that the browser's code sends, before it calls the form's action.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{Stream, StreamExt};
use tokio::time::{sleep, timeout};

use super::admission::is_of_own_page;
use crate::server::host::cookie::VisitorCookie;
use crate::server::host::ticket::Ticket;
use crate::server::host::visitor::Visitor;
use crate::server::uploads::{self, PageName, ReceivedForm, UploadFailure, UploadTokens};
use crate::wire::limits::UPLOAD_KEPT;

/// The path of such requests.
const UPLOAD: &str = "/_watershed/upload";

/// The header with the page's ticket.
const PAGE: &str = "x-watershed-page";

/// The most bytes, and the most time, for which the rest of a body is read that nobody needs: a browser that sends hears an
/// answer only if it can go on sending.
const IN_VAIN: u64 = 256 << 20;
const IN_VAIN_TIME: Duration = Duration::from_secs(60);

/// Serves requests that bring files.
pub(super) fn routes() -> Router {
    let route = post(take).layer(DefaultBodyLimit::disable());
    Router::new().route(UPLOAD, route)
}

/// Answers with the tokens of the files, a line each.
async fn take(request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let page = page(&parts.headers).filter(|_| is_of_own_page(&parts.headers));
    let Some(page) = page else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let (received, _rest) = read(&parts, body, page).await;
    match received {
        Ok(ReceivedForm { tokens, .. }) => {
            let lines = tokens.all().join("\n");
            if !lines.is_empty() {
                tokio::spawn(async move {
                    sleep(UPLOAD_KEPT).await;
                    drop(tokens);
                });
            }
            ([(header::CACHE_CONTROL, "no-store")], lines).into_response()
        }
        Err(refusal) => refusal,
    }
}

/// Returns the name of the session that a visitor's page has.
fn page(headers: &HeaderMap) -> Option<PageName> {
    let cookie = VisitorCookie::of(headers)?;
    let ticket = STANDARD.decode(headers.get(PAGE)?).ok()?;
    let ticket = Ticket(ticket.try_into().ok()?);
    Some(ticket.of_visitor(cookie).bytes())
}

/// Returns whether a body is a form with files.
pub(super) fn boundary(headers: &HeaderMap) -> Option<String> {
    let content = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(content).ok()
}

/// Reads a form with files, or returns the answer to give instead; and the rest of the body, until the answer is there.
pub(super) async fn read(
    parts: &Parts,
    body: Body,
    page: PageName,
) -> (Result<ReceivedForm, Response>, BodyRest) {
    let (lent, rest) = lend(body.into_data_stream());
    let Some(boundary) = boundary(&parts.headers) else {
        let refusal = StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
        return (Err(refusal), rest);
    };
    let client = Visitor::of(parts).client();
    let Some(permit) = uploads::begin(client) else {
        return (Err(no_room()), rest);
    };
    let tokens = UploadTokens::of(page, client);
    let received = uploads::receive(lent, boundary, tokens).await;
    drop(permit);
    let received = received.map_err(|failure| match failure {
        UploadFailure::Malformed => StatusCode::BAD_REQUEST.into_response(),
        UploadFailure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        UploadFailure::Stalled => StatusCode::REQUEST_TIMEOUT.into_response(),
        UploadFailure::NoRoom => no_room(),
        UploadFailure::Storage(error) => {
            tracing::error!(%error, "a file that was sent cannot be stored");
            StatusCode::INSUFFICIENT_STORAGE.into_response()
        }
    });
    (received, rest)
}

/// Answers when too many files come, or wait.
fn no_room() -> Response {
    let retry = [(header::RETRY_AFTER, "1")];
    (StatusCode::SERVICE_UNAVAILABLE, retry).into_response()
}

/// A body that is still there when its reader is gone.
struct LentBody(Arc<Mutex<BodyDataStream>>);

/// The rest of a body. When this is dropped, it is read on, and nothing is kept of it.
pub(super) struct BodyRest(Option<LentBody>);

impl Drop for BodyRest {
    fn drop(&mut self) {
        if let Some(rest) = self.0.take() {
            tokio::spawn(timeout(IN_VAIN_TIME, read_in_vain(rest)));
        }
    }
}

/// Lends a body to a reader. Returns what is left afterwards too.
fn lend(body: BodyDataStream) -> (LentBody, BodyRest) {
    let body = Arc::new(Mutex::new(body));
    let lent = LentBody(Arc::clone(&body));
    (lent, BodyRest(Some(LentBody(body))))
}

impl Stream for LentBody {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        body.poll_next_unpin(context)
    }
}

/// Reads on, and keeps nothing.
async fn read_in_vain(mut rest: LentBody) {
    let mut read = 0;
    while let Some(Ok(piece)) = rest.next().await
        && read < IN_VAIN
    {
        read += piece.len() as u64;
    }
}
