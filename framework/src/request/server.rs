//! The request on the server, as it came over HTTP.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use axum::extract::{FromRequestParts, OriginalUri, Path, Query};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::IntoResponse;
use bytes::Bytes;
use futures_util::FutureExt;
use serde::de::DeserializeOwned;

use super::RequestError;

/// The request that a page answers: see [`request`](super::request).
#[derive(Clone, Debug)]
pub struct Request(Rc<ReceivedRequest>);

#[derive(Debug)]
struct ReceivedRequest {
    parts: RefCell<Parts>,
    is_personal: Cell<bool>,
}

impl Request {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Rc::new(ReceivedRequest {
            parts: RefCell::new(parts),
            is_personal: Cell::new(false),
        }))
    }

    /// Copies what was received, because it lies in the buffer of the connection, which is larger than an idle session
    /// and is kept as long as any piece of it.
    pub(crate) fn detach(&self) {
        let mut parts = self.0.parts.borrow_mut();
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
        self.0.is_personal.get()
    }

    /// Returns path and query as they were sent: `/story/7?newest=true`.
    pub fn uri(&self) -> String {
        self.0.parts.borrow().uri.to_string()
    }

    /// Returns the parameters of the route's path: one value, a tuple in their order, or a struct with their names.
    ///
    /// # Errors
    /// If the parameters cannot be parsed: the page is answered with 404.
    pub fn path<T: DeserializeOwned + Send>(&self) -> Result<T, RequestError> {
        let mut parts = self.0.parts.borrow().clone();
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
        match Query::try_from_uri(&self.0.parts.borrow().uri) {
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
        self.0.is_personal.set(true);
        let mut parts = self.0.parts.borrow().clone();
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
        let parts = request.0.parts.borrow();
        assert_eq!(parts.headers[header::ACCEPT_LANGUAGE], "de");
        let original = parts.extensions.get::<OriginalUri>();
        assert_eq!(original.map(|uri| uri.0.clone()), Some(parts.uri.clone()));
    }
}
