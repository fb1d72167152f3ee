//! Ways to write a handle: who runs what reads it, and what follows.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::colours, visitor::Visitor};

fn first(page: &impl Visitor) {
    page.click("#more");
    page.shows("output", "1");
}

#[test]
fn a_page_works() {
    first(&App::new(colours::First));
    visit("/colours/first", first);
}
