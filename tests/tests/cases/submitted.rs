//! Forms, with scripts and without, and the results of actions.

use std::time::Duration;

use watershed::testing::App;
use watershed_tests::browser::Browser;
use watershed_tests::cases::{serve, visit, visit_slowly};
use watershed_tests::{examples::cases::submitted, visitor::Visitor};

const WAY: Duration = Duration::from_millis(200);

fn refused(page: &impl Visitor) {
    page.lacks("[aria-invalid]");
    page.type_into("#email", "nobody");
    page.type_into("#password", "short");
    page.click("#teams");
    page.type_into("#number", "7");
    page.type_into("#about", "of me");
    page.click("#send");
    page.shows(".email", "is not valid");
    page.shows(".password", "must have at least 8 characters");
    page.shows(".street", "must be filled in");
    page.shows(".number", "");
    page.has("#email[aria-invalid=true][aria-describedby]");
    page.lacks("#number[aria-invalid]");
    page.counts("li", 0);
    // All that was typed is there, but the secret of a page without scripts.
    page.holds("#email", "nobody");
    page.holds("#number", "7");
    page.holds("#about", "of me");
    page.is_checked("#teams", true);
    page.is_checked("#free", false);
}

fn accepted(page: &impl Visitor) {
    page.clear("#email");
    page.type_into("#email", "taken@example.org");
    page.clear("#password");
    page.type_into("#password", "long enough");
    page.type_into("#street", "Long Road");
    page.click("#send");
    // A check of the whole form.
    page.shows(".terms", "must be accepted");
    page.shows(".email", "");
    page.shows(".password", "");
    page.click("#terms");
    page.clear("#password");
    page.type_into("#password", "long enough");
    page.click("#send");
    page.shows(".email", "is taken");
    page.shows(".terms", "");
    page.clear("#email");
    page.type_into("#email", "full@example.org");
    page.clear("#password");
    page.type_into("#password", "long enough");
    page.click("#send");
    page.shows("#whole", "There is no room.");
    page.shows(".email", "");
    page.clear("#email");
    page.type_into("#email", "new@example.org");
    page.clear("#password");
    page.type_into("#password", "long enough");
    page.click("#send");
    page.shows("#whole", "");
    page.lacks("[aria-invalid]");
    // The form is as it was at first.
    page.holds("#email", "");
    page.holds("#password", "");
    page.is_checked("#terms", false);
    page.is_checked("#free", true);
}

#[test]
fn errors_stand_beside_their_fields_and_what_was_typed_stays() {
    let app = App::new(submitted::Signing);
    refused(&app);
    app.has_focus("#email");
    accepted(&app);
    app.shows("li", "new@example.org ForTeams Long Road");
}

#[test]
fn the_same_without_scripts() {
    let app = App::without_scripts(submitted::Signing);
    refused(&app);
    app.holds("#password", "");
    accepted(&app);
}

#[test]
fn a_browser_does_the_same_with_and_without_scripts() {
    visit_slowly("/submitted/signing", WAY, |browser| {
        refused(browser);
        browser.has_focus("#email");
        accepted(browser);
        browser.shows("li", "new@example.org ForTeams Long Road");
    });
    let served = serve();
    let browser = Browser::start();
    browser.without_javascript();
    browser.open(&format!("{}submitted/signing", served.url()));
    refused(&browser);
    accepted(&browser);
}

#[test]
fn a_form_is_submitted_once_however_often_it_is_clicked() {
    let app = App::new(submitted::Signing);
    app.fill("#email", "slow@example.org");
    app.fill("#password", "long enough");
    app.fill("#street", "Long Road");
    app.click("#terms");
    app.delay(50);
    app.submit("form");
    app.submit("form");
    app.has("form.busy");
    app.has("#send[disabled]");
    app.pass(600);
    app.lacks("form.busy");
    app.counts("li", 1);
}

fn filled(page: &impl Visitor, end: impl Fn()) {
    for button in ["#lemon", "#apple", "#pear"] {
        page.click(button);
    }
    end();
    page.shows("#basket", "lemon apple pear");
    page.type_into("#fruit", "fig");
    page.click("#put");
    page.click("#put");
    page.type_into("#fruit", "s");
    page.click("#put");
    end();
    page.shows("#basket", "lemon apple pear fig figs");
    page.holds("#fruit", "");
}

#[test]
fn each_of_several_forms_of_one_action_is_submitted_and_none_twice() {
    let app = App::new(submitted::Basket);
    app.delay(50);
    filled(&app, || app.pass(600));
    visit_slowly("/submitted/basket", WAY, |browser| filled(browser, || ()));
}

