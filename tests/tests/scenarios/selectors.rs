//! CSS selectors, by which tests name elements, and the states of controls in them.

use watershed::{prelude::*, testing::App};
use watershed_tests::visitor::Visitor;

#[component]
fn Order() -> View {
    let sure = RwSignal::new(false);
    let size = RwSignal::new(String::from("small"));
    view! {
        <fieldset disabled={!sure.get()}>
            <legend>"note " <input id="free"/></legend>
            <input id="note" title=":checked, :disabled"/>
        </fieldset>
        <input id="sure" type="checkbox" bind:checked=sure/>
        <select id="size" bind:value=size>
            <option value="small">"S"</option>
            <option value="large">"L"</option>
        </select>
        <button disabled={!sure.get()}>{size}</button>
    }
}

#[test]
fn states_of_controls_are_those_of_now() {
    let app = App::new(Order);
    assert_eq!(app.count("input:checked"), 0);
    assert_eq!(app.text("option:checked"), "S");
    assert_eq!(app.count("#note:disabled"), 1);
    assert_eq!(app.count("#free:disabled"), 0);
    assert_eq!(app.count("[title=':checked, :disabled']"), 1);

    app.click("#sure");
    assert_eq!(app.count("input:checked"), 1);
    assert_eq!(app.count("button:enabled"), 1);
    assert_eq!(app.count(":disabled"), 0);

    app.type_into("#free", "x");
    assert_eq!(app.count("fieldset:focus-within #free:focus"), 1);
    assert_eq!(app.count("input:not(:focus):not(:checked)"), 1);
    assert!(!app.html("html").contains("_state"));
}

#[test]
fn a_select_is_filled_with_the_value_of_an_option() {
    let app = App::new(Order);
    app.fill("#size", "large");
    app.shows("button", "large");
    assert_eq!(app.text("option:checked"), "L");
}

#[test]
#[should_panic(expected = "`#size` has no option `huge`")]
fn what_a_select_does_not_offer_cannot_be_chosen() {
    App::new(Order).fill("#size", "huge");
}

#[test]
#[should_panic(expected = "`a:visited` is no selector, or none that the simulation knows")]
fn a_selector_that_would_never_match_is_refused() {
    App::new(Order).count("a:visited");
}

#[test]
#[should_panic(expected = "`p:is(.a, .b)` is no selector, or none that the simulation knows")]
fn a_selector_that_is_not_known_is_not_one_without_matches() {
    App::new(Order).count("p:is(.a, .b)");
}
