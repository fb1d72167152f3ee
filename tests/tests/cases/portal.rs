//! `<Portal to=..>`: markup that is shown elsewhere.

use std::time::Duration;

use watershed::testing::App;
use watershed_tests::{
    cases::{visit, visit_slowly},
    examples::cases::portal,
    visitor::Visitor,
};

fn everywhere(page: &impl Visitor) {
    page.shows("#before", "0");
    page.shows("#after", "own first 0second");
    page.shows("#owner", "owner 00not a selector");
    page.has("body #save");
    page.lacks("#owner #save");
    page.click("#more");
    page.click("#between");
    page.click("#more");
    page.shows("#before #more", "11");
    page.shows("#after #first", "first 22");
    page.shows("#owner #stays", "11");
    page.click("#save");
    page.shows("#save", "saved 11");
    // The handler of the element around the place received the click in the content, and nothing else.
    page.shows("#heard", "1");
}

#[test]
fn what_is_in_a_portal_is_shown_in_its_target() {
    let app = App::new(portal::Everywhere);
    everywhere(&app);
    let said = app.console().join("\n");
    assert!(
        said.contains("`#nowhere`") && said.contains("`#more[`"),
        "{said}"
    );
    visit("/portal/everywhere", everywhere);
}

#[test]
fn what_is_done_before_the_client_counts() {
    fn early(page: &impl Visitor) {
        // The content is still in its place.
        page.has("#owner #more");
        page.click("#more");
        page.click("#more");
    }
    let app = App::without_javascript(portal::Everywhere);
    early(&app);
    app.start();
    app.shows("#before", "2");
    app.shows("#heard", "2");
    visit_slowly("/portal/everywhere", Duration::from_millis(400), |page| {
        early(page);
        page.shows("#before", "2");
        page.shows("#heard", "2");
        page.click("#more");
        page.shows("#before", "3");
        page.shows("#heard", "2");
    });
}

/// `calm` waits until everything that was sent is answered.
fn owners(page: &impl Visitor, calm: impl Fn()) {
    page.shows("#target", "k0r1r2r3");
    page.shows("#owner", "");
    page.click("#in-kept");
    page.shows("#target", "k1r1r2r3");
    page.click("#kept");
    page.shows("#target", "r1r2r3");
    page.click("#fresh");
    page.shows("#target", "f1r1r2r3");
    page.click("#kept");
    page.shows("#target", "k1f1r1r2r3");
    page.click("#fresh");
    page.click("#both");
    page.shows("#target", "r1r2r3");
    calm();
    page.click("#both");
    calm();
    page.click("#in-kept");
    page.shows("#target", "k2r1r2r3");
    page.click("#drop");
    page.shows("#target", "k2r2r3");
    page.click("#add");
    page.shows("#target", "k2r2r9r3");
    page.click("#target i");
    page.shows("#target", "k200r2r9r3");
    page.click("#serve");
    page.shows("#target", "k200manyfewr2r9r3");
    page.has_focus("#field");
    page.click("#many");
    page.shows("#target", "k200manymany 200r2r9r3");
    page.click("#in-kept");
    page.shows("#target", "k201manymany 201r2r9r3");
    page.click("#many");
    page.shows("#target", "k201manyfewr2r9r3");
    page.click("#serve");
    page.shows("#target", "k201r2r9r3");
    page.shows("#owner", "");
}

#[test]
fn what_is_in_a_portal_goes_and_comes_with_its_owner() {
    owners(&App::new(portal::Owners), || ());
    let slow = App::new(portal::Owners);
    slow.delay(200);
    slow.click("#kept");
    slow.shows("#target", "r1r2r3");
    slow.click("#kept");
    slow.shows("#target", "k0r1r2r3");
    visit("/portal/owners", |page| owners(page, || ()));
    let answered = || std::thread::sleep(Duration::from_secs(1));
    visit_slowly("/portal/owners", Duration::from_millis(200), |page| {
        owners(page, answered)
    });
}

fn whole(page: &impl Visitor) {
    page.shows("#title", "light");
    page.shows("#inner", "inside light");
    page.click("#note");
    page.shows("#noted", "1");
    page.shows("footer", "note2");
    page.click("#dark");
    page.shows("#title", "dark");
    page.shows("#inner", "inside dark");
    page.click("#note");
    page.shows("footer", "note4");
    page.lacks("main #title");
}

#[test]
fn what_is_shown_in_the_body_does_not_count_there() {
    whole(&App::new(portal::Whole));
    visit("/portal/whole", |page| {
        whole(page);
        let last = "document.body.lastElementChild.localName";
        page.until(last, &serde_json::json!("watershed-content"));
    });
}

#[test]
fn a_question_is_asked_over_the_page() {
    fn confirm(page: &impl Visitor) {
        page.shows("#dialogs", "");
        page.click("#delete");
        page.shows("#dialogs p", "Delete a.txt?");
        page.click("#no");
        page.shows("#dialogs", "");
        page.click("#delete");
        page.has("#dialogs #yes");
        page.click("#yes");
        page.shows("output", "deleted");
        page.shows("#dialogs", "");
    }
    confirm(&App::new(portal::Confirm));
    visit("/portal/confirm", confirm);
    visit_slowly("/portal/confirm", Duration::from_millis(200), confirm);
}

#[test]
fn a_page_without_a_session_has_portals_too() {
    fn plain(page: &impl Visitor) {
        page.shows("main", "0");
        page.shows("#aside", "plain");
        page.click("button");
        page.shows("main", "1");
    }
    let unseen = App::without_javascript(portal::Plain);
    unseen.shows("main", "plain0");
    let app = App::new(portal::Plain);
    app.is_static();
    plain(&app);
    visit("/portal/plain", plain);
}
