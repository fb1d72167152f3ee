//! When the browser's values go up: at once, with the next message, or never.

use watershed::{prelude::*, testing::App};
use watershed_tests::visitor::Visitor;

/// A field that only an action reads.
#[component]
fn Form() -> View {
    let name = RwSignal::new(String::new());
    let (greeting, set_greeting) = signal(String::new());
    let greet = action(async move |_: ()| set_greeting.set(format!("hello {}", name.get_untracked())));
    view! {
        <input id="name" bind:value=name/>
        <button id="greet" on:click=move |_| greet.dispatch(())>"greet"</button>
        <p id="greeting">{greeting}</p>
    }
}

#[test]
fn a_field_that_only_an_action_reads_is_sent_with_the_call() {
    let app = App::new(Form);
    app.type_into("#name", "Ada");
    app.sent_nothing();
    app.click("#greet");
    app.shows("#greeting", "hello Ada");
    assert_eq!(app.traffic().up.len(), 1, "the value and the call are one batch");
}

#[test]
fn an_unchanged_field_is_not_sent_twice() {
    let app = App::new(Form);
    app.type_into("#name", "a rather long name, as names go");
    app.click("#greet");
    app.traffic();
    app.click("#greet");
    assert!(app.traffic().sent() < 24);
}

/// A condition that the browser can compute.
#[component]
fn Password() -> View {
    let password = RwSignal::new(String::new());
    view! {
        <input id="password" bind:value=password/>
        <p id="length">{move || password.get().len()}</p>
        <Show when={password.get().len() >= 8}><p id="strong">"long enough"</p></Show>
    }
}

#[test]
fn a_value_behind_a_gate_goes_up_when_the_gate_opens_or_closes() {
    let app = App::new(Password);
    app.type_into("#password", "1234567");
    app.shows("#length", "7");
    app.sent_nothing();
    app.type_into("#password", "8");
    app.has("#strong");
    assert_ne!(app.traffic().up, [0_usize; 0]);
    app.type_into("#password", "9");
    app.sent_nothing();
    app.fill("#password", "short");
    app.lacks("#strong");
}

/// A value that structure needs.
#[component]
fn Search() -> View {
    let query = RwSignal::new(String::new());
    let found = memo(move || {
        let words = ["apple", "apricot", "banana"];
        words.into_iter().filter(|word| word.starts_with(&query.get())).collect::<Vec<_>>()
    });
    view! {
        <input id="query" bind:value=query/>
        <ul><For each=found key=|word| *word let:word><li>{word}</li></For></ul>
    }
}

#[test]
fn a_value_that_structure_needs_goes_up_at_once() {
    let app = App::new(Search);
    app.counts("li", 3);
    app.type_into("#query", "ap");
    app.counts("li", 2);
    app.type_into("#query", "r");
    app.shows("ul", "apricot");
}

/// A value that nothing on the server looks at.
#[component]
fn Theme() -> View {
    let dark = RwSignal::new(false);
    let (count, set_count) = signal(0);
    let add = action(async move |_: ()| set_count.update(|count| *count += 1));
    view! {
        <input id="dark" type="checkbox" bind:checked=dark/>
        <main class:dark=dark><button id="add" on:click=move |_| add.dispatch(())>{count}</button></main>
    }
}

#[test]
fn a_value_that_nobody_else_needs_stays_in_the_browser() {
    let app = App::new(Theme);
    app.click("#add");
    let without = app.traffic().sent();
    app.click("#dark");
    app.has("main.dark");
    app.sent_nothing();
    app.click("#add");
    app.shows("#add", "2");
    assert_eq!(app.traffic().sent(), without, "the choice does not ride along");
}
