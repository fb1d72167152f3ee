//! Events: which are heard, when, and what handlers learn of them.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::events, visitor::Visitor};

fn first(page: &impl Visitor) {
    page.click("#more");
    page.shows("output", "1");
}

#[test]
fn a_page_works() {
    first(&App::new(events::First));
    visit("/events/first", first);
}
