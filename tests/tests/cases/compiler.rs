//! Code that must compile as it is written, and mean the same.

use watershed::testing::App;
use watershed_tests::{cases::visit, examples::cases::compiler, visitor::Visitor};

fn first(page: &impl Visitor) {
    page.click("#more");
    page.shows("output", "1");
}

#[test]
fn a_page_works() {
    first(&App::new(compiler::First));
    visit("/compiler/first", first);
}
