//! Much of everything, and whoever sends it.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::limits, visitor::Visitor};

fn first(page: &impl Visitor) {
    page.click("#more");
    page.shows("output", "1");
}

#[test]
fn a_page_works() {
    first(&App::new(limits::First));
    visit("/limits/first", first);
}
