//! The time when the browser's values go up: at once, with the next message, or never.

use std::cell::Cell;

use watershed::{prelude::*, testing::App};
use watershed_tests::visitor::Visitor;

/// A field that only an action reads.
#[component]
fn Form() -> View {
    let name = RwSignal::new(String::new());
    let (greeting, set_greeting) = signal(String::new());
    let greet =
        action(async move |_: ()| set_greeting.set(format!("hello {}", name.get_untracked())));
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
    assert_eq!(
        app.traffic().up.len(),
        1,
        "the value and the call are one batch"
    );
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

/// A condition over a memo that does not read all of its possible sources at once.
#[component]
fn Chosen() -> View {
    let (first, set_first) = signal(1);
    let (second, set_second) = signal(1);
    let (both, set_both) = signal(false);
    let sum = memo(move || first.get() + if both.get() { second.get() } else { 0 });
    view! {
        <button id="first" on:click=move |_| set_first.set(2)>{first}</button>
        <button id="both" on:click=move |_| set_both.set(true)>{both.get().to_string()}</button>
        <button id="second" on:click=move |_| set_second.set(5)>{second}</button>
        <p>{sum}</p>
        <Show when={sum.get() > 5}><p id="large">{sum}</p></Show>
    }
}

#[test]
fn a_gate_over_a_memo_follows_what_that_comes_to_read() {
    let app = App::new(Chosen);
    app.click("#first");
    app.click("#both");
    app.sent_nothing();
    app.click("#second");
    app.shows("#large", "7");
}

/// Structure that reads one of two memos, and an action that reads one.
#[component]
fn Either() -> View {
    let (count, set_count) = signal(0);
    let (first, set_first) = signal(true);
    let (seen, set_seen) = signal(0);
    let double = memo(move || 2 * count.get());
    let look = action(async move |_: ()| set_seen.set(double.get_untracked()));
    view! {
        <button id="count" on:click=move |_| set_count.update(|count| *count += 1)>{double}</button>
        <button id="first" on:click=move |_| set_first.set(false)>"other"</button>
        <button id="look" on:click=move |_| look.dispatch(())>{seen}</button>
        {if first.get() || double.get() < 4 { view! { "no" } } else { view! { <p id="yes">"yes"</p> } }}
    }
}

#[test]
fn structure_follows_memos_that_it_comes_to_read() {
    let app = App::new(Either);
    app.click("#first");
    app.click("#count");
    app.click("#count");
    app.has("#yes");
}

/// An action that reads a memo of the browser.
#[component]
fn Looked() -> View {
    let (count, set_count) = signal(0);
    let (seen, set_seen) = signal(0);
    let double = memo(move || 2 * count.get());
    let look = action(async move |_: ()| set_seen.set(double.get_untracked()));
    view! {
        <button id="count" on:click=move |_| set_count.update(|count| *count += 1)>{double}</button>
        <button id="look" on:click=move |_| look.dispatch(())>{seen}</button>
    }
}

#[test]
fn what_a_memo_reads_that_an_action_reads_rides_along() {
    let app = App::new(Looked);
    app.click("#count");
    app.sent_nothing();
    app.click("#look");
    app.shows("#look", "2");
}

thread_local! {
    static ALLOWED: Cell<Option<WriteSignal<bool>>> = const { Cell::new(None) };
}

/// A condition over two values, of which the server may write one.
#[component]
fn Guarded() -> View {
    let name = RwSignal::new(String::new());
    let (allowed, set_allowed) = signal(false);
    ALLOWED.set(Some(set_allowed));
    view! {
        <input id="name" bind:value=name/>
        <input id="allowed" type="checkbox" prop:checked=allowed on:click=move |_| set_allowed.update(|it| *it = !*it)/>
        <Show when={allowed.get() && !name.get().is_empty()}><p id="greeting">"hello"</p></Show>
    }
}

#[test]
fn a_gate_that_the_server_turns_sends_what_has_waited() {
    let app = App::new(Guarded);
    app.type_into("#name", "Ada");
    app.sent_nothing();
    let set_allowed = ALLOWED.get().expect("the page was rendered on this thread");
    app.on_server(|| set_allowed.set(true));
    app.has("#greeting");
}

/// A gate in content that comes after its source was written.
#[component]
fn Steps() -> View {
    let name = RwSignal::new(String::new());
    let (step, set_step) = signal(1);
    let done = action(async move |_: ()| {
        let _ = name.get_untracked();
    });
    view! {
        <input id="name" bind:value=name/>
        <button id="next" on:click=move |_| set_step.update(|step| *step += 1)>"next"</button>
        <button on:click=move |_| done.dispatch(())>"done"</button>
        {if step.get() > 1 {
            view! { <Show when={name.get().len() > 2}><p id="named">{name}</p></Show> }
        } else {
            view! { <p>"name?"</p> }
        }}
    }
}

#[test]
fn a_gate_that_comes_later_knows_what_was_typed_before() {
    let app = App::new(Steps);
    app.type_into("#name", "Ada");
    app.click("#next");
    app.shows("#named", "Ada");
}

/// A value that structure needs.
#[component]
fn Search() -> View {
    let query = RwSignal::new(String::new());
    let found = memo(move || {
        let words = ["apple", "apricot", "banana"];
        words
            .into_iter()
            .filter(|word| word.starts_with(&query.get()))
            .collect::<Vec<_>>()
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

/// A value that no server code reads.
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
    assert_eq!(
        app.traffic().sent(),
        without,
        "the choice does not ride along"
    );
}
