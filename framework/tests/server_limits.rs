//! The resources that one visitor may use, and the effect on others when a visitor uses more.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

#[path = "server/page.rs"]
mod page;

use std::cell::{Cell, RefCell};
use std::time::Duration;

use page::Page;
use watershed::prelude::*;
use watershed::testing::App;
use watershed::wire::close::Reason;
use watershed::wire::encode;
use watershed::wire::limits::{CALL, CALLS_UNDER_WAY, NESTED_COMPONENTS, REGIONS, SETTLEMENTS};
use watershed::wire::message::{Call, FromClient, Outcome};
use watershed::wire::number::{CallId, NodeNumber, Version};

/// As many rows as the browser asks for.
#[component]
fn Grow() -> View {
    let (count, set_count) = signal(0u32);
    view! {
        <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
        <For each={0..count.get()} key=|row| *row let:row><i>{row}</i></For>
    }
}

/// As many rows of a loop as the browser asks for.
#[component]
fn Loop() -> View {
    let (count, set_count) = signal(0u32);
    view! {
        <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
        {for row in 0..count.get() { view! { <i>{row}</i> } }}
    }
}

/// As many signals as the browser asks for.
#[component]
fn Nodes() -> View {
    let (count, set_count) = signal(0u32);
    let made = memo(move || {
        let all: Vec<_> = (0..count.get()).map(RwSignal::new).collect();
        all.len()
    });
    view! { <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>{if made.get() > 0 { view! { <i>"made"</i> } }} }
}

fn with_count(open: impl FnOnce() -> Page, count: u32) -> Option<Reason> {
    open().write(0, &count).dismissed
}

#[test]
fn a_message_that_asks_for_too_much_ends_its_session_and_nothing_else() {
    let grow = || Page::attached::<Grow>(|| Grow(Grow::props().build()));
    let looped = || Page::attached::<Loop>(|| Loop(Loop::props().build()));
    let nodes = || Page::attached::<Nodes>(|| Nodes(Nodes::props().build()));
    assert_eq!(with_count(grow, 2_000), None);
    assert_eq!(with_count(grow, REGIONS as u32 + 1), Some(Reason::Failed));
    assert_eq!(with_count(grow, u32::MAX), Some(Reason::Failed));
    assert_eq!(with_count(looped, u32::MAX), Some(Reason::Failed));
    assert_eq!(with_count(nodes, 2_000), None);
    assert_eq!(with_count(nodes, 2_000_000), Some(Reason::Failed));
}

/// A thread of replies of the given depth, with structure between them.
#[component]
fn Replies(left: u32) -> View {
    view! { <ul><li>{left}<Show when={left > 0}>{(left > 0).then(|| view! { <Replies left={left - 1}/> })}</Show></li></ul> }
}

#[component]
async fn LateReplies(left: u32) -> View {
    view! { <ul><li>{left}{(left > 0).then(|| view! { <LateReplies left={left - 1}/> })}</li></ul> }
}

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

#[component]
fn Deep() -> View {
    let depth = DEPTH.get();
    view! { <Replies left=depth/> }
}

#[component]
fn LateDeep() -> View {
    let depth = DEPTH.get();
    view! { <LateReplies left=depth/> }
}

/// Deep content that is shown later.
#[component]
fn DeepLater() -> View {
    let depth = DEPTH.get();
    let (open, set_open) = signal(false);
    view! { <button on:click=move |_| set_open.set(true)>"open"</button><Show when=open><Replies left=depth/></Show> }
}

fn fails(render: impl FnOnce() + std::panic::UnwindSafe) -> bool {
    std::panic::catch_unwind(render).is_err()
}

#[test]
fn components_are_nested_as_deep_as_is_allowed_and_no_deeper() {
    let deep = || drop(Page::open::<Deep>(|| Deep(Deep::props().build())));
    let late = || {
        drop(Page::open::<LateDeep>(|| {
            LateDeep(LateDeep::props().build())
        }))
    };
    let later = || {
        let mut page = Page::attached::<DeepLater>(|| DeepLater(DeepLater::props().build()));
        page.write(0, &true).dismissed
    };
    // The page itself is one component, and so is the innermost reply.
    DEPTH.set(NESTED_COMPONENTS - 2);
    deep();
    late();
    assert_eq!(later(), None);
    for depth in [NESTED_COMPONENTS, 1_250, 100_000] {
        DEPTH.set(depth);
        assert!(fails(deep), "{depth}");
        assert!(fails(late), "{depth}");
        assert_eq!(later(), Some(Reason::Failed), "{depth}");
    }
}

