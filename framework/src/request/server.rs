//! The request on the server, as it came over HTTP.

use std::cell::Cell;
use std::rc::Rc;

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use futures_util::FutureExt;
use serde::de::DeserializeOwned;

use super::RequestError;

/// The request that a page answers: see [`request`](super::request).
#[derive(Clone, Debug)]
pub struct Request(Rc<ReceivedRequest>);

#[derive(Debug)]
struct ReceivedRequest {
    parts: Parts,
    is_personal: Cell<bool>,
}

impl Request {
    pub(crate) fn new(parts: Parts) -> Self {
        let is_personal = Cell::new(false);
        Self(Rc::new(ReceivedRequest { parts, is_personal }))
    }

    /// Returns whether anything was read of it that is particular to this visitor.
    pub(crate) fn is_personal(&self) -> bool {
        self.0.is_personal.get()
    }

    /// Returns path and query as they were sent: `/story/7?newest=true`.
    pub fn uri(&self) -> String {
        self.0.parts.uri.to_string()
    }

    /// Returns the parameters of the route's path: one value, a tuple in their order, or a struct with their names.
    ///
    /// # Errors
    /// If the parameters cannot be parsed: the page is answered with 404.
    pub fn path<T: DeserializeOwned + Send>(&self) -> Result<T, RequestError> {
        let mut parts = self.0.parts.clone();
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
        match Query::try_from_uri(&self.0.parts.uri) {
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
        let mut parts = self.0.parts.clone();
        let extracted = E::from_request_parts(&mut parts, &()).await;
        extracted.map_err(|rejection| RequestError {
            status: rejection.into_response().status().as_u16(),
            text: format!("{} rejects the request", std::any::type_name::<E>()),
        })
    }
}
