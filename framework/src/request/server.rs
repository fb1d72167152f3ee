//! The request on the server, as it came over HTTP.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use axum::extract::{FromRequestParts, OriginalUri, Path, Query, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::IntoResponse;
use bytes::Bytes;
use futures_util::FutureExt;
use serde::de::DeserializeOwned;

use super::RequestError;
use crate::graph::{RwSignal, ScopeId, use_context};
use crate::server::view::permit::Permit;

/// The request that a page answers: see [`request`](super::request).
#[derive(Clone, Debug)]
pub struct Request {
    received: Rc<ReceivedRequest>,
    /// The reads of one layer of the page, if it has several.
    reads: Option<Rc<Cell<AddressReads>>>,
}

#[derive(Debug)]
struct ReceivedRequest {
    parts: RefCell<Parts>,
    is_personal: Cell<bool>,
}

/// The parts of its address that a layer has read when it was made. It does not follow them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct AddressReads {
    /// The parameters of the path.
    pub path: bool,
    /// The query, or the request as a whole.
    pub rest: bool,
}

/// The request that a layer of a page answers now, and the signal by which code follows it.
#[derive(Clone)]
pub(crate) struct LayerRequest(Rc<FollowedRequest>);

struct FollowedRequest {
    scope: ScopeId,
    request: RefCell<Request>,
    reads: Rc<Cell<AddressReads>>,
    /// Written when another request takes its place; made by whoever follows it first.
    changed: Cell<Option<RwSignal<u32>>>,
    /// True if the address does not fit code that follows it.
    is_refused: Cell<bool>,
}

impl LayerRequest {
    /// Makes the request of a layer that is made in the current scope.
    pub fn new(request: &Request) -> Self {
        let reads = Rc::<Cell<AddressReads>>::default();
        let request = Request {
            received: Rc::clone(&request.received),
            reads: Some(Rc::clone(&reads)),
        };
        Self(Rc::new(FollowedRequest {
            scope: ScopeId::current(),
            request: RefCell::new(request),
            reads,
            changed: Cell::default(),
            is_refused: Cell::default(),
        }))
    }

    /// Returns the request.
    pub fn request(&self) -> Request {
        self.0.request.borrow().clone()
    }

    /// Returns the parts of the address that the layer has read.
    pub fn reads(&self) -> AddressReads {
        self.0.reads.get()
    }

    /// Answers another request from now on. Returns whether code that follows it runs again.
    pub fn replace(&self, request: &Request) -> bool {
        self.0.request.borrow_mut().received = Rc::clone(&request.received);
        let changed = self.0.changed.get();
        if let Some(changed) = changed {
            changed.update(|count| *count = count.wrapping_add(1));
        }
        changed.is_some()
    }

    /// Returns the request, tracked.
    fn follow(&self) -> Request {
        let changed = self.0.changed.get().unwrap_or_else(|| {
            let changed = self.0.scope.run(|| RwSignal::new(0));
            self.0.changed.set(Some(changed));
            changed
        });
        changed.get();
        self.request()
    }

    /// Returns whether the address did not fit code that follows it.
    pub fn is_refused(&self) -> bool {
        self.0.is_refused.get()
    }
}

/// The request of the page or layer around running code, to be followed.
#[derive(Clone)]
pub(crate) enum RequestAround {
    Fixed(Request),
    Layer(LayerRequest),
}

impl RequestAround {
    /// Returns the one around running code; `None` outside of a page.
    pub fn here() -> Option<Self> {
        let layer = use_context().map(Self::Layer);
        layer.or_else(|| use_context().map(Self::Fixed))
    }

    /// Returns the request.
    pub fn request(&self) -> Request {
        match self {
            Self::Fixed(request) => request.clone(),
            Self::Layer(layer) => layer.request(),
        }
    }

    /// Reads the request, tracked. What is read of it does not count as read when the layer was made.
    pub fn followed<R>(&self, read: impl FnOnce(&Request) -> R) -> R {
        let request = match self {
            Self::Fixed(request) => request.clone(),
            Self::Layer(layer) => layer.follow(),
        };
        let reads = None;
        read(&Request { reads, ..request })
    }

    /// Notes that the address does not fit.
    pub fn refuse(&self) {
        if let Self::Layer(layer) = self {
            layer.0.is_refused.set(true);
        }
    }
}