#[test]
fn a_form_that_waits_for_a_lost_server_is_not_submitted_once_more() {
    let app = App::new(submitted::Basket);
    app.delay(50);
    app.click("#lemon");
    app.pass(600);
    app.shows("#basket", "lemon");
    app.crash();
    app.click("#slow");
    // The page is made anew, and the server works on what was submitted.
    app.pass(1_000);
    app.shows("#basket", "");
    app.click("#slow");
    app.click("#lemon");
    app.pass(4_000);
    app.shows("#basket", "lemon slow");
    app.click("#slow");
    app.pass(2_000);
    app.shows("#basket", "lemon slow slow");
}

#[test]
fn what_is_typed_after_the_last_submit_stays_when_one_before_ends() {
    let app = App::new(submitted::Basket);
    app.delay(50);
    app.type_into("#fruit", "slow");
    app.click("#put");
    app.type_into("#fruit", "er");
    app.click("#put");
    app.pass(600);
    app.holds("#fruit", "");
    app.type_into("#fruit", "kiwi");
    app.pass(2_000);
    app.shows("#basket", "slower slow");
    app.holds("#fruit", "kiwi");
}

#[test]
fn a_form_whose_action_panics_says_that_it_has_failed_and_can_be_sent_again() {
    let app = App::new(submitted::Signing);
    app.fill("#email", "panic@example.org");
    app.fill("#password", "long enough");
    app.fill("#street", "Long Road");
    app.click("#terms");
    app.submit("form");
    app.shows("#failed", "failed");
    app.holds("#street", "Long Road");
    app.fill("#email", "fine@example.org");
    app.submit("form");
    app.shows("#failed", "");
    app.counts("li", 1);
}

#[test]
fn a_row_removes_itself_also_if_its_place_is_another_one_by_then() {
    submitted::reset();
    let (first, second) = (
        App::without_scripts(submitted::Notes),
        App::without_scripts(submitted::Notes),
    );
    first.shows("#texts", "milk bread tea");
    second.click("#remove-1");
    second.shows("#texts", "bread tea");
    // The page still has three rows, of which the first is gone.
    first.click("#remove-2");
    first.shows("#texts", "tea");
    let gone = App::without_scripts(submitted::Notes);
    second.click("#remove-3");
    second.shows("#texts", "");
    gone.click("#remove-3");
    gone.shows("#texts", "");
    gone.type_into("#text", "salt");
    gone.click("#send");
    gone.shows("#texts", "salt");
    gone.type_into("#text", "salt");
    gone.click("#send");
    gone.shows(".error", "is there already");
    gone.holds("#text", "salt");
    let live = App::new(submitted::Notes);
    live.fill("#text", "pepper");
    live.submit("#add");
    live.shows("#texts", "salt pepper");
    live.holds("#text", "");
    live.click("#remove-1");
    live.shows("#texts", "pepper");
}

#[test]
fn an_action_leads_to_another_page() {
    let order = |browser: &Browser| {
        browser.clear("#count");
        browser.type_into("#count", "7");
        browser.click("#send");
        browser.shows(".error", "is not sold");
        browser.clear("#count");
        browser.type_into("#count", "3");
        browser.click("#send");
        browser.shows("#ordered", "3 ordered");
    };
    visit("/submitted/ordering", order);
    let served = serve();
    let browser = Browser::start();
    browser.without_javascript();
    browser.open(&format!("{}submitted/ordering", served.url()));
    order(&browser);
    let app = App::new(submitted::Ordering);
    app.fill("#count", "4");
    app.submit("form");
    let navigations = app.act(|tab| tab.navigations());
    assert_eq!(navigations, ["/submitted/ordered?count=4"]);
}

#[test]
fn the_result_of_an_action_is_seen_in_markup_and_in_client_code() {
    let results = |page: &dyn Fn(&str, &str), click: &dyn Fn(&str), fill: &dyn Fn(&str)| {
        page("#half", "");
        page("#count", "0");
        page("#both", "0");
        click("#halve");
        page("#half", "2");
        page("#count", "3");
        page("#both", "2");
        click("#look");
        page("#seen", "Some(2)");
        fill("5");
        click("#halve");
        page("#error", "5 is odd.");
        page("#half", "");
        page("#wrong", "wrong");
        click("#look");
        page("#seen", "None");
        fill("x");
        click("#halve");
        page("#error", "That is no number.");
        fill("10");
        click("#halve");
        page("#error", "");
        page("#both", "5");
    };
    let app = App::new(submitted::Results);
    results(
        &|selector, text| app.shows(selector, text),
        &|selector| app.click(selector),
        &|text| app.fill("#number", text),
    );
    app.lacks("#wrong");
    visit_slowly("/submitted/results", WAY, |browser| {
        results(
            &|selector, text| browser.shows(selector, text),
            &|selector| browser.click(selector),
            &|text| {
                browser.clear("#number");
                browser.type_into("#number", text);
            },
        );
    });
}
