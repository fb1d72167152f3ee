//! Content that comes while it is hidden is like any other once it is shown.

use std::time::Duration;

use watershed::testing::App;
use watershed_tests::{
    cases::{visit, visit_slowly},
    examples::cases::hidden,
    visitor::Visitor,
};

/// Opens the content, closes it before it came, and opens it again after that.
fn hurry(page: &impl Visitor, wait: impl Fn(u64)) {
    page.click("#turn");
    wait(100);
    page.click("#turn");
    wait(1500);
    page.lacks("#names");
}

fn comes_hidden(page: &impl Visitor, wait: impl Fn(u64)) {
    hurry(page, &wait);
    page.click("#turn");
    wait(1500);
    page.shows("#names", "2");
    page.shows("#step", "2");
    page.has("#step.many[title='2'][lang='x-2']");
    page.shows("ul", "name 1name 2");
    page.shows("#own", "2told");
    page.has("#own.some[title='name 1, name 2'][lang='x-true']");
    page.shows("#others", "2");
    page.lacks("#wait");
    page.has("#sorry");
    page.lacks("#fine");
    page.shows("#both", "2");
    goes_on(page, wait);
}

/// The content follows all that it reads.
fn goes_on(page: &impl Visitor, wait: impl Fn(u64)) {
    page.lacks("#inner");
    page.click("#more");
    page.has("#inner");
    page.click("#next");
    wait(1500);
    page.shows("#names", "3");
    page.shows("#step", "3");
    page.has("#step.many[title='3'][lang='x-3']");
    page.shows("ul", "name 1name 2name 3");
    page.shows("#own", "3told");
    page.shows("#others", "3");
    page.shows("#both", "4");
}

fn changes_hidden(page: &impl Visitor, wait: impl Fn(u64)) {
    hurry(page, &wait);
    page.click("#next");
    wait(1500);
    page.click("#turn");
    wait(1500);
    page.shows("#names", "3");
    page.shows("#step", "3");
    page.has("#step.many[title='3'][lang='x-3']");
    page.shows("#own", "3told");
    page.has("#own.some[title='name 1, name 2, name 3'][lang='x-true']");
    page.shows("#others", "3");
    page.lacks("#wait");
    page.shows("#both", "3");
}

fn sleep(milliseconds: u64) {
    std::thread::sleep(Duration::from_millis(milliseconds));
}

#[test]
fn what_comes_while_it_is_hidden_is_there_when_it_is_shown() {
    let app = App::new(hidden::Hurried);
    comes_hidden(&app, |milliseconds| app.pass(milliseconds));
    visit("/hidden", |page| comes_hidden(page, sleep));
    let far = Duration::from_millis(200);
    visit_slowly("/hidden", far, |page| comes_hidden(page, sleep));
}

#[test]
fn what_changes_between_is_there_too() {
    let app = App::new(hidden::Hurried);
    changes_hidden(&app, |milliseconds| app.pass(milliseconds));
    visit("/hidden", |page| changes_hidden(page, sleep));
}
