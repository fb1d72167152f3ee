//! The build of a page that asks for a socket.
//!
//! A page names its build as the subprotocol of its websocket: the version of the protocol, and the name of its client's file, which
//! holds a hash of the content. A stream over HTTP names it in a header. A server of another build does not read what such a page sends. The
//! name is for honest pages: what a socket may do is decided by ticket and cookie.

use axum::http::header::{HeaderName, SEC_WEBSOCKET_PROTOCOL};
use axum::http::{HeaderMap, HeaderValue};

/// The version of the protocol, in front of the name of the client's file.
const VERSION: &str = "watershed.v1.";

/// The beginning of all versions.
const OWN: &str = "watershed.";

/// The header of streams over HTTP.
const PROTOCOL: HeaderName = HeaderName::from_static("watershed-protocol");

/// The name of the client's file of this server's build; `None` if it has no client.
pub(crate) type Build = fn() -> Option<&'static str>;

/// The protocol that a page speaks.
pub(super) struct PageProtocol(Option<String>);

impl PageProtocol {
    /// Returns the protocol that a request asks for.
    pub fn of(headers: &HeaderMap) -> Self {
        let all = [SEC_WEBSOCKET_PROTOCOL, PROTOCOL];
        let values = all.iter().flat_map(|name| headers.get_all(name));
        let names = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|names| names.split(','));
        let own = names.map(str::trim).find(|name| name.starts_with(OWN));
        Self(own.map(str::to_owned))
    }

    /// Returns whether the page is of another build. One that names none is not.
    pub fn is_other(&self, build: Option<&str>) -> bool {
        let named = self.0.as_deref();
        let other = |name: &str| {
            name.strip_prefix(VERSION)
                .is_none_or(|file| build.is_some_and(|build| build != file))
        };
        named.is_some_and(other)
    }

    /// Returns the protocol for the answer: a browser closes a socket that answers none of those that it has asked for.
    pub fn answer(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(self.0.as_deref()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: HeaderName, value: &'static str) -> PageProtocol {
        PageProtocol::of(
            &[(name, HeaderValue::from_static(value))]
                .into_iter()
                .collect(),
        )
    }

    #[test]
    fn a_page_is_of_another_build_if_it_names_another_file_or_another_version() {
        let own = Some("client-1.wasm");
        let is_other = |value| asked(SEC_WEBSOCKET_PROTOCOL, value).is_other(own);
        assert!(!is_other("watershed.v1.client-1.wasm"));
        assert!(!is_other("chat, watershed.v1.client-1.wasm"));
        assert!(is_other("watershed.v1.client-2.wasm"));
        assert!(is_other("watershed.v2.client-1.wasm"));
        assert!(!is_other("chat"));
        assert!(!PageProtocol::of(&HeaderMap::new()).is_other(own));
        assert!(asked(PROTOCOL, "watershed.v1.client-2.wasm").is_other(own));
        assert!(!asked(PROTOCOL, "watershed.v1.client-2.wasm").is_other(None));
    }

    #[test]
    fn the_answer_is_what_the_page_has_asked_for() {
        let answer = asked(SEC_WEBSOCKET_PROTOCOL, "chat, watershed.v2.x").answer();
        assert_eq!(answer.expect("one of ours"), "watershed.v2.x");
        assert_eq!(asked(SEC_WEBSOCKET_PROTOCOL, "chat").answer(), None);
    }
}
