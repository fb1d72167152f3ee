//! Elements that come and go are at the place where they are written, whatever is beside them.

use watershed::{prelude::*, testing::App};
use watershed_tests::markup::normal;
use watershed_tests::visitor::Visitor;

/// Shows its name.
#[component]
fn Name(name: &'static str) -> View {
    view! { <i>{name}</i> }
}

/// Shows its name, after a while.
#[component]
async fn Later(name: &'static str) -> View {
    tokio::task::yield_now().await;
    view! { <i>{name}</i> }
}

/// Two pieces of markup around the children.
#[component]
fn Between(children: Children) -> View {
    view! { "before" {children()} <b>"after"</b> }
}

/// Content that comes later, with components before its first element.
#[component]
fn Inserted() -> View {
    let (shown, set_shown) = signal(false);
    view! {
        <button on:click=move |_| set_shown.set(true)>"show"</button>
        <main>
            <Show when=shown>
                <Name name="one"/> "two" <Name name="three"/> <Later name="four"/> <b>"five"</b>
                <p><Later name="six"/> "seven" <Later name="eight"/></p>
                <Between><Name name="nine"/></Between>
                {if 1 < 2 { view! { "ten" } } else { view! { "none" } }}
                <Show when=move || !shown.get()>"nothing"</Show>
                <p><Name name="eleven"/></p>
                <Show when=shown>"twelve"</Show>
            </Show>
        </main>
    }
}

#[test]
fn components_stand_where_they_were_written_in_content_that_comes_later() {
    let app = App::new(Inserted);
    app.click("button");
    assert_eq!(
        normal(&app.html("main")),
        "<i>one</i>two<i>three</i><i>four</i><b>five</b><p><i>six</i>seven<i>eight</i></p>\
         before<i>nine</i><b>after</b>ten<p><i>eleven</i></p>twelve"
    );
}

/// The first branch shows a value that only the second can change.
#[component]
fn Handed() -> View {
    let (shown, set_shown) = signal(true);
    let (count, set_count) = signal(3);
    view! {
        <button id="turn" on:click=move |_| set_shown.update(|shown| *shown = !*shown)>"turn"</button>
        <Show when=shown fallback=move || view! { <button id="add" on:click=move |_| set_count.set(28)>"add"</button> }>
            <p>{count}</p>
        </Show>
    }
}

#[test]
fn what_the_browser_takes_over_while_it_is_hidden_is_up_to_date_when_it_is_shown() {
    let app = App::new(Handed);
    app.click("#turn");
    app.click("#add");
    app.click("#turn");
    assert_eq!(app.text("p"), "28");
}

/// The server sends a memo's value until content comes that can change what the memo reads.
#[component]
fn Promoted() -> View {
    let (count, set_count) = signal(1);
    let (other, set_other) = signal(10);
    let double = memo(move || 2 * count.get());
    let begin = action(async move |_: ()| set_count.set(2));
    view! {
        <button id="other" on:click=move |_| set_other.update(|other| *other += 1)>"other"</button>
        <button id="begin" on:click=move |_| begin.dispatch(())>"begin"</button>
        <p id="sum">{double.get() + other.get()}</p>
        {if count.get() > 1 {
            view! { <button id="count" on:click=move |_| set_count.set(20)>"count"</button> }
        } else {
            view! { "one" }
        }}
    }
}

#[test]
fn a_memo_that_the_browser_takes_over_wakes_who_has_read_it() {
    let app = App::new(Promoted);
    assert_eq!(app.text("#sum"), "12");
    app.click("#begin");
    assert_eq!(app.text("#sum"), "14");
    app.click("#count");
    assert_eq!(app.text("#sum"), "50");
    app.click("#other");
    assert_eq!(app.text("#sum"), "51");
}

/// Gates with a component beside their hole.
#[component]
fn Neighbours() -> View {
    let (shown, set_shown) = signal(false);
    view! {
        <button on:click=move |_| set_shown.update(|shown| *shown = !*shown)>"turn"</button>
        <main><Clickable/> <Show when=shown>"shown"</Show></main>
        <p><Clickable/> <Show when={!shown.get()}><Nothing/></Show></p>
    }
}

/// A component that shows nothing.
#[component]
fn Nothing() -> View {
    view! {}
}

