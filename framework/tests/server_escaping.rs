//! Every value stays in its place: the server writes the markup, and html5ever reads it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

use std::cell::RefCell;

use proptest::prelude::*;
use watershed::prelude::*;
use watershed::testing::App;

thread_local! {
    static HOSTILE: RefCell<String> = const { RefCell::new(String::new()) };
}

fn hostile() -> String {
    HOSTILE.with_borrow(Clone::clone)
}

#[component]
fn Places() -> View {
    let (text, title, link, class, colour, area) = (
        hostile(),
        hostile(),
        hostile(),
        hostile(),
        hostile(),
        hostile(),
    );
    view! {
        <main>
            <p id="text">{text}</p>
            <p id="attribute" title=title>"x"</p>
            <a id="link" href=link>"x"</a>
            <p id="class" class=class>"x"</p>
            <p id="style" style:color=colour>"x"</p>
            <textarea id="area">{area}</textarea>
            <b id="last">"the end"</b>
        </main>
    }
}

/// Opens the page with this value in all places.
fn placed(value: &str) -> App {
    HOSTILE.set(value.to_owned());
    App::without_javascript(Places)
}

fn attribute(app: &App, selector: &str, name: &str) -> Option<String> {
    app.act(|tab| {
        let element = tab.find(selector).into_element_ref()?;
        let attributes = element.attributes.borrow();
        attributes.get(name).map(str::to_owned)
    })
}

/// Returns whether a parser reads a text unchanged: without NUL; a carriage return is written as a reference.
fn is_text(value: &str) -> bool {
    !value.contains('\0')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_back_and_nothing_else_changes(value in "(\\PC|[<>&\"'=/ \n\r\t-]|script|!--|javascript:){0,24}") {
        prop_assume!(is_text(&value));
        let app = placed(&value);
        prop_assert_eq!(app.count("main *"), 7);
        prop_assert_eq!(app.text("#text"), value.clone());
        prop_assert_eq!(app.text("#area"), value.clone(), "{}", app.html("body"));
        prop_assert_eq!(app.text("#last"), "the end");
        prop_assert_eq!(attribute(&app, "#attribute", "title"), Some(value.clone()));
        prop_assert_eq!(attribute(&app, "#class", "class"), Some(value));
    }
}

#[test]
fn addresses_that_run_code_are_left_out() {
    for code in [
        "javascript:alert(1)",
        " \u{1}java\nscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
    ] {
        assert_eq!(attribute(&placed(code), "#link", "href"), None, "{code:?}");
    }
    assert_eq!(
        attribute(&placed("/a?b=c&d"), "#link", "href").as_deref(),
        Some("/a?b=c&d")
    );
}

#[test]
fn styles_stay_in_their_declaration() {
    let left_out = attribute(&placed("red;background:url(/steal)"), "#style", "style");
    assert!(left_out.is_none_or(|style| style.is_empty()));
    assert_eq!(
        attribute(&placed("red"), "#style", "style").as_deref(),
        Some("color:red;")
    );
}
