//! A slow network, and one that breaks.

use std::cell::Cell;

use watershed::{prelude::*, testing::App};
use watershed_tests::{
    examples::{cases::connection::Numbered, counter::Counter, gallery::Gallery, toggle::Page},
    scenarios::TOGGLED,
    visitor::{Traffic, Visitor},
};

#[test]
fn ten_quick_clicks_count_ten_whatever_the_latency() {
    for page in [App::new(Counter), App::new(Gallery)] {
        page.delay(100);
        for _ in 0..10 {
            page.click("#inc");
            page.pass(50);
        }
        page.settle();
        page.sees("10");
    }
}

#[test]
fn a_late_answer_does_not_undo_what_was_clicked_since() {
    let app = App::new(Gallery);
    app.delay(100);
    app.click("#inc");
    app.pass(150);
    app.click("#inc");
    app.pass(60);
    app.shows("#text", "quoted, bare and counted 2, twice: 4");
    app.settle();
    app.shows("#text", "quoted, bare and counted 2, twice: 4");
    app.counts("#steps li", 2);
}

#[test]
fn a_toggle_that_is_clicked_while_its_answer_is_under_way_ends_as_clicked() {
    let app = App::without_javascript(Page);
    app.delay(100);
    app.start();
    app.pass(150);
    app.click("#toggle");
    app.settle();
    app.shows("#content", "");
    app.click("#toggle");
    app.settle();
    app.shows("#content", TOGGLED);
}

/// A page that does nothing before it is asked.
#[component]
fn Question() -> View {
    let (is_asked, set_asked) = signal(false);
    view! {
        <button on:click=move |_| set_asked.set(true)>"ask"</button>
        <Show when=is_asked><p>"forty-two"</p></Show>
    }
}

#[test]
fn the_first_click_after_a_sleep_takes_a_round_trip_and_no_more_bytes() {
    let clicked = |minutes: u64| {
        let app = App::without_javascript(Question);
        app.delay(50);
        app.start();
        app.settle();
        app.pass(minutes * 60_000);
        app.sent();
        app.received();
        app.click("button");
        app.pass(99);
        app.sees_no("forty-two");
        app.pass(1);
        app.sees("forty-two");
        (app.sent(), app.received(), app.sockets(), app.slept())
    };
    let (sent, received, sockets, _) = clicked(0);
    assert_eq!(clicked(6), (sent, received, sockets, 1));
}

/// A page whose sessions differ in what has happened in them.
#[component]
fn Drowsy() -> View {
    let open = RwSignal::new(false);
    let text = RwSignal::new(String::new());
    let news = READ_NEWS.get();
    let asked = RwSignal::new(0u32);
    let ask = action(async move |_: ()| asked.update(|asked| *asked += 1));
    view! {
        <h1>{news}</h1>
        <button id="open" on:click=move |_| open.update(|open| *open = !*open)>"open"</button>
        <Show when=open><ul><For each=move || 0..text.get().len() key=|n| *n let:n><li>{n}</li></For></ul></Show>
        <input bind:value=text/>
        <button id="ask" on:click=move |_| ask.dispatch(())>"ask"</button>
        <output>{asked}</output>
    }
}

thread_local! {
    /// The data of [`Drowsy`].
    static READ_NEWS: Cell<u32> = const { std::cell::Cell::new(0) };
}

/// Changes what a browser may change, and lets the session sleep.
fn drowsy() -> App {
    let app = App::new(Drowsy);
    app.delay(50);
    app.click("#open");
    app.type_into("input", "abc");
    app.settle();
    app.counts("li", 3);
    app.pass(310_000);
    app
}

#[test]
fn a_session_that_was_changed_sleeps_and_is_woken_as_if_it_had_not() {
    let app = drowsy();
    app.type_into("input", "d");
    app.pass(100);
    app.counts("li", 4);
    assert_eq!((app.slept(), app.sockets()), (1, 1));
    app.pass(310_000);
    app.click("#open");
    app.pass(100);
    app.counts("li", 0);
    app.click("#open");
    app.pass(100);
    app.counts("li", 4);
    app.holds("input", "abcd");
    assert_eq!((app.slept(), app.sockets()), (2, 1));
    // What an action has done is not done again, so the session stays awake from then on.
    app.click("#ask");
    app.settle();
    app.shows("output", "1");
    app.pass(310_000);
    app.click("#ask");
    app.settle();
    app.shows("output", "2");
    assert_eq!((app.slept(), app.sockets()), (2, 1));
}

#[test]
fn a_session_that_was_changed_sleeps_while_its_connection_breaks() {
    let app = drowsy();
    app.cut();
    app.settle();
    app.type_into("input", "d");
    app.settle();
    app.counts("li", 4);
    assert_eq!((app.slept(), app.sockets()), (1, 2));
}