/// Markup in markup, built by a program.
#[component]
fn Onion() -> View {
    let layers = DEPTH.get();
    let mut all = View::text("core");
    for _ in 0..layers {
        all = View::list(vec![all]);
    }
    all
}

#[test]
fn markup_is_nested_as_deep_as_is_allowed_and_no_deeper() {
    let onion = || drop(Page::open::<Onion>(|| Onion(Onion::props().build())));
    DEPTH.set(1_000);
    onion();
    DEPTH.set(1_000_000);
    assert!(fails(onion));
}

#[component]
async fn Later() -> View {
    tokio::time::sleep(Duration::from_millis(100)).await;
    view! { <p>"here I am"</p> }
}

#[component]
fn ShownLater() -> View {
    let (on, set_on) = signal(false);
    let (rows, set_rows) = signal(0u32);
    view! {
        <button id="go" on:click=move |_| set_on.set(true)>"go"</button>
        <button id="row" on:click=move |_| set_rows.update(|rows| *rows += 1)>"row"</button>
        <main><Show when=on><Later/></Show></main>
        <ol><For each={0..rows.get()} key=|row| *row let:_row><Later/></For></ol>
        <div>{if rows.get() > 0 { view! { <Later/> } }}</div>
    }
}

#[test]
fn an_async_component_that_is_shown_later_appears_by_itself() {
    let app = App::new(ShownLater);
    app.click("#go");
    app.pass(200);
    assert_eq!(app.text("main"), "here I am");
    app.click("#row");
    app.pass(200);
    assert_eq!(app.text("ol"), "here I am");
    assert_eq!(app.text("div"), "here I am");
}

/// The node numbers of the page: the setter, then the action.
#[component]
fn Slow() -> View {
    let (runs, set_runs) = signal(0u32);
    let run = action(async move |milliseconds: u64| {
        set_runs.update(|runs| *runs += 1);
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    });
    view! { <button on:click=move |_| run.dispatch(1)>"run"</button><i>{runs}</i> }
}

fn calls(count: u32, milliseconds: u64) -> Vec<Call> {
    let call = |id| Call {
        id: CallId(id),
        action: NodeNumber(0),
        argument: encode(&milliseconds),
    };
    (0..count).map(call).collect()
}

/// Runs a test on a paused clock: time passes when nothing else can happen.
fn on_a_clock(test: impl AsyncFnOnce()) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(test());
}