impl Request {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            received: Rc::new(ReceivedRequest {
                parts: RefCell::new(parts),
                is_personal: Cell::new(false),
            }),
            reads: None,
        }
    }

    fn note(&self, read: impl FnOnce(&mut AddressReads)) {
        if let Some(reads) = &self.reads {
            let mut all = reads.get();
            read(&mut all);
            reads.set(all);
        }
    }

    /// Returns path and query as the visitor knows them: a nested router sees only a part of them.
    pub(crate) fn address(&self) -> String {
        let parts = self.received.parts.borrow();
        let original = parts.extensions.get::<OriginalUri>();
        let uri = original.map_or(&parts.uri, |OriginalUri(uri)| uri);
        let whole = uri.path_and_query().map(ToString::to_string);
        whole.unwrap_or_else(|| "/".to_owned())
    }

    /// Returns the permit that the page's guards have given.
    pub(crate) fn permit(&self) -> Option<Permit> {
        self.received.parts.borrow().extensions.get().cloned()
    }

    /// Returns the parameters of the path, with their names.
    pub(crate) fn parameters(&self) -> Vec<(String, String)> {
        let mut parts = self.received.parts.borrow().clone();
        let extracted = RawPathParams::from_request_parts(&mut parts, &()).now_or_never();
        let Some(Ok(found)) = extracted else {
            return Vec::new();
        };
        let found = found.iter();
        let found = found.map(|(name, value)| (name.to_owned(), value.to_owned()));
        found.collect()
    }

    /// Copies what was received, because it lies in the buffer of the connection, which is larger than an idle session
    /// and is kept as long as any piece of it.
    pub(crate) fn detach(&self) {
        let mut parts = self.received.parts.borrow_mut();
        let copied = |uri: &Uri| Uri::try_from(uri.to_string());
        if let Ok(uri) = copied(&parts.uri) {
            parts.uri = uri;
        }
        if let Some(OriginalUri(uri)) = parts.extensions.get_mut()
            && let Ok(own) = copied(uri)
        {
            *uri = own;
        }
        let length = parts.headers.values().map(HeaderValue::len).sum();
        let mut all = Vec::with_capacity(length);
        let values = parts.headers.values();
        values.for_each(|value| all.extend_from_slice(value.as_bytes()));
        let mut all = Bytes::from(all);
        for value in parts.headers.values_mut() {
            let copied = HeaderValue::from_maybe_shared(all.split_to(value.len()));
            if let Ok(mut copied) = copied {
                copied.set_sensitive(value.is_sensitive());
                *value = copied;
            }
        }
    }

    /// Returns whether anything was read of it that is particular to this visitor.
    pub(crate) fn is_personal(&self) -> bool {
        self.received.is_personal.get()
    }

    /// Notes that the response belongs to this visitor.
    pub(crate) fn set_personal(&self) {
        self.received.is_personal.set(true);
    }

    /// Returns path and query as they were sent: `/story/7?newest=true`.
    pub fn uri(&self) -> String {
        self.note(|reads| reads.rest = true);
        self.received.parts.borrow().uri.to_string()
    }

    /// Returns the parameters of the route's path: one value, a tuple in their order, or a struct with their names.
    ///
    /// # Errors
    /// If the parameters cannot be parsed: the page is answered with 404.
    pub fn path<T: DeserializeOwned + Send>(&self) -> Result<T, RequestError> {
        self.note(|reads| reads.path = true);
        let mut parts = self.received.parts.borrow().clone();
        let extracted = Path::from_request_parts(&mut parts, &()).now_or_never();
        match extracted.expect("the path is there already") {
            Ok(Path(value)) => Ok(value),
            Err(rejection) => Err(RequestError {
                status: StatusCode::NOT_FOUND.as_u16(),
                text: rejection.to_string(),
            }),
        }
    }

    /// Returns the query, as a struct with the names in it, or a list of pairs.
    ///
    /// # Errors
    /// If the query cannot be parsed: the page is answered with 400.
    pub fn query<T: DeserializeOwned + Send>(&self) -> Result<T, RequestError> {
        self.note(|reads| reads.rest = true);
        match Query::try_from_uri(&self.received.parts.borrow().uri) {
            Ok(Query(value)) => Ok(value),
            Err(rejection) => Err(RequestError {
                status: StatusCode::BAD_REQUEST.as_u16(),
                text: rejection.to_string(),
            }),
        }
    }

    /// Returns the result of one of axum's extractors: headers, cookies, an extension that a layer added.
    ///
    /// From then on the response belongs to this visitor, and no shared cache may keep it.
    ///
    /// # Errors
    /// If the extractor rejects the request: the page is answered with the rejection's status.
    pub async fn extract<E: FromRequestParts<()>>(&self) -> Result<E, RequestError> {
        self.set_personal();
        // It may read the address.
        self.note(|reads| reads.rest = true);
        let mut parts = self.received.parts.borrow().clone();
        let extracted = E::from_request_parts(&mut parts, &()).await;
        extracted.map_err(|rejection| RequestError {
            status: rejection.into_response().status().as_u16(),
            text: format!("{} rejects the request", std::any::type_name::<E>()),
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    /// The buffer of a connection is larger than an idle session.
    #[test]
    fn nothing_of_the_connections_buffer_is_kept() {
        let buffer = Bytes::from(b"/story/7?newest=true de".to_vec());
        let uri = || Uri::from_maybe_shared(buffer.slice(..20)).expect("an address");
        let language = HeaderValue::from_maybe_shared(buffer.slice(21..)).expect("a value");
        let (mut parts, ()) = axum::http::Request::new(()).into_parts();
        parts.uri = uri();
        parts.extensions.insert(OriginalUri(uri()));
        parts.headers.insert(header::ACCEPT_LANGUAGE, language);
        let request = Request::new(parts);
        assert!(!buffer.is_unique());
        request.detach();
        assert!(buffer.is_unique(), "{request:?}");
        assert_eq!(request.uri(), "/story/7?newest=true");
        let parts = request.received.parts.borrow();
        assert_eq!(parts.headers[header::ACCEPT_LANGUAGE], "de");
        let original = parts.extensions.get::<OriginalUri>();
        assert_eq!(original.map(|uri| uri.0.clone()), Some(parts.uri.clone()));
    }
}