#[test]
fn a_page_that_has_become_another_one_in_its_sleep_is_made_anew_with_what_was_called() {
    let app = drowsy();
    READ_NEWS.set(7);
    app.click("#ask");
    app.settle();
    READ_NEWS.set(0);
    assert_eq!((app.slept(), app.sockets()), (1, 2));
    app.shows("h1", "7");
    app.shows("output", "1");
    app.counts("li", 3);
    app.holds("input", "abc");
}

#[component]
fn ReadFirst() -> View {
    let (count, set_count) = signal(0u32);
    view! {
        <p>{count}</p>
        <ul><For each=move || 0..count.get() key=|n| *n let:n><li>{n}</li></For></ul>
        <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
    }
}

#[test]
fn a_value_that_is_shown_before_the_place_that_writes_it_is_kept_too() {
    let app = App::new(ReadFirst);
    app.click("button");
    app.click("button");
    app.crash();
    app.settle();
    app.shows("p", "2");
    app.counts("li", 2);
    app.discard_tab();
    // Before the values are there.
    app.delay(100);
    app.discard_tab();
    app.click("button");
    app.shows("p", "0");
    app.settle();
    app.shows("p", "3");
    app.counts("li", 3);
}

#[component]
fn Gated() -> View {
    let open = RwSignal::new(true);
    view! {
        <button on:click=move |_| open.update(|open| *open = !*open)>"turn"</button>
        <Show when=open fallback=view! { <i>"closed"</i> }><input value="a"/></Show>
    }
}

#[test]
fn an_answer_does_not_hide_what_was_shown_again_since() {
    let app = App::new(Gated);
    app.delay(100);
    // Both templates are known.
    app.click("button");
    app.settle();
    app.click("button");
    app.settle();
    for is_open in [false, true, false, true] {
        app.click("button");
        app.counts("input", usize::from(is_open));
        app.pass(30);
    }
    // The four answers come one after the other.
    for _ in 0..30 {
        app.pass(10);
        app.counts("input", 1);
        app.counts("i", 0);
    }
    app.settle();
    app.counts("input", 1);
}

#[test]
fn what_was_clicked_while_the_connection_was_down_arrives_later() {
    let app = App::new(Gallery);
    app.click("#inc");
    app.cut();
    app.click("#inc");
    app.shows("#text", "quoted, bare and counted 2, twice: 4");
    app.settle();
    app.counts("#steps li", 2);
}

#[test]
fn an_answer_that_was_lost_is_sent_again() {
    let app = App::new(Gallery);
    app.delay(100);
    app.click("#inc");
    app.pass(150);
    app.cut();
    app.settle();
    app.counts("#steps li", 1);
}

/// A counter that the server keeps.
#[component]
fn Visits() -> View {
    let (visits, set_visits) = signal(0);
    let visit = action(async move |_: ()| set_visits.update(|visits| *visits += 1));
    view! { <button id="visit" on:click=move |_| visit.dispatch(())>{visits}</button> }
}

#[test]
fn a_call_runs_once_however_often_the_connection_breaks() {
    for lost_after in [10, 110, 150, 190, 210, 250] {
        let app = App::new(Visits);
        app.delay(100);
        app.click("#visit");
        app.pass(lost_after);
        app.cut();
        app.settle();
        app.shows("#visit", "1");
    }
}

thread_local! {
    static LARGE: Cell<Option<WriteSignal<usize>>> = const { Cell::new(None) };
}

/// Text that only the server changes, as long as it says.
#[component]
fn PageReport() -> View {
    let (length, set_length) = signal(1);
    let (opened, set_opened) = signal(false);
    LARGE.set(Some(set_length));
    view! {
        <button on:click=move |_| set_opened.set(true)>"open"</button>
        <Show when=opened><p>{"long ".repeat(length.get())}</p></Show>
    }
}

#[test]
fn a_large_update_does_not_keep_the_next_one_from_coming() {
    let app = App::new(PageReport);
    app.click("button");
    let set_length = LARGE.get().expect("the page was rendered on this thread");
    app.on_server(|| set_length.set(100_000));
    assert_eq!(app.text("p").len(), 500_000);
    app.on_server(|| set_length.set(2));
    app.shows("p", "long long ");
}

#[test]
fn a_session_that_comes_back_tells_exactly_what_was_missed() {
    let app = App::new(Gallery);
    app.delay(100);
    app.click("#inc");
    app.settle();
    app.traffic();
    app.cut();
    app.settle();
    assert_eq!(app.traffic(), Traffic::default(), "nothing was missed");
    app.click("#inc");
    app.pass(150);
    let answer = app.traffic().down;
    app.cut();
    app.settle();
    app.counts("#steps li", 2);
    assert_eq!(app.traffic().down, answer, "the same frames again");
}

#[test]
fn calls_that_were_made_while_the_line_was_down_all_run() {
    let app = App::new(Visits);
    app.cut();
    for _ in 0..600 {
        app.click("#visit");
    }
    app.settle();
    app.shows("#visit", "600");
    app.click("#visit");
    app.shows("#visit", "601");
    assert_eq!(app.sockets(), 2);
}

