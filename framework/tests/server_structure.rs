//! Elements that come and go: after any number of changes the page is equal to a fresh one.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

use std::cell::RefCell;

use proptest::prelude::*;
use watershed::prelude::*;
use watershed::testing::App;

thread_local! {
    static LIST: RefCell<Vec<(u8, u8)>> = const { RefCell::new(Vec::new()) };
    static SET_LIST: RefCell<Option<WriteSignal<Vec<(u8, u8)>>>> = const { RefCell::new(None) };
}

#[component]
fn Rows() -> View {
    let (list, set_list) = signal(LIST.with_borrow(Clone::clone));
    SET_LIST.set(Some(set_list));
    let (selected, set_selected) = signal(0u8);
    let touch = action(async move |()| {});
    view! {
        <main>
            <button on:click=move |_| touch.dispatch(())>"touch"</button>
            <ul>
                <For each=list key=|item| item.0 let:item>
                    <li class:on=selected.get() == item.get().0 on:click=move |_| set_selected.set(item.get().0)>
                        {item.get().0}" is "{item.get().1}
                    </li>
                </For>
            </ul>
        </main>
    }
}

fn rows(list: &[(u8, u8)]) -> App {
    LIST.set(list.to_vec());
    App::new(Rows)
}

fn lines(app: &App) -> Vec<String> {
    let count = app.count("li");
    (1..=count)
        .map(|row| app.text(&format!("li:nth-child({row})")).trim().to_owned())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_list_becomes_any_other(lists in proptest::collection::vec(proptest::collection::vec((0u8..9, 0u8..3), 0..9), 1..5)) {
        let app = rows(&lists[0]);
        let set_list = SET_LIST.take().expect("the page ran");
        for list in &lists[1..] {
            app.on_server(|| set_list.set(list.clone()));
            let expected: Vec<String> = list.iter().map(|(key, value)| format!("{key} is {value}")).collect();
            prop_assert_eq!(lines(&app), expected);
            if let Some((key, _)) = list.last() {
                app.click("li:last-child");
                prop_assert!(app.count("li.on") >= 1, "{} is on", key);
            }
        }
    }
}

#[component]
fn Choices() -> View {
    let (step, set_step) = signal(0u32);
    view! {
        <main>
            <button id="step" on:click=move |_| set_step.update(|step| *step += 1)>"step"</button>
            <p id="if">{if step.get() % 2 == 0 { view! { <b>"even"</b> } } else { view! { "odd" } }}</p>
            <p id="match">{match step.get() { 0 => view! { "none" }, n => view! { <i>{n}</i>" steps" } }}</p>
            <p id="for">{for n in 0..step.get() { view! { <u>{n}</u> } }}</p>
            <p id="show"><Show when={move || step.get() > 1} fallback=|| view! { "few" }><Nested depth=2/></Show></p>
        </main>
    }
}

#[component]
fn Nested(depth: u32) -> View {
    let (count, set_count) = signal(0u32);
    view! {
        <em>{depth}</em>
        <button class="count" on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
    }
}

#[test]
fn structure_follows_what_it_reads() {
    let app = App::new(Choices);
    assert_eq!(
        (
            app.text("#if"),
            app.text("#match"),
            app.text("#for"),
            app.text("#show")
        ),
        ("even".into(), "none".into(), String::new(), "few".into())
    );
    app.click("#step");
    assert_eq!(
        (
            app.text("#if"),
            app.text("#match"),
            app.text("#for"),
            app.text("#show")
        ),
        ("odd".into(), "1 steps".into(), "0".into(), "few".into())
    );
    app.click("#step");
    assert_eq!(
        (
            app.text("#if"),
            app.text("#match"),
            app.text("#for"),
            app.text("#show")
        ),
        ("even".into(), "2 steps".into(), "01".into(), "20".into())
    );
}

#[test]
fn what_came_with_structure_is_awake() {
    let app = App::new(Choices);
    app.click("#step");
    app.click("#step");
    app.sent();
    app.click(".count");
    app.click(".count");
    assert_eq!(app.text(".count"), "2");
    app.sent_nothing();
}

#[component]
fn Kept() -> View {
    let (shown, set_shown) = signal(true);
    view! {
        <main>
            <button id="kept" on:click=move |_| set_shown.update(|shown| *shown = !*shown)>"toggle"</button>
            <div id="suspended"><Show when=shown><Nested depth=1/></Show></div>
            <div id="fresh"><Show fresh when=shown><Nested depth=1/></Show></div>
        </main>
    }
}

#[test]
fn what_is_suspended_keeps_its_state_and_what_is_fresh_does_not() {
    let app = App::new(Kept);
    app.click("#suspended .count");
    app.click("#fresh .count");
    app.click("#kept");
    assert_eq!(
        (app.text("#suspended"), app.text("#fresh")),
        (String::new(), String::new())
    );
    app.click("#kept");
    assert_eq!(
        (app.text("#suspended .count"), app.text("#fresh .count")),
        ("1".into(), "0".into())
    );
}

#[test]
fn a_page_goes_on_where_it_was_when_the_connection_comes_back() {
    let app = App::new(Choices);
    app.delay(50);
    app.click("#step");
    app.cut();
    app.click("#step");
    app.settle();
    assert_eq!(
        (app.text("#match"), app.text("#show")),
        ("2 steps".into(), "20".into())
    );
    assert_eq!(app.sockets(), 2);
}

#[test]
fn a_page_whose_server_has_gone_is_loaded_again_with_its_values() {
    let app = App::new(Choices);
    app.click("#step");
    app.crash();
    app.settle();
    assert_eq!(app.text("#match"), "1 steps");
    app.click("#step");
    assert_eq!(app.text("#match"), "2 steps");
}

#[component]
async fn Slow(name: String) -> View {
    // Ends after other tasks have had their turn, like a database query.
    tokio::task::yield_now().await;
    view! { <b>"slow "{name}</b> }
}

#[component]
fn Waiting() -> View {
    let (shown, set_shown) = signal(false);
    view! {
        <main>
            <Slow name="first".to_string()/>
            <button id="more" on:click=move |_| set_shown.set(true)>"more"</button>
            <Show when=shown><Slow name="second".to_string()/></Show>
        </main>
    }
}

#[test]
fn async_components_are_there_before_the_first_byte() {
    let app = App::without_javascript(Waiting);
    assert_eq!(app.text("b"), "slow first");
}

#[test]
fn async_components_come_later_on_a_live_page() {
    let app = App::new(Waiting);
    app.click("#more");
    app.settle();
    app.sees("slow second");
}
