//! Sockets whose session is not there: the server kept nothing of the page that they belong to, so the page is rendered
//! once more.
//!
//! The application's router is asked for the page's address, with the headers of the socket's request. So
//! its layers, guards and extractors see an ordinary request of this visitor, and somebody who may not see the page any
//! more is not let in. If the ticket is of the page that came out, all numbers in it are those that the browser has, and
//! the session is the one that it would have had.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::header::{self, HeaderName};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::arrival::Arrival;
use super::clients;
use super::cookie::VisitorCookie;
use super::cut::Cut;
use super::ticket::Ticket;
use super::visitor::Visitor;
use super::worker::comes_back;
use crate::server::view::limit::Limit;
use crate::wire::close::Reason;
use crate::wire::limits::LATE_PAGE;

/// The router of the application, as the requests of one server have it.
#[derive(Clone)]
pub(crate) struct PageRouter(pub Router);

/// Headers of a request for a socket that a request for a page does not have, and those that change its answer.
const OF_SOCKETS: [HeaderName; 10] = [
    header::CONNECTION,
    header::UPGRADE,
    header::SEC_WEBSOCKET_KEY,
    header::SEC_WEBSOCKET_VERSION,
    header::SEC_WEBSOCKET_EXTENSIONS,
    header::SEC_WEBSOCKET_PROTOCOL,
    header::ORIGIN,
    header::ACCEPT_ENCODING,
    header::CONTENT_LENGTH,
    header::IF_NONE_MATCH,
];

/// The request that the page of a socket would be asked for with. It is kept as long as the page can be rendered once
/// more, so it is small.
#[derive(Clone)]
pub(crate) struct AskedPage {
    router: Router,
    address: Box<str>,
    /// Names and values, each behind its length.
    headers: Box<[u8]>,
    peer: Option<ConnectInfo<SocketAddr>>,
    /// The threads that answer requests.
    threads: Handle,
}

/// A socket that the worker takes which renders its page, if that is the page that the browser has.
#[derive(Clone)]
pub(crate) struct LateSocket {
    arrival: Arc<Mutex<Option<Box<Arrival>>>>,
    pub ticket: Ticket,
    pub cookie: VisitorCookie,
}

impl AskedPage {
    /// Returns the page of a request for a socket: its address is the query.
    pub fn of(request: &Parts) -> Option<Arc<Self>> {
        let PageRouter(router) = request.extensions.get()?;
        let address = request.uri.query()?.parse::<PathAndQuery>().ok()?;
        let mut headers = Vec::new();
        for (name, value) in &request.headers {
            if !OF_SOCKETS.contains(name) {
                for part in [name.as_str().as_bytes(), value.as_bytes()] {
                    headers.extend((part.len() as u32).to_le_bytes());
                    headers.extend_from_slice(part);
                }
            }
        }
        Some(Arc::new(Self {
            router: router.clone(),
            address: address.as_str().into(),
            headers: headers.into(),
            peer: request.extensions.get().cloned(),
            threads: Handle::try_current().ok()?,
        }))
    }

    /// Renders the page of a socket once more, as for one that has just come.
    pub fn attach(ticket: Ticket, arrival: Box<Arrival>) {
        let page = arrival.page.as_ref();
        let known = page.and_then(|page| {
            let cookie = VisitorCookie::of(&read_headers(&page.headers))?;
            Some((page.threads.clone(), cookie))
        });
        // A socket without them was never attached.
        if let Some((threads, cookie)) = known {
            threads.spawn(attach(ticket, cookie, arrival));
        }
    }

    fn request(&self) -> Option<Request> {
        self.request_for(&self.address)
    }

    /// Returns the router of the application.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Returns the threads that answer requests.
    pub fn threads(&self) -> &Handle {
        &self.threads
    }

    /// Returns the same page, asked for with the headers of another request.
    pub fn asked_by(&self, other: &Self) -> Self {
        Self {
            address: self.address.clone(),
            ..other.clone()
        }
    }

    /// Returns the number of bytes that it takes, roughly.
    pub fn held(&self) -> usize {
        size_of::<Self>() + self.address.len() + self.headers.len()
    }

    /// Returns a request for another page with the same headers.
    pub fn request_for(&self, address: &str) -> Option<Request> {
        let address: PathAndQuery = address.parse().ok()?;
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = Uri::from(address);
        *request.headers_mut() = read_headers(&self.headers);
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(peer);
        }
        Some(request)
    }
}