async fn settled(page: &mut Page, by: Duration) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    let end = tokio::time::Instant::now() + by;
    while tokio::time::Instant::now() < end {
        for update in page.go_on().await.updates {
            outcomes.extend(
                update
                    .settled
                    .into_iter()
                    .map(|settlement| settlement.outcome),
            );
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    outcomes
}

#[test]
fn only_so_many_calls_are_under_way_and_all_of_them_run() {
    on_a_clock(async || {
        let mut page = Page::attached::<Slow>(|| Slow(Slow::props().build()));
        page.batch(Vec::new(), calls(100, 1_000));
        let first = settled(&mut page, Duration::from_millis(900)).await;
        assert!(first.is_empty(), "{first:?}");
        let mut counts = Vec::new();
        for _ in 0..8 {
            counts.push(settled(&mut page, Duration::from_millis(1_000)).await.len());
        }
        assert!(
            counts.iter().all(|count| *count <= CALLS_UNDER_WAY + 4),
            "{counts:?}"
        );
        assert_eq!(counts.iter().sum::<usize>(), 100, "{counts:?}");
    });
}

#[test]
fn a_call_that_never_ends_settles_as_unknown() {
    on_a_clock(async || {
        let mut page = Page::attached::<Slow>(|| Slow(Slow::props().build()));
        page.batch(Vec::new(), calls(1, u64::MAX / 2));
        page.expire(Duration::from_secs(1));
        page.expire(CALL);
        assert!(
            settled(&mut page, Duration::from_millis(50))
                .await
                .is_empty()
        );
        page.expire(CALL + Duration::from_secs(1));
        let outcomes = settled(&mut page, Duration::from_millis(50)).await;
        assert_eq!(outcomes, [Outcome::Unknown]);
        assert!(!page.is_calling(), "nothing keeps the session");
    });
}

#[test]
fn attaching_again_on_the_same_socket_is_a_violation() {
    let mut page = Page::attached::<Grow>(|| Grow(Grow::props().build()));
    let again = FromClient::Attach {
        ticket: [7; 16],
        version: Version(0),
    };
    for expected in [None, None, Some(Reason::Violation)] {
        let answer = page.frame(again.clone());
        assert_eq!((answer.updates.len(), answer.bytes), (0, 0));
        assert_eq!(answer.dismissed, expected);
    }
}

/// Actions that end at once.
#[component]
fn Quick() -> View {
    let run = action(async move |_: u32| {});
    view! { <button on:click=move |_| run.dispatch(1)>"run"</button> }
}

#[test]
fn whoever_calls_on_and_acknowledges_nothing_is_sent_away() {
    let mut page = Page::attached::<Quick>(|| Quick(Quick::props().build()));
    let quick = |count| {
        let call = |id| Call {
            id: CallId(id),
            action: NodeNumber(0),
            argument: encode(&1u32),
        };
        (0..count).map(call).collect::<Vec<_>>()
    };
    let mut calls = 0;
    let dismissed = loop {
        calls += 4;
        let answer = page.deaf_batch(quick(4));
        if answer.dismissed.is_some() || calls > 2 * SETTLEMENTS {
            break answer.dismissed;
        }
    };
    assert_eq!(dismissed, Some(Reason::Violation));
    assert!(calls > SETTLEMENTS, "{calls}");
}

thread_local! {
    static TEXT: RefCell<Option<WriteSignal<usize>>> = const { RefCell::new(None) };
}

#[component]
fn Flood() -> View {
    let (length, set_length) = signal(1usize);
    let (open, set_open) = signal(false);
    TEXT.replace(Some(set_length));
    view! { <button on:click=move |_| set_open.set(true)>"open"</button><Show when=open><p>{"x".repeat(length.get())}</p></Show> }
}

#[test]
fn an_update_that_is_no_page_any_more_ends_its_session() {
    let mut page = Page::attached::<Flood>(|| Flood(Flood::props().build()));
    page.write(0, &true);
    let set_length = TEXT.take().unwrap();
    page.on_server(|| set_length.set(1 << 20));
    assert_eq!(page.flush().dismissed, None);
    page.acknowledge();
    page.on_server(|| set_length.set(100 << 20));
    assert_eq!(page.flush().dismissed, Some(Reason::Failed));
}

/// Lists that are collected before they are rows.
#[component]
fn Collected() -> View {
    let (count, set_count) = signal(0u32);
    let all = memo(move || (0..count.get()).collect::<Vec<u32>>());
    let names: Vec<String> = vec!["a".into(), "b".into()];
    let few = names.clone();
    view! {
        <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
        <For each={(0..count.get()).collect::<Vec<u32>>()} key=|row| *row let:row><i>{row}</i></For>
        <For each={names.iter().filter(|name| name.len() == 1).cloned().collect::<Vec<_>>()} key=|row| row.clone() let:row><b>{row}</b></For>
        <For each=few key=|row| row.clone() let:row><b>{row}</b></For>
        <p>{all.with(Vec::len)}</p>
    }
}

#[test]
fn a_list_that_would_not_fit_into_memory_ends_its_session() {
    let page = || Page::attached::<Collected>(|| Collected(Collected::props().build()));
    assert_eq!(with_count(page, 1_000), None);
    assert_eq!(with_count(page, u32::MAX), Some(Reason::Failed));
}

#[derive(Clone, PartialEq, Cross)]
enum Tree {
    Node(Vec<Tree>),
}

/// A tree that the browser may change.
#[component]
fn Forest() -> View {
    let (tree, set_tree) = signal(Tree::Node(Vec::new()));
    let first = move || tree.with(|Tree::Node(all)| all.len());
    view! {
        <button on:click=move |_| set_tree.update(|tree| *tree = Tree::Node(vec![tree.clone()]))>"grow"</button>
        <Show when={first() > 0}><p>"grown"</p></Show>
    }
}

fn tree(levels: u32) -> Tree {
    (1..levels).fold(Tree::Node(Vec::new()), |inner, _| Tree::Node(vec![inner]))
}

#[test]
fn an_honest_tree_is_taken_and_one_that_is_too_deep_is_no_violation() {
    let mut page = Page::attached::<Forest>(|| Forest(Forest::props().build()));
    let ops = page.write(0, &tree(50)).updates.len();
    assert_eq!(ops, 1);
    for _ in 0..5 {
        let answer = page.write(0, &tree(500));
        assert_eq!(answer.dismissed, None);
        assert!(
            answer
                .ops()
                .iter()
                .any(|op| matches!(op, watershed::wire::message::Op::Node { .. })),
            "{answer:?}"
        );
        page.acknowledge();
    }
}