/// A component with a client function.
#[component]
fn Clickable() -> View {
    let (count, set_count) = signal(0);
    view! { <i on:click=move |_| set_count.update(|count| *count += 1)>{count}</i> }
}

#[test]
fn a_gate_leaves_its_neighbours_alone() {
    let app = App::new(Neighbours);
    for _ in 0..3 {
        app.click("button");
        assert_eq!(normal(&app.html("main")), "<i>0</i>shown");
        assert_eq!(normal(&app.html("p")), "<i>0</i>");
        app.click("button");
        assert_eq!(normal(&app.html("main")), "<i>0</i>");
        assert_eq!(normal(&app.html("p")), "<i>0</i>");
    }
}

/// Shows a memo of its parent beside a signal that the browser changes.
#[component]
fn Sum(count: ReadSignal<i32>, double: Memo<i32>) -> View {
    view! { <i>{count.get() + double.get()}</i> }
}

/// Passes a memo to a component.
#[component]
fn Handing() -> View {
    let (count, set_count) = signal(1);
    let double = memo(move || 2 * count.get());
    view! {
        <Sum count=count double=double/>
        <button on:click=move |_| set_count.update(|count| *count += 1)>"add"</button>
    }
}

#[test]
fn a_memo_that_is_given_away_follows_what_the_browser_writes() {
    let app = App::new(Handing);
    app.click("button");
    assert_eq!(app.text("i"), "6");
}

/// An arm that begins with structure, which begins with text.
#[component]
fn Nested() -> View {
    let (step, set_step) = signal(0);
    view! {
        <main>
            {match step.get() % 2 {
                0 => view! { <p>"first"</p> },
                _ => view! {
                    {if step.get() == 9 { view! { "nine" } } else { view! { "text" <i>"inner"</i> } }}
                    <b on:click=move |_| set_step.set(0)>"outer"</b>
                },
            }}
            <button on:click=move |_| set_step.update(|step| *step += 1)>"next"</button>
        </main>
    }
}

#[test]
fn structure_at_the_start_of_an_arm_stays_there() {
    let app = App::new(Nested);
    app.click("button");
    assert_eq!(
        normal(&app.html("main")),
        "text<i>inner</i><b>outer</b><button>next</button>"
    );
}

/// Starts again whenever it is shown, and an action changes it.
#[component]
fn Draft() -> View {
    let (text, set_text) = signal("none".to_owned());
    let save = action(async move |_: ()| set_text.set("saved".to_owned()));
    on_mount(move || set_text.set("started".to_owned()));
    view! {
        <button id="save" on:click=move |_| save.dispatch(())>"save"</button>
        <p>{text}</p>
        {if text.get() == "started" { view! { <b>"new"</b> } } else { view! { <b>"old"</b> } }}
    }
}

#[component]
fn Drafts() -> View {
    let (open, set_open) = signal(true);
    view! {
        <button id="turn" on:click=move |_| set_open.update(|open| *open = !*open)>"turn"</button>
        <Show when=open><Draft/></Show>
    }
}

#[test]
fn what_is_shown_again_is_mounted_again_whatever_the_server_wrote_meanwhile() {
    let app = App::new(Drafts);
    app.shows("p", "started");
    app.shows("b", "new");
    app.click("#save");
    app.shows("p", "saved");
    app.shows("b", "old");
    app.click("#turn");
    app.lacks("p");
    app.click("#turn");
    app.shows("p", "started");
    app.shows("b", "new");
}

/// Content with an async part, which may be hidden before that comes.
#[component]
fn Hurried() -> View {
    let (shown, set_shown) = signal(false);
    view! {
        <button on:click=move |_| set_shown.update(|shown| *shown = !*shown)>"turn"</button>
        <main><Show when=shown><b>"one"</b><Slow/></Show></main>
    }
}

#[component]
async fn Slow() -> View {
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    view! { <i>"two"</i> }
}

#[test]
fn what_comes_while_its_content_is_hidden_is_there_when_it_is_shown() {
    let app = App::new(Hurried);
    app.delay(50);
    app.click("button");
    app.pass(150);
    app.click("button");
    app.pass(1000);
    app.click("button");
    app.pass(1000);
    assert_eq!(normal(&app.html("main")), "<b>one</b><i>two</i>");
}