fn read_headers(mut bytes: &[u8]) -> HeaderMap {
    let mut next = || {
        let (length, rest) = bytes.split_first_chunk()?;
        let (part, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        bytes = rest;
        Some(part)
    };
    let mut headers = HeaderMap::new();
    while let (Some(name), Some(value)) = (next(), next()) {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name), HeaderValue::from_bytes(value))
        {
            headers.append(name, value);
        }
    }
    headers
}

impl LateSocket {
    /// Returns the handle by which another thread can close the socket.
    pub fn cut(&self) -> Option<Arc<Cut>> {
        let arrival = self.arrival.lock().unwrap_or_else(PoisonError::into_inner);
        arrival.as_ref()?.socket.cut().cloned()
    }

    /// Takes the socket, if nobody has it.
    pub fn take(&self) -> Option<Box<Arrival>> {
        let mut arrival = self.arrival.lock().unwrap_or_else(PoisonError::into_inner);
        arrival.take()
    }
}

/// Renders the page of a socket once more, and lets the worker that does take the socket. If the page is another one by
/// now, or this visitor is not given it, the socket is dismissed.
pub(crate) async fn attach(ticket: Ticket, cookie: VisitorCookie, arrival: Box<Arrival>) {
    let page = arrival.page.as_ref();
    let asked = page.and_then(|page| Some((page.router.clone(), page.request()?)));
    let Some((router, request)) = asked else {
        return arrival.expire().await;
    };
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts);
    let has_failed = |arrival: &Arrival| {
        // A page that was attached is another one by now.
        if arrival.then.is_none() {
            clients::has_failed(visitor);
        }
    };
    if !clients::may_try(visitor) {
        return arrival
            .refuse_for(Reason::Overloaded, comes_back(ticket))
            .await;
    }
    if !arrival.is_first() {
        has_failed(&arrival);
        return arrival.expire().await;
    }
    let mut request = Request::from_parts(parts, body);
    let socket = LateSocket {
        arrival: Arc::new(Mutex::new(Some(arrival))),
        ticket,
        cookie,
    };
    request.extensions_mut().insert(socket.clone());
    let answer = TowerToHyperService::new(router).call(request);
    let answer = timeout(LATE_PAGE, answer).await;
    let Some(arrival) = socket.take() else {
        return;
    };
    match answer {
        Err(_) => {
            Limit::LatePage.hit();
            arrival.expire().await;
        }
        Ok(Ok(answer)) if answer.status() == StatusCode::SERVICE_UNAVAILABLE => {
            let retry_after = comes_back(ticket);
            arrival.refuse_for(Reason::Overloaded, retry_after).await;
        }
        Ok(_) => {
            has_failed(&arrival);
            arrival.expire().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_page_is_asked_for_as_its_socket_was_without_what_is_the_sockets() {
        let request = Request::get("/_watershed/socket?/story/7?newest=true")
            .header(header::COOKIE, "a=b")
            .header(header::COOKIE, "c=d")
            .header(header::UPGRADE, "websocket")
            .header(header::ACCEPT_LANGUAGE, "de")
            .header(header::ORIGIN, "http://localhost")
            .extension(PageRouter(Router::new()))
            .body(())
            .expect("a request");
        let (parts, ()) = request.into_parts();
        let asked = AskedPage::of(&parts).expect("it names a page");
        let request = asked.request().expect("it has an address");
        assert_eq!(request.uri(), "/story/7?newest=true");
        let headers = request.headers();
        assert_eq!(headers.get_all(header::COOKIE).iter().count(), 2);
        assert_eq!(headers[header::ACCEPT_LANGUAGE], "de");
        assert_eq!(headers.len(), 3, "{headers:?}");
    }

    #[tokio::test]
    async fn a_socket_that_names_no_page_has_none() {
        for address in ["/_watershed/socket", "/_watershed/socket?"] {
            let request = Request::get(address).extension(PageRouter(Router::new()));
            let (parts, ()) = request.body(()).expect("a request").into_parts();
            let address = AskedPage::of(&parts).and_then(|page| page.request());
            assert!(address.is_none_or(|request| request.uri() == "/"));
        }
    }
}
