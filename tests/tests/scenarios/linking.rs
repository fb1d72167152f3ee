//! Colours across components are decided when a page is rendered, by the functions that are on it.

use std::time::Duration;

use watershed::prelude::*;
use watershed::server::task;
use watershed::testing::{App, Crossed};
use watershed_tests::visitor::Visitor;

/// Shows a value and passes its setter on.
#[component]
fn Grandparent(is_written: bool) -> View {
    let (count, set_count) = signal(first());
    view! {
        <p>{count}</p>
        <Parent is_written=is_written set_count=set_count/>
        {if count.get() > 41 { view! { <b>"many"</b> } } else { view! { <b>"few"</b> } }}
    }
}

/// Returns a value that the browser cannot know by itself.
fn first() -> i64 {
    3_141_592_653_589
}

/// Passes the setter on too.
#[component]
fn Parent(is_written: bool, set_count: WriteSignal<i64>) -> View {
    view! { {if is_written { view! { <Writer set_count=set_count/> } } else { view! { <Idler/> } }} }
}

/// Has a handler that writes it.
#[component]
fn Writer(set_count: WriteSignal<i64>) -> View {
    view! { <button on:click=move |_| set_count.set(7)>"write"</button> }
}

/// Has no handler.
#[component]
fn Idler() -> View {
    view! { <button>"write"</button> }
}

/// The tree with the handler.
#[component]
fn Written() -> View {
    view! { <Grandparent is_written=true/> }
}

/// The tree without it.
#[component]
fn Unwritten() -> View {
    view! { <Grandparent is_written=false/> }
}

#[test]
fn a_handler_in_a_child_changes_the_colours_of_its_grandparent() {
    let (written, unwritten) = (App::new(Written), App::new(Unwritten));
    assert!(crossed(&unwritten).is_empty());
    assert_eq!(crossed(&written), [first()]);
    unwritten.is_static();
    unwritten.click("button");
    unwritten.shows("b", "many");
    written.click("button");
    written.shows("p", "7");
    written.shows("b", "few");
    assert_eq!(
        crossed(&written),
        [7],
        "structure of the grandparent follows it"
    );
}

/// Shows a signal's followers; content that writes the signal is inserted later.
#[component]
fn Later() -> View {
    let (count, set_count) = signal(first());
    let double = memo(move || count.get() * 2);
    let (is_more, set_more) = signal(false);
    view! {
        <p>{double}</p>
        <button id="more" on:click=move |_| set_more.set(true)>"more"</button>
        <div>{if is_more.get() { view! { <Writer set_count=set_count/> } } else { view! { <i>"less"</i> } }}</div>
    }
}

#[test]
fn what_the_browser_has_taken_over_takes_nothing_up() {
    let app = App::new(Later);
    app.click("#more");
    assert!(crossed(&app).contains(&first()), "it can be written now");
    app.traffic();
    app.click("div button");
    app.shows("p", "14");
    app.sent_nothing();
}

/// Shows a signal whose first value the component does not know.
#[component]
fn Told(count: ReadSignal<i64>) -> View {
    view! { <em>{count}</em> }
}

/// Nothing reads or writes `count` before more is shown.
#[component]
fn Untouched() -> View {
    let (count, set_count) = signal(5_i64);
    let (is_more, set_more) = signal(false);
    view! {
        <button id="count" on:click=move |_| set_count.update(|count| *count += 1)>"count"</button>
        <button id="more" on:click=move |_| set_more.set(true)>"more"</button>
        <div>{if is_more.get() { view! { <Told count=count/> } } else { view! { <i>"less"</i> } }}</div>
    }
}

#[test]
fn what_comes_later_shows_a_value_that_was_never_sent() {
    let app = App::new(Untouched);
    app.click("#more");
    app.shows("em", "5");
    app.click("#count");
    app.shows("em", "6");
}

/// A page without client functions that the server changes.
#[component]
fn Ticker() -> View {
    let (ticks, set_ticks) = signal(0);
    task(async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        set_ticks.set(1);
    });
    view! {
        <p>{ticks}</p>
        {if ticks.get() > 0 { view! { <Counter/> } } else { view! { "wait" } }}
    }
}

/// Has a node of its own.
#[component]
fn Counter() -> View {
    let (count, set_count) = signal(first());
    view! { <button on:click=move |_| set_count.update(|count| *count += 1)>{count}</button> }
}

#[test]
fn a_page_without_client_functions_takes_what_the_server_sends() {
    let app = App::new(Ticker);
    app.pass(1_000);
    app.shows("p", "1");
    app.click("button");
    app.shows("button", &(first() + 1).to_string());
}

/// Reads signals that it finds in its prop.
#[component]
fn Sum(readers: Vec<ReadSignal<i64>>) -> View {
    let sum = memo(move || readers[0].get() + readers.last().unwrap().get());
    view! { <p>{sum}</p> }
}

#[component]
fn Summed() -> View {
    let (count, set_count) = signal(first());
    let (other, set_other) = signal(first());
    view! {
        <button id="count" on:click=move |_| set_count.set(1)>"count"</button>
        <button id="other" on:click=move |_| set_other.set(2)>"other"</button>
        <Sum readers=vec![count, other]/>
    }
}

#[test]
fn a_signal_in_a_list_is_read_like_any_other() {
    let app = App::new(Summed);
    app.click("#count");
    app.shows("p", &(first() + 1).to_string());
    app.click("#other");
    app.shows("p", "3");
    app.is_static();
}

/// Handles in one record; only one of them decides about structure.
#[derive(Clone, Copy, Cross)]
struct Hand {
    deciding: RwSignal<i64>,
    shown: RwSignal<i64>,
}

#[component]
fn Player(hand: Hand) -> View {
    view! {
        <Show when={hand.deciding.get() % 2 == 0 && !server_only().is_empty()}><b>"even"</b></Show>
        <i>{hand.shown.get()}</i>
    }
}

fn server_only() -> String {
    "server".to_owned()
}

#[component]
fn Table() -> View {
    let hand = Hand {
        deciding: RwSignal::new(first()),
        shown: RwSignal::new(first()),
    };
    view! {
        <button id="decide" on:click=move |_| hand.deciding.update(|it| *it += 1)>"decide"</button>
        <button id="show" on:click=move |_| hand.shown.update(|it| *it += 1)>"show"</button>
        <Player hand=hand/>
    }
}

#[test]
fn what_decides_goes_up_and_what_stands_beside_it_does_not() {
    let app = App::new(Table);
    let shown = app.count("b");
    app.click("#show");
    app.sent_nothing();
    app.click("#decide");
    app.settle();
    assert_eq!(app.count("b"), 1 - shown, "the structure followed");
    app.click("#show");
    app.shows("i", &(first() + 2).to_string());
}

/// Returns the values of nodes that have crossed.
fn crossed(app: &App) -> Vec<i64> {
    let crossed = app.crossed().into_iter();
    let nodes = crossed.filter(|it| matches!(it.what, Crossed::Node(_)));
    nodes.filter_map(|it| it.value()).collect()
}
