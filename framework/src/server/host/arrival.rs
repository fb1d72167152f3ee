//! From a request for a websocket to its session.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::upgrade::OnUpgrade;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::handshake::server::create_response;

use super::build::{Build, PageProtocol};
use super::cookie::VisitorCookie;
use super::hosts::Hosts;
use super::late::{self, AskedPage};
use super::line::LiftedLine;
use super::socket::{Incoming, MessageSocket};
use super::ticket::Ticket;
use super::worker::Workers;
use crate::server::session::history::History;
use crate::server::view::limit::Limit;
use crate::wire::close::Reason;
use crate::wire::limits::FIRST_FRAME;
use crate::wire::message::FromClient;
use crate::wire::number::Version;

/// A socket that asked for a session, on its way to the worker.
pub(crate) struct Arrival {
    pub socket: MessageSocket<LiftedLine>,
    /// The first message.
    pub attach: FromClient,
    /// The message that has woken the session, if it slept.
    pub then: Option<WakingMessage>,
    /// The page that it belongs to, if that can be rendered once more.
    pub page: Option<Arc<AskedPage>>,
}

/// A message for a session that sleeps.
pub(crate) struct WakingMessage {
    /// The messages before.
    pub history: History,
    pub message: FromClient,
}

impl Arrival {
    /// Returns whether the browser has changed nothing since it was given the page, and was told of no change.
    pub fn is_first(&self) -> bool {
        matches!(&self.attach, FromClient::Attach { version, .. } if *version == Version(0))
    }

    /// Dismisses the socket.
    pub async fn refuse(self: Box<Self>, reason: Reason) {
        self.refuse_for(reason, Duration::ZERO).await;
    }

    /// Dismisses the socket, because its page is another one by now.
    pub async fn expire(self: Box<Self>) {
        let reason = match self.then {
            Some(_) => Reason::Renewed,
            None => Reason::Expired,
        };
        self.refuse_for(reason, Duration::ZERO).await;
    }

    /// Dismisses the socket. The page comes back after so much time.
    pub async fn refuse_for(self: Box<Self>, reason: Reason, retry_after: Duration) {
        // If the socket cannot be moved, it is closed, and the browser opens another.
        if let Ok(socket) = self.socket.lay() {
            socket.dismiss_for(reason, retry_after).await;
        }
    }
}

/// Accepts a websocket of the application's own pages, reads its first message and hands it to its session.
///
/// Axum's own extractor is not used, because the bytes below the websocket are metered, and its buffers are larger than
/// an idle session.
pub(crate) async fn upgrade(mut request: Request, build: Build) -> Response {
    if !is_own_origin(request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let cookie = VisitorCookie::of(request.headers());
    let Some(upgrade) = request.extensions_mut().remove::<OnUpgrade>() else {
        return StatusCode::UPGRADE_REQUIRED.into_response();
    };
    let (parts, _) = request.into_parts();
    let page = AskedPage::of(&parts);
    let protocol = PageProtocol::of(&parts.headers);
    let Ok(mut accepted) = create_response(&axum::http::Request::from_parts(parts, ())) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if let Some(answer) = protocol.answer() {
        let headers = accepted.headers_mut();
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, answer);
    }
    tokio::spawn(async move {
        if let Ok(upgraded) = upgrade.await {
            let socket = MessageSocket::new(upgraded);
            admit(socket, protocol.is_other(build()), cookie, page).await;
        }
    });
    accepted.map(|()| Body::empty())
}

/// Returns whether the page comes from this server: any site can open a socket, and browsers send the page's origin.
pub(crate) fn is_own_origin(headers: &HeaderMap) -> bool {
    let only = |name| {
        let mut all = headers.get_all(name).iter();
        all.next()
            .filter(|_| all.next().is_none())
            .and_then(|value| value.to_str().ok())
    };
    match (only(header::ORIGIN), only(header::HOST)) {
        (Some(origin), Some(host)) => Hosts::get().admits_origin(origin, host),
        _ => false,
    }
}

/// Reads the first message of a socket, and hands it to its session. Nothing is read of a page of another build.
pub(super) async fn admit(
    mut socket: MessageSocket,
    is_stale: bool,
    cookie: Option<VisitorCookie>,
    page: Option<Arc<AskedPage>>,
) {
    if is_stale {
        tracing::debug!("a page is of another build");
        return socket.dismiss(Reason::Stale).await;
    }
    let (ticket, attach) = match timeout(FIRST_FRAME, socket.first()).await {
        Ok(Incoming::Frame(attach @ FromClient::Attach { ticket, .. })) => (ticket, attach),
        Ok(Incoming::Frame(_) | Incoming::Refused) => {
            return socket.dismiss(Reason::Violation).await;
        }
        Ok(Incoming::TooLarge) => return socket.dismiss(Reason::TooLarge).await,
        Ok(Incoming::Closed) => return,
        Err(_) => {
            Limit::FirstMessage.hit();
            return socket.dismiss(Reason::Late).await;
        }
    };
    // Without the cookie of its page a ticket is worth nothing: a new page brings both.
    let Some(cookie) = cookie else {
        return socket.dismiss(Reason::Expired).await;
    };
    // If the socket cannot be moved, it is closed, and the browser will open another.
    let Ok(socket) = socket.lift() else {
        return;
    };
    let ticket = Ticket(ticket);
    let arrival = Box::new(Arrival {
        socket,
        attach,
        then: None,
        page,
    });
    if let Some(arrival) = Workers::get().attach(ticket, cookie, arrival).await {
        late::attach(ticket, cookie, arrival).await;
    }
}
