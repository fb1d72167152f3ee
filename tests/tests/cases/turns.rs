//! What happens outside of events: timers, listeners, panics, content that is hidden and shown.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::turns, visitor::Visitor};

fn first(page: &impl Visitor) {
    page.click("#more");
    page.shows("output", "1");
}

#[test]
fn a_page_works() {
    first(&App::new(turns::First));
    visit("/turns/first", first);
}
