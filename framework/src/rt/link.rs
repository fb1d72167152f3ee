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
/// query it leads to the page with any.
fn leads_to(address: &str, here: &str) -> bool {
    let address = address.split('#').next().unwrap_or_default();
    let path = here.split('?').next().unwrap_or_default();
    match address.contains('?') {
        true => address == here,
        false => !address.is_empty() && address == path,
    }
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
        assert!(leads_to("/shop#part", "/shop?a=b") && leads_to("/shop?a=b", "/shop?a=b"));
        assert!(!leads_to("/shop?a=c", "/shop?a=b") && !leads_to("#part", "/shop"));
    }
}
