//! A socket over HTTP, where something on the way blocks websockets: the frames of the websocket come down as server-sent
//! events, and go up as the bodies of requests. Everything above the bytes is that of a websocket: the same guards, messages,
//! limits and close codes.
//!
//! The first event is a random key, which names the stream in the requests. Browsers and proxies may send a request
//! twice, so each has a number, and is taken once and in order.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf, WriteHalf, duplex, split};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::arrival::{admit, is_own_origin};
use super::build::{Build, PageProtocol};
use super::cookie::VisitorCookie;
use super::late::AskedPage;
use super::socket::MessageSocket;
use crate::wire::QuickHash;
use crate::wire::limits::{Limits, MESSAGE, STALLED};

/// The path of streams, of requests that bring frames, and of the browser's part.
const STREAM: &str = "/_watershed/stream";
const UP: &str = "/_watershed/stream/up";
const SCRIPT: &str = "/_watershed/stream.js";

/// Bytes that wait in each direction.
const WAITING: usize = 8 << 10;

/// The bytes in front of the frames in a request: the key, and the number of the request.
const HEAD: usize = 16 + 4;

/// The most bytes of frames in a request.
const BODY: usize = Limits::DEFAULT.frame + (1 << 10);

type StreamKey = [u8; 16];

/// The way up of each open stream.
static STREAMS: OnceLock<Mutex<HashMap<StreamKey, Arc<Upstream>, QuickHash>>> = OnceLock::new();

/// The way of frames to a socket.
struct Upstream {
    /// The cookie of the visitor who opened the stream.
    cookie: Option<VisitorCookie>,
    state: tokio::sync::Mutex<UpstreamState>,
}

struct UpstreamState {
    /// The number of the next request.
    next: u32,
    line: WriteHalf<DuplexStream>,
}

/// The way of frames to the browser. When it is dropped, the socket has lost its peer.
struct Downstream {
    key: StreamKey,
    is_told: bool,
    line: ReadHalf<DuplexStream>,
    cut: CancellationToken,
}

/// Serves streams, and the script that speaks with them.
pub(crate) fn routes(build: Build) -> Router {
    Router::new()
        .route(STREAM, post(move |request| open(request, build)))
        .route(UP, post(take))
        .route(SCRIPT, get(script))
}

/// Opens a stream for one of the application's own pages.
async fn open(request: Parts, build: Build) -> Response {
    if !is_own_origin(&request.headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let cookie = VisitorCookie::of(&request.headers);
    let (near, far) = duplex(WAITING);
    let (reading, writing) = split(near);
    let down = Downstream {
        key: random(),
        is_told: false,
        line: reading,
        cut: CancellationToken::new(),
    };
    let up = Upstream {
        cookie,
        state: tokio::sync::Mutex::new(UpstreamState {
            next: 0,
            line: writing,
        }),
    };
    streams(|streams| streams.insert(down.key, Arc::new(up)));
    let socket = MessageSocket::carried(far, down.cut.clone());
    let is_stale = PageProtocol::of(&request.headers).is_other(build());
    tokio::spawn(admit(socket, is_stale, cookie, AskedPage::of(&request)));
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Nginx would hold events back.
        (
            header::HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    let events = stream::unfold(down, async |mut down| {
        let event = down.next().await?;
        Some((Ok::<_, Infallible>(event), down))
    });
    (headers, Sse::new(events)).into_response()
}

/// Takes the frames in a request.
async fn take(request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if !is_own_origin(&parts.headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    match bring(VisitorCookie::of(&parts.headers), body).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(status) => status.into_response(),
    }
}

async fn bring(cookie: Option<VisitorCookie>, body: Body) -> Result<(), StatusCode> {
    let body = timeout(MESSAGE, to_bytes(body, HEAD + BODY)).await;
    let body = body.map_err(|_| StatusCode::REQUEST_TIMEOUT)?;
    let body = body.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    let (key, rest) = body.split_first_chunk().ok_or(StatusCode::BAD_REQUEST)?;
    let (number, frames) = rest.split_first_chunk().ok_or(StatusCode::BAD_REQUEST)?;
    let stream = streams(|streams| streams.get(key).cloned());
    let stream = stream.filter(|stream| stream.cookie == cookie);
    let stream = stream.ok_or(StatusCode::NOT_FOUND)?;
    let mut state = stream.state.lock().await;
    let number = u32::from_be_bytes(*number);
    if number < state.next {
        return Ok(());
    }
    if number > state.next {
        return Err(StatusCode::CONFLICT);
    }
    state.next += 1;
    // Bytes that come too fast wait here, as they wait in the network below a websocket.
    match timeout(STALLED, state.line.write_all(frames)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(StatusCode::NOT_FOUND),
        Err(_) => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}

async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, include_str!("stream.js")).into_response()
}

fn random() -> StreamKey {
    let mut key = [0; 16];
    getrandom::fill(&mut key).expect("the system has randomness");
    key
}

fn streams<R>(act: impl FnOnce(&mut HashMap<StreamKey, Arc<Upstream>, QuickHash>) -> R) -> R {
    let streams = STREAMS.get_or_init(Mutex::default);
    act(&mut streams.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Downstream {
    /// Returns the next event: the key, and then whatever bytes there are.
    async fn next(&mut self) -> Option<Event> {
        if !std::mem::replace(&mut self.is_told, true) {
            return Some(Event::default().data(STANDARD.encode(self.key)));
        }
        let mut bytes = Vec::with_capacity(WAITING);
        let read = tokio::select! {
            read = self.line.read_buf(&mut bytes) => read.ok()?,
            () = self.cut.cancelled() => return None,
        };
        (read > 0).then(|| Event::default().data(STANDARD.encode(bytes)))
    }
}

impl Drop for Downstream {
    fn drop(&mut self) {
        streams(|streams| streams.remove(&self.key));
    }
}
