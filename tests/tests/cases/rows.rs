//! Rows with signals in them.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::rows, visitor::Visitor};

fn first(page: &impl Visitor) {
    page.click("#more");
    page.shows("output", "1");
}

#[test]
fn a_page_works() {
    first(&App::new(rows::First));
    visit("/rows/first", first);
}
