//! Markup that parsers re-arrange, and content that comes later.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::places, visitor::Visitor};

fn first(page: &impl Visitor) {
    page.click("#more");
    page.shows("output", "1");
}

#[test]
fn a_page_works() {
    first(&App::new(places::First));
    visit("/places/first", first);
}
