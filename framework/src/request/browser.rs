//! In the browser there is no request: code that uses it is only type-checked.

use serde::de::DeserializeOwned;

use super::RequestError;
use crate::rt::any;

/// The request that a page answers.
#[derive(Clone, Debug)]
pub struct Request(());

#[allow(missing_docs, reason = "the server's half has the documentation")]
impl Request {
    pub fn uri(&self) -> String {
        any()
    }

    pub fn path<T: DeserializeOwned + Send>(&self) -> Result<T, RequestError> {
        any()
    }

    pub fn query<T: DeserializeOwned + Send>(&self) -> Result<T, RequestError> {
        any()
    }

    pub async fn extract<E>(&self) -> Result<E, RequestError> {
        any()
    }
}
