//! Components as newcomers from other frameworks write them.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::fresh, visitor::Visitor};

fn fresh(page: &impl Visitor) {
    forms(page);
    lists(page);
    dialogs(page);
    parts(page);
}

fn forms(page: &impl Visitor) {
    page.type_into("#name", "Ada");
    page.click("#sign-up button");
    page.shows("#done", "who are you?");
    page.click("#agreed");
    page.click("#sign-up button");
    page.shows("#done", "welcome Ada, 18");
    page.holds("#name", "Ada");
    page.type_into("#note", "n");
    page.click("#notes button");
    page.shows("#error", "\"n\" is too short");
    page.type_into("#note", "note");
    page.click("#notes button");
    page.shows("#notes li[data-id='0']", "note");
    page.lacks("#error");
    page.type_into("#celsius", "0");
    page.shows("#converter output", "200.0 392.0");
    page.holds("#fahrenheit", "392");
}

fn lists(page: &impl Visitor) {
    page.counts("#pages i", 3);
    page.click("#after");
    page.click("#after");
    page.shows("#at", "3 of 3");
    page.counts("#pages i", 2);
    page.has("#after[disabled]");
    page.click("#before");
    page.shows("#pages i", "4");
    page.type_into("#query", "P");
    page.shows("#found", "applepearplum");
    page.shows("#number", "3 words");
    page.click("#turn");
    page.shows("#found", "plumpearapple");
    page.type_into("#query", "x");
    page.shows("#found", "nothing");
    page.click("#ware-1 .more");
    page.shows("#basket output", "16.00");
    page.click("#ware-2 .less");
    page.lacks("#ware-2");
    page.shows("#basket output", "7.00");
    page.click("#lists ul:first-child li:nth-child(2)");
    page.shows("#lists output", "2");
    page.click("#lists ul:nth-of-type(2) li:nth-child(3)");
    page.shows("#lists output", "602");
    page.shows("#lists b:nth-of-type(2)", "3/3");
}

fn dialogs(page: &impl Visitor) {
    page.click("#ask");
    page.click("#no");
    page.shows("#confirm output", "3 left");
    page.click("#ask");
    page.shows("[role=dialog] p", "one of 3");
    page.click("#yes");
    page.shows("#confirm output", "2 left");
    page.type_into("#in-first", "typed");
    page.click("#tabs button:nth-child(1)");
    page.holds("#in-first", "typed");
    page.click("#tabs button:nth-child(2)");
    page.shows("#panel b", "second 1");
    page.click("#tabs button:nth-child(3)");
    page.shows("#panel b", "third 1");
    page.has("#tabs button:nth-child(3).open");
    page.click("#accordion h3");
    page.shows("#accordion", "onefirsttwo…");
    page.click("#accordion h3.open");
    page.shows("#accordion", "one…two…");
}

fn parts(page: &impl Visitor) {
    page.click("#steps button:nth-child(1)");
    page.shows("#steps output", "1 3");
    page.click("#steps button:nth-child(2)");
    page.shows("#steps output", "11 -13");
    page.click("#quiz button:nth-child(1)");
    page.shows("#quiz output", "wrong");
    page.click("#quiz button:nth-child(2)");
    page.shows("#quiz output", "right");
    page.has("#quiz [aria-pressed=true]:nth-child(2)");
    page.click("#rating button:nth-child(4)");
    page.shows("#rating output", "4/5");
    page.click("#redder");
    page.click("#bluer");
    page.shows("#palette output", "rgb(100, 20, 120) 20");
    page.shows("#palette b", "pink");
    page.counts(".tree", 2);
    page.click(".tree .tree button");
    page.counts(".tree", 3);
}

#[test]
fn fresh_components_do_what_they_say() {
    fresh(&App::new(fresh::Fresh));
    visit("/fresh", fresh);
}