#[test]
fn actions_of_a_page_that_is_offline_all_run_once_and_in_order() {
    let app = App::new(Numbered);
    app.delay(50);
    app.settle();
    let sockets = app.sockets();
    app.offline(|| {
        for _ in 0..300 {
            app.click("#click");
            app.pass(500);
        }
        app.shows("#click", "300");
        app.shows("#seen", "[]");
    });
    app.settle();
    let all: Vec<u32> = (1..=300).collect();
    app.shows("#seen", &format!("{all:?}"));
    // 150 seconds: seven tries while the delays grow to 7.5 seconds, and then one in each 7.5 seconds; one more at the end.
    let tries = app.sockets() - sockets;
    assert!((20..=27).contains(&tries), "{tries}");
}

#[test]
fn a_page_that_is_offline_says_so_on_its_root_and_works_on_as_far_as_it_can() {
    let app = App::new(Counter);
    app.click("#inc");
    app.offline(|| app.click("#inc"));
    app.shows("h1", "2");
    let app = App::new(Gallery);
    app.offline(|| {
        app.click("#inc");
        app.shows("#text", "quoted, bare and counted 1, twice: 2");
        app.counts("html[data-connection=offline]", 1);
    });
    app.settle();
    app.counts("html[data-connection]", 0);
    app.counts("#steps li", 1);
}

/// Texts that do not fit into one message together.
#[component]
fn Form() -> View {
    let (first, set_first) = signal(String::new());
    let (second, set_second) = signal(String::new());
    let (third, set_third) = signal(String::new());
    let (sum, set_sum) = signal(0usize);
    let count = action(async move |_: u32| {
        let length = |text: ReadSignal<String>| text.with_untracked(String::len);
        set_sum.set(length(first) + length(second) + length(third));
    });
    view! {
        <input id="first" bind:value=(first, set_first)/>
        <input id="second" bind:value=(second, set_second)/>
        <input id="third" bind:value=(third, set_third)/>
        <button id="count" on:click=move |_| count.dispatch(1)>{sum}</button>
    }
}

#[test]
fn what_does_not_fit_into_one_batch_goes_in_several_and_calls_come_last() {
    let app = App::new(Form);
    for field in ["#first", "#second", "#third"] {
        app.fill(field, &"x".repeat(500_000));
    }
    app.click("#count");
    app.settle();
    app.shows("#count", "1500000");
    let sent = app.traffic().up;
    assert!(sent.len() >= 24, "{sent:?}");
    assert!(sent.iter().all(|frame| *frame <= 64 << 10), "{sent:?}");
}

/// Texts that only an action reads, and a page that listens to trouble.
#[component]
fn Essay() -> View {
    let (text, set_text) = signal(String::new());
    let (saved, set_saved) = signal(0usize);
    let (trouble, set_trouble) = signal(String::new());
    let save = action(async move |_: u32| set_saved.set(text.with_untracked(String::len)));
    view! {
        <main on:watershed-trouble=move |event| set_trouble.set(event.detail())>
            <textarea id="text" bind:value=(text, set_text)/>
            <button id="save" on:click=move |_| save.dispatch(1)>{saved}</button>
            <output>{trouble}</output>
        </main>
    }
}

#[test]
fn an_action_does_not_read_what_was_too_large_to_be_sent() {
    let app = App::new(Essay);
    app.fill("#text", &"x".repeat(1_000));
    app.click("#save");
    app.shows("#save", "1000");
    app.fill("#text", &"x".repeat(1_100_000));
    app.click("#save");
    app.shows("#save", "1000");
    app.shows("output", "too-large");
    app.holds("#text", &"x".repeat(1_100_000));
    app.fill("#text", &"x".repeat(1_000_000));
    app.click("#save");
    app.settle();
    app.shows("#save", "1000000");
    assert_eq!(app.sockets(), 1);
}

#[test]
fn a_text_of_a_megabyte_that_is_written_offline_arrives_in_parts_and_once() {
    let app = App::new(Essay);
    app.delay(50);
    app.settle();
    app.traffic();
    app.offline(|| {
        for length in [400_000, 700_000, 1_000_000] {
            app.fill("#text", &"x".repeat(length));
            app.click("#save");
            app.pass(1_000);
        }
    });
    app.settle();
    app.shows("#save", "1000000");
    let sent = app.traffic().up;
    assert!(
        sent.iter().sum::<usize>() < 1_010_000,
        "only the last text: {sent:?}"
    );
    // The line breaks in the middle of a message: the parts that have come are worth nothing.
    app.fill("#text", &"y".repeat(900_000));
    app.click("#save");
    app.pass(50);
    app.cut();
    app.settle();
    app.shows("#save", "900000");
    app.shows("output", "");
}
