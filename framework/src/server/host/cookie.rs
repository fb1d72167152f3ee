//! The cookie of a visitor, to which the tickets of pages are bound.
//!
//! The cookie holds a random number and nothing else. Whoever learns the ticket of a page (from a copy of its markup, a cache, a
//! log) has no use for it without the cookie, which scripts cannot read. Static pages set none.

use std::fmt;

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cookie::{Cookie, SameSite};

use super::hosts::Hosts;
use super::renewal::is_ended;

/// The name over `https`. A browser takes a cookie of such a name only from this host itself, encrypted, for all paths.
const SECURE: &str = "__Host-watershed";

/// The name over `http`.
const PLAIN: &str = "watershed";

/// A header that browsers send to servers that they trust: over `https`, and to their own machine.
const TRUSTED: &str = "sec-fetch-site";

/// The number that a visitor's cookie holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct VisitorCookie([u8; 16]);

/// The cookie of a request for a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageCookie {
    /// The cookie that the page's ticket is bound to.
    pub cookie: VisitorCookie,
    /// True if the browser does not have it.
    is_new: bool,
    is_secure: bool,
}

impl VisitorCookie {
    /// Returns the cookie of a request; that of `https`, if the browser has both.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        Self::named(headers, SECURE).or_else(|| Self::named(headers, PLAIN))
    }

    fn named(headers: &HeaderMap, name: &str) -> Option<Self> {
        let values = headers.get_all(header::COOKIE).iter();
        let mut cookies = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(Cookie::split_parse)
            .flatten();
        let cookie = cookies.find(|cookie| cookie.name() == name)?;
        let bytes = URL_SAFE_NO_PAD.decode(cookie.value()).ok()?;
        let bytes = bytes.try_into().ok()?;
        (!is_ended(&bytes)).then_some(Self(bytes))
    }

    fn random() -> Self {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        Self(bytes)
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Returns the mark that the sessions of the visitor have. It says nothing of the rest of the number.
    pub fn tag(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = self.0;
        [a, b, c, d]
    }
}

/// Does not print the number itself, so that it cannot get into logs.
impl fmt::Debug for VisitorCookie {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("VisitorCookie")
    }
}

impl PageCookie {
    /// Returns the cookie of a request, or else a new one.
    pub fn of(headers: &HeaderMap) -> Self {
        let is_secure = is_secure(headers);
        let known = match is_secure {
            true => VisitorCookie::named(headers, SECURE),
            false => VisitorCookie::of(headers),
        };
        Self {
            cookie: known.unwrap_or_else(VisitorCookie::random),
            is_new: known.is_none(),
            is_secure,
        }
    }

    /// Returns a new cookie for who has sent a request.
    pub fn renewed(headers: &HeaderMap) -> Self {
        Self {
            cookie: VisitorCookie::random(),
            is_new: true,
            is_secure: is_secure(headers),
        }
    }

    /// Returns the header that gives the cookie to the browser, unless it has the cookie already. It ends with the
    /// browser's session.
    pub fn header(&self) -> Option<(header::HeaderName, HeaderValue)> {
        if !self.is_new {
            return None;
        }
        let name = if self.is_secure { SECURE } else { PLAIN };
        let cookie = Cookie::build((name, URL_SAFE_NO_PAD.encode(self.cookie.0)))
            .path("/")
            .http_only(true)
            .secure(self.is_secure)
            .same_site(SameSite::Lax);
        let value = HeaderValue::try_from(cookie.to_string()).ok()?;
        Some((header::SET_COOKIE, value))
    }
}

/// Returns whether a browser asks over `https`, as far as that is known: TLS is a proxy's.
fn is_secure(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    host.is_some_and(|host| match Hosts::get().is_encrypted(host) {
        Some(is_encrypted) => is_encrypted,
        None => headers.contains_key(TRUSTED),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(all: &[(&'static str, &str)]) -> HeaderMap {
        let all = all.iter().map(|(name, value)| {
            let name = header::HeaderName::from_static(name);
            (name, value.parse().expect("a value"))
        });
        all.collect()
    }

    fn set(all: &[(&'static str, &str)]) -> Option<String> {
        let (_, value) = PageCookie::of(&headers(all)).header()?;
        Some(value.to_str().expect("text").to_owned())
    }

    const ONE: &str = "AAAAAAAAAAAAAAAAAAAAAA";
    const TWO: &str = "BBBBBBBBBBBBBBBBBBBBBA";

    #[test]
    fn a_visitor_is_given_a_cookie_once() {
        let first = set(&[("host", "localhost:3000")]).expect("a cookie");
        let (pair, rest) = first.split_once("; ").expect("attributes");
        assert_eq!(rest, "HttpOnly; SameSite=Lax; Path=/");
        assert_eq!(pair.len(), "watershed=".len() + ONE.len());
        assert_eq!(set(&[("host", "localhost:3000"), ("cookie", pair)]), None);
        let second = set(&[("host", "localhost:3000")]).expect("a cookie");
        assert_ne!(first, second);
    }

    #[test]
    fn an_encrypted_cookie_is_for_this_host_alone() {
        let plain = format!("watershed={ONE}");
        let asked = [
            ("host", "example.com"),
            ("sec-fetch-site", "none"),
            ("cookie", &*plain),
        ];
        let given = set(&asked).expect("a cookie of its own");
        assert!(given.starts_with("__Host-watershed="), "{given}");
        assert!(
            given.ends_with("HttpOnly; SameSite=Lax; Secure; Path=/"),
            "{given}"
        );
        let both = format!("a=b; {plain}; __Host-watershed={TWO}");
        let cookie = VisitorCookie::of(&headers(&[("cookie", &both)])).expect("a cookie");
        assert_eq!(URL_SAFE_NO_PAD.encode(cookie.0), TWO);
    }

    #[test]
    fn a_cookie_that_is_none_of_ours_is_replaced() {
        for wrong in [
            "",
            "AAAA",
            "=",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "%%%%%%%%%%%%%%%%%%%%%%",
        ] {
            let cookie = format!("watershed={wrong}");
            assert!(
                set(&[("host", "localhost"), ("cookie", &cookie)]).is_some(),
                "{wrong}"
            );
        }
    }
}
