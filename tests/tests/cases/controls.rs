//! Controls: what they show, what a person does to them, and what signals say.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::controls, visitor::Visitor};

fn first(page: &impl Visitor) {
    page.click("#more");
    page.shows("output", "1");
}

#[test]
fn a_page_works() {
    first(&App::new(controls::First));
    visit("/controls/first", first);
}
