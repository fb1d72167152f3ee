//! `asset!`: files of the package.

use serde_json::json;
use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::assets, visitor::Visitor};

const STYLE: &str = "/_watershed/assets/files/style-";

#[test]
fn an_address_is_the_same_on_both_sides() {
    let app = App::new(assets::Files);
    let head = app.html("head");
    let (_, address) = head.split_once("href=\"").expect("there is a stylesheet");
    let address = address.split('"').next().unwrap_or_default();
    assert!(
        address.starts_with(STYLE) && address.ends_with(".css"),
        "{address}"
    );
    app.click("#show");
    app.shows("output", address);
    app.has("img[src^='/_watershed/assets/files/logo-'][src$='.svg']");
}

#[test]
fn files_are_served_compressed_and_for_ever() {
    visit("/assets/files", |page| {
        page.until(
            "getComputedStyle(document.querySelector('#styled')).color",
            &json!("rgb(1, 2, 3)"),
        );
        page.until(
            "document.querySelector('#logo').naturalWidth > 0",
            &json!(true),
        );
        page.click("#show");
        let asked = "(() => { let ask = new XMLHttpRequest(), address = document.querySelector('link').href; \
            ask.open('GET', address, false); ask.send(); \
            return ['content-type', 'cache-control', 'content-encoding'].map(name => ask.getResponseHeader(name)).join('; ') })()";
        page.until(
            asked,
            &json!("text/css; public, max-age=31536000, immutable; br"),
        );
        let missing = "(() => { let ask = new XMLHttpRequest(); ask.open('GET', '/favicon.ico', false); ask.send(); \
            return ask.status })()";
        page.until(missing, &json!(204));
    });
}
