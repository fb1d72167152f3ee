//! `<Head>`: the document around a page.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::heads, visitor::Visitor};

fn counted(page: &impl Visitor) {
    page.shows("title", "Clicked 0 times");
    page.has("head meta[name=description][content='0 clicks']");
    page.click("#inc");
    page.shows("head title", "Clicked 1 times");
    page.has("head meta[content='1 clicks']");
    page.sent_nothing();
}

#[test]
fn a_title_follows_what_the_browser_changes() {
    let app = App::new(heads::Counted);
    counted(&app);
    app.is_static();
    visit("/heads/counted", |page| {
        counted(page);
        page.until("document.title", &serde_json::json!("Clicked 1 times"));
    });
}

fn served(page: &impl Visitor) {
    page.shows("title", "Language: en");
    page.has("html[lang=en][class=wide]");
    page.has("body[data-language=en]");
    page.has("head link[hreflang=en][rel=alternate]");
    page.click("#de");
    page.shows("#name", "de");
    page.shows("title", "Language: de");
    page.has("html[lang=de].wide.german");
    page.has("body[data-language=de]");
    page.has("head link[hreflang=de]");
}

#[test]
fn title_and_attributes_of_the_document_follow_the_server() {
    served(&App::new(heads::Served));
    visit("/heads/served", served);
}

fn nested(page: &impl Visitor) {
    let says = |title: &str, description: &str, images: usize| {
        page.shows("head title", title);
        page.counts("title", 1);
        page.counts("meta[name=description]", 1);
        page.has(&format!("head meta[content={description}]"));
        page.counts("meta[property='og:image']", images);
        page.counts("link[rel=icon]", 1);
        page.counts("meta[name=viewport]", 1);
    };
    says("Outer 1", "outer", 2);
    page.click("#kept");
    page.shows("#Kept", "Kept");
    says("Kept 1", "Kept", 2);
    page.has("html[data-inner=Kept]");
    page.click("#inc");
    says("Kept 2", "Kept", 2);
    // The later one of two that are beside each other.
    page.click("#fresh");
    page.shows("#Fresh", "Fresh");
    says("Fresh 2", "Fresh", 2);
    page.has("html[data-inner=Fresh]");
    page.click("#kept");
    says("Fresh 2", "Fresh", 2);
    page.click("#fresh");
    page.click("#inc");
    says("Outer 3", "outer", 2);
    page.lacks("html[data-inner]");
    page.click("#kept");
    says("Kept 3", "Kept", 2);
    page.click("#kept");
    says("Outer 3", "outer", 2);
}

#[test]
fn the_head_inside_wins_and_gives_back() {
    nested(&App::new(heads::Nested));
    visit("/heads/nested", nested);
}

#[test]
fn a_slow_answer_brings_its_title() {
    let app = App::new(heads::Nested);
    app.delay(200);
    app.click("#kept");
    app.click("#inc");
    app.shows("head title", "Outer 2");
    app.pass(1_000);
    app.shows("head title", "Kept 2");
}

fn whole(page: &impl Visitor) {
    page.shows("head title", "Whole 0");
    page.has("html[lang=fr]");
    page.click("#inc");
    page.shows("head title", "Whole 1");
    page.click("#inner");
    page.shows("head title", "Inside");
    page.counts("title", 1);
    page.click("#inc");
    page.click("#inner");
    page.shows("head title", "Whole 2");
}

#[test]
fn a_document_has_a_title_of_its_own() {
    whole(&App::new(heads::Whole));
    visit("/heads/whole", whole);
}

#[test]
fn what_never_changes_is_written_once_and_starts_no_client() {
    let app = App::new(heads::Plain);
    app.shows("head title", "Plain <b>");
    assert_eq!(
        app.text("head script"),
        "{\"name\":\"A & B \\u003c/script>\"}"
    );
    assert!(app.snapshot().is_empty());
    assert_eq!(app.html("head").matches(" _").count(), 0);
    app.is_static();
}

#[test]
fn a_page_that_says_no_title_has_the_name_of_its_component() {
    App::new(heads::Untitled).shows("head title", "Untitled");
}
