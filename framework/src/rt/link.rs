//! Links that say whether they lead to the page that they are on.

use super::convert::AsValue;
use crate::client;
#[cfg(not(target_arch = "wasm32"))]
use crate::request::RequestAround;

/// Returns `page` for a link to the page that it is on, for its `aria-current`. When the browser goes to another page of the layout, it
/// marks the links itself.
pub fn current(address: &(impl AsValue + ?Sized)) -> Option<&'static str> {
    let address = address.as_value();
    let address = address.text()?;
    leads_to(address, &here()?).then_some("page")
}

/// Returns path and query of the page.
fn here() -> Option<String> {
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(around) = RequestAround::here() {
        return Some(around.request().address());
    }
    let whole = client::page::address()?;
    Some(without_origin(&whole).to_owned())
}

/// Returns an address without the site that it is of, and without the part of the page that it names.
fn without_origin(address: &str) -> &str {
    let path = match address.split_once("://") {
        Some((_, rest)) if !address.starts_with('/') => {
            rest.find('/').map_or("/", |at| &rest[at..])
        }
        _ => address,
    };
    path.split('#').next().unwrap_or_default()
}

/// Returns whether an address leads to the page at another address, whatever the part of the page that it names. Without a
/// query it leads to the page with any. An address that is neither a path nor a query (`#part`, another site) leads to none.
/// The script beside the wasm says the same (`markLinks`).
pub(crate) fn leads_to(address: &str, here: &str) -> bool {
    let (path, query) = path_and_query(address);
    let (own_path, own_query) = path_and_query(here);
    address.starts_with(['/', '?'])
        && (path.is_empty() || encodes(own_path, path))
        && (query.is_empty() || encodes(own_query, query))
}

fn path_and_query(address: &str) -> (&str, &str) {
    let whole = address.split('#').next().unwrap_or_default();
    whole.split_once('?').unwrap_or((whole, ""))
}

/// Returns whether a text in an address is another one as browsers write it: what is not ASCII is encoded.
fn encodes(encoded: &str, text: &str) -> bool {
    let mut rest = encoded.bytes();
    let is_same = text.bytes().all(|byte| {
        let is_plain = byte.is_ascii_graphic() && !b"\"<>".contains(&byte);
        let digit = |digit: u8| b"0123456789ABCDEF"[usize::from(digit)];
        let mut next_is = |expected| rest.next() == Some(expected);
        match is_plain {
            true => next_is(byte),
            false => next_is(b'%') && next_is(digit(byte >> 4)) && next_is(digit(byte & 15)),
        }
    });
    is_same && rest.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_named_by_path_and_query() {
        let of = without_origin;
        assert_eq!(
            of("https://example.com:8080/shop?a=://b#part"),
            "/shop?a=://b"
        );
        assert_eq!(of("https://example.com"), "/");
        assert_eq!(of("/shop?next=a#part"), "/shop?next=a");
    }

    #[test]
    fn a_link_leads_to_a_page_by_its_path_its_query_or_both() {
        for address in [
            "/a%20d",
            "/a d",
            "/a d#part",
            "/a d?",
            "?b=c",
            "?b=c#part",
            "/a d?b=c",
            "?",
        ] {
            assert!(leads_to(address, "/a%20d?b=c"), "{address}");
        }
        for address in [
            "", "#part", "?b=", "?b=cd", "/a", "/a d/", "/a d?b=d", "a d", "//a%20d",
        ] {
            assert!(!leads_to(address, "/a%20d?b=c"), "{address}");
        }
        assert!(leads_to("/straße?ä", "/stra%C3%9Fe?%C3%A4"));
    }
}
