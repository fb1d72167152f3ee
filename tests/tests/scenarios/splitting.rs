//! Client functions that are hard to cut out behave as they would in one program.

mod colouring;
mod projections;

use watershed::testing::App;
use watershed_tests::{splitting::*, visitor::Visitor};

#[test]
fn a_shadowed_name_means_what_it_means_where_it_stands() {
    let app = App::new(Shadowed);
    app.click("#first");
    app.shows("#shown", "1");
    app.shows("#other", "0");
    app.click("#second");
    app.shows("#shown", "1");
    app.shows("#other", "20");
}

#[test]
fn format_strings_capture_names() {
    let app = App::new(Formatted);
    app.click("#inc");
    app.click("#format");
    app.shows("#text", "   8 km, 9");
}

#[test]
fn patterns_bind_names() {
    let app = App::new(Patterns);
    for (button, shown) in [
        ("#tuple", "4321"),
        ("#struct", "56"),
        ("#whole", "87"),
        ("#reference", "9"),
    ] {
        app.click(button);
        app.shows("#shown", shown);
    }
}

#[test]
fn closures_are_code_that_travels() {
    let app = App::new(Closures);
    app.shows("#times", "3");
    app.click("#one");
    app.shows("#count", "4");
    app.click("#two");
    app.shows("#count", "10");
    app.shows("#times", "30");
}

#[test]
fn closures_in_closures_see_the_nearest_name() {
    let app = App::new(Nested);
    app.click("#sum");
    app.shows("#total", "132");
}

#[test]
fn every_row_of_a_loop_has_its_own_variable() {
    let app = App::new(Looped);
    app.shows("#chosen", "none");
    for (button, chosen) in [("#cyd", "2: cyd"), ("#ada", "0: ada"), ("#bob", "1: bob")] {
        app.click(button);
        app.shows("#chosen", chosen);
    }
}

#[test]
fn ways_out_of_a_body_are_the_servers() {
    let app = App::new(Divergent);
    app.click("#inc");
    app.shows("#count", "6");
}

#[test]
fn a_generic_component_works_at_every_type() {
    let app = App::new(Generic);
    app.click("#pick-4");
    app.click("#pick-b");
    app.shows("#number", "4");
    app.shows("#word", "b");
    app.click("#first-3");
    app.click("#first-a");
    app.shows("#number", "3");
    app.shows("#word", "a");
}

#[test]
fn a_field_is_captured_without_its_struct() {
    let app = App::new(Places);
    app.click("#name");
    app.shows("#shown", "Ada");
    app.click("#month");
    app.shows("#shown", "12");
}

#[test]
fn conditions_and_blocks_are_gone_through() {
    let app = App::new(Conditional);
    app.click("#show");
    app.shows("#shown", "high+7");
}

#[test]
fn a_macro_of_the_body_travels_along() {
    let app = App::new(Macros);
    app.click("#small");
    app.shows("#parity", "odd");
    app.click("#big");
    app.shows("#count", "11");
}

#[test]
fn a_borrowed_prop_crosses_as_what_it_owns() {
    let app = App::new(Borrowed);
    app.click("#greet");
    app.shows("#shown", "hello Ada!");
}

#[test]
fn memos_of_memos_run_where_they_are_needed() {
    let app = App::new(Derived);
    app.shows("#pair", "2 <2>");
    app.click("#inc");
    app.shows("#pair", "4 <4>");
    app.click("#double");
    app.shows("#pair", "8 <8>");
}

#[test]
fn values_of_every_shape_cross() {
    let app = App::new(Shapes);
    app.click("#all");
    app.shows("#shown", "None -2 é 0.5 true 1999");
}

#[test]
fn signals_may_start_empty() {
    let app = App::new(Empty);
    app.shows("#last", "nobody");
    app.click("#add");
    app.click("#add");
    app.shows("#names", "n0, n1");
    app.shows("#last", "n1");
}

#[test]
fn an_async_body_is_awaited() {
    let app = App::new(Awaited);
    app.click("#inc");
    app.shows("#count", "42");
}

#[test]
fn a_closure_with_markup_makes_a_region_each_time() {
    let app = App::new(Rendered);
    app.click("#key2");
    app.shows("#chosen", "2");
    app.click("#key1");
    app.shows("#chosen", "1");
}

#[test]
fn a_callback_is_handed_down_through_a_component_that_contains_itself() {
    let app = App::new(Recursive);
    for level in ["2", "0", "1"] {
        app.click(&format!("#level{level}"));
        app.shows("#touched", level);
    }
}

#[test]
fn signals_in_a_struct_are_signals() {
    let app = App::new(Grouped);
    app.click("#inc");
    app.click("#longer");
    app.shows("#count", "1");
    app.shows("#name", "aa");
}

#[test]
fn none_of_this_takes_a_socket() {
    for app in [
        App::new(Shadowed),
        App::new(Patterns),
        App::new(Closures),
        App::new(Generic),
        App::new(Recursive),
    ] {
        app.is_static();
    }
}
