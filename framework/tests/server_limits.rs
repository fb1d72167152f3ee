//! The resources that one visitor may use, and the effect on others when a visitor uses more.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

#[path = "server/page.rs"]
mod page;
#[path = "server/reaches.rs"]
mod reaches;

use std::cell::{Cell, RefCell};
use std::time::Duration;

use page::{Answer, Page};
use reaches::Reaches;
use watershed::prelude::*;
use watershed::testing::App;
use watershed::wire::close::Reason;
use watershed::wire::limits::{
    CALL, CALLS_UNDER_WAY, NESTED_COMPONENTS, NESTED_MARKUP, PART, REGIONS, RUNS, SETTLEMENTS,
};
use watershed::wire::message::{Batch, Call, FromClient, Op, Outcome, Write};
use watershed::wire::number::{CallId, NodeNumber, Seq, Version};
use watershed::wire::{decode, encode};

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

thread_local! {
    static RUNS_OF_A_MEMO: Cell<u32> = const { Cell::new(0) };
}

/// As many runs of a memo as the browser asks for: whoever reads it inside of a loop writes what it reads.
#[component]
fn Runs() -> View {
    let (count, set_count) = signal(0u32);
    let (step, set_step) = signal(0u32);
    let next = memo(move || {
        RUNS_OF_A_MEMO.set(RUNS_OF_A_MEMO.get() + 1);
        step.get() + 1
    });
    let walked = memo(move || {
        (0..count.get()).for_each(|_| set_step.set(untrack(move || next.get())));
        untrack(move || next.get())
    });
    view! {
        <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
        {if walked.get() > 1 { view! { <i>"walked"</i> } }}
    }
}

#[test]
fn a_turn_that_does_not_come_to_an_end_ends_its_session() {
    let _reached = Reaches::limit("runs");
    let runs = || Page::attached::<Runs>(|| Runs(Runs::props().build()));
    let mut page = runs();
    // The budget is that of one turn.
    for count in [40_000, 40_001, 40_002] {
        RUNS_OF_A_MEMO.set(0);
        let dismissed = page.write(0, &count).dismissed;
        assert_eq!(dismissed, None, "{} runs", RUNS_OF_A_MEMO.get());
        page.acknowledge();
    }
    RUNS_OF_A_MEMO.set(0);
    assert_eq!(with_count(runs, u32::MAX), Some(Reason::Failed));
    let counted = RUNS_OF_A_MEMO.get();
    assert!(counted > RUNS / 2 && counted <= RUNS, "{counted}");
}

fn with_count(open: impl FnOnce() -> Page, count: u32) -> Option<Reason> {
    open().write(0, &count).dismissed
}

#[test]
fn a_message_that_asks_for_too_much_ends_its_session_and_nothing_else() {
    let _regions = Reaches::limit("regions");
    let _nodes = Reaches::limit("nodes");
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
    let _reached = Reaches::limit("components");
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
    for layer in 0..layers {
        all = match layer % 2 {
            0 => View::list(vec![all]),
            _ => View::list(vec![View::text("skin"), all]),
        };
    }
    all
}

#[test]
fn markup_is_nested_as_deep_as_is_allowed_and_no_deeper() {
    let _reached = Reaches::limit("views");
    let onion = || drop(Page::open::<Onion>(|| Onion(Onion::props().build())));
    DEPTH.set(1_000);
    onion();
    DEPTH.set(1_000_000);
    assert!(fails(onion));
}

/// A page with HTML of somebody.
#[component]
fn Somebodys() -> View {
    let html = "<div>".repeat(DEPTH.get() as usize);
    view! { <main inner_html={html.clone()}/> }
}

#[test]
fn html_of_others_is_nested_as_deep_as_is_allowed_and_shown_as_text_if_it_is_deeper() {
    let _reached = Reaches::limit("markup");
    let shown = |depth| {
        DEPTH.set(depth);
        Page::open::<Somebodys>(|| Somebodys(Somebodys::props().build()))
            .rendered
            .html
    };
    assert!(shown(NESTED_MARKUP as u32).contains("<div><div>"));
    assert!(shown(NESTED_MARKUP as u32 + 1).contains("&lt;div&gt;"));
    assert!(shown(30_000).contains("&lt;div&gt;"));
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
    let _reached = Reaches::limit("calls-under-way");
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
    let _reached = Reaches::limit("call");
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
    let _reached = Reaches::limit("violations");
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

/// A text of any length, whose length the server shows.
#[component]
fn Text() -> View {
    let (text, set_text) = signal(String::new());
    #[server_only]
    let length = memo(move || text.with(String::len));
    view! { <button on:click=move |_| set_text.set("x".into())>{length}</button> }
}

/// Returns the parts of a message, in the size in which a browser sends them.
fn parts(message: &FromClient) -> Vec<FromClient> {
    let whole = encode(message);
    let count = whole.len().div_ceil(PART);
    let parts = whole.chunks(PART).enumerate();
    let part = |(at, bytes): (usize, &[u8])| FromClient::Part {
        is_last: at + 1 == count,
        bytes: bytes.to_vec().into(),
    };
    parts.map(part).collect()
}

fn written(length: usize) -> FromClient {
    let write = Write {
        node: NodeNumber(0),
        value: encode(&"x".repeat(length)),
    };
    FromClient::Batch(Batch {
        seq: Seq(1),
        writes: vec![write],
        ..Batch::default()
    })
}

#[test]
fn a_batch_in_parts_is_applied_with_its_last_one_and_counts_until_then() {
    let mut page = Page::attached::<Text>(|| Text(Text::props().build()));
    let before = page.held();
    let mut parts = parts(&written(1_000_000));
    assert_eq!(parts.len(), 16);
    let last = parts.pop().expect("a part");
    for part in &parts {
        let answer = page.frame(part.clone());
        assert_eq!((answer.updates.len(), answer.dismissed), (0, None));
    }
    assert!(page.held() > before + 900_000, "{}", page.held());
    let answer = page.frame(last.clone());
    assert_eq!(answer.updates[0].ack, Seq(1));
    let shows = |op: &&Op| matches!(op, Op::Text { texts, .. } if texts == &["1000000"]);
    assert!(answer.ops().iter().any(shows), "{answer:?}");
    // The parts of a connection that broke are forgotten.
    page.frame(parts[0].clone());
    page.detach();
    let held = page.held();
    page.attach();
    assert!(page.held() + 60_000 < held);
}

#[test]
fn whoever_sends_parts_without_an_end_is_sent_away() {
    let _reached = Reaches::limit("batch");
    let mut page = Page::attached::<Text>(|| Text(Text::props().build()));
    let part = FromClient::Part {
        is_last: false,
        bytes: vec![0; PART].into(),
    };
    let sent = (0..100).take_while(|_| page.frame(part.clone()).dismissed.is_none());
    assert_eq!(sent.count(), 16);
    assert!(page.held() < 1 << 16);
}

/// Actions that end at once.
#[component]
fn Quick() -> View {
    let run = action(async move |_: u32| {});
    view! { <button on:click=move |_| run.dispatch(1)>"run"</button> }
}

#[test]
fn whoever_calls_on_and_acknowledges_nothing_is_sent_away() {
    let _reached = Reaches::limit("settlements");
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
    let _reached = Reaches::limit("update");
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
    let _reached = Reaches::limit("list");
    let page = || Page::attached::<Collected>(|| Collected(Collected::props().build()));
    assert_eq!(with_count(page, 1_000), None);
    assert_eq!(with_count(page, u32::MAX), Some(Reason::Failed));
}

thread_local! {
    static CALLED: RefCell<Vec<(u8, u8)>> = const { RefCell::new(Vec::new()) };
}

/// Two limits of which the second one depends on the first, and an action. Their numbers are 0, 1 and 2.
#[component]
fn Checked() -> View {
    let low = RwSignal::new(1).validate(|low: u8| if low <= 9 { Ok(low) } else { Err(()) });
    let high = RwSignal::new(5u8)
        .validate(move |high| {
            if high >= low.get() {
                Ok(high)
            } else {
                Err("too low")
            }
        })
        .validate(|high| high.min(20));
    let save = action(async move |_: u32| {
        CALLED.with_borrow_mut(|called| called.push((low.get(), high.get())));
        high.set(200);
    });
    view! {
        <button on:click=move |_| { low.set(2); high.set(7); save.dispatch(1) }>"save"</button>
        <Show when={high.get() - low.get() > 15}><p>"wide"</p></Show>
    }
}

fn write(node: u32, value: u8) -> Write {
    Write {
        node: NodeNumber(node),
        value: encode(&value),
    }
}

fn save(id: u32) -> Vec<Call> {
    vec![Call {
        id: CallId(id),
        action: NodeNumber(2),
        argument: encode(&1u32),
    }]
}

/// Returns the numbers and values of the nodes in an answer, and acknowledges it.
fn values(page: &mut Page, answer: &Answer) -> Vec<(u32, u8)> {
    assert_eq!(answer.dismissed, None);
    page.acknowledge();
    let node = |op: &&Op| match op {
        Op::Node { nodes, values } => {
            let both = nodes.iter().zip(values);
            both.map(|(node, value)| (node.0, decode(value).unwrap()))
                .collect()
        }
        _ => Vec::new(),
    };
    answer.ops().iter().flat_map(node).collect()
}

#[test]
fn what_a_browser_writes_is_checked_before_anything_sees_it() {
    let mut page = Page::attached::<Checked>(|| Checked(Checked::props().build()));
    let send = |page: &mut Page, writes, calls| {
        let answer = page.batch(writes, calls);
        let outcomes = answer.updates.iter().flat_map(|update| &update.settled);
        let outcomes: Vec<_> = outcomes.map(|settled| settled.outcome.clone()).collect();
        (values(page, &answer), outcomes)
    };
    let (nothing, none) = (Vec::<(u32, u8)>::new(), Vec::<Outcome>::new());
    // Taken as it is: nothing comes back.
    assert_eq!(
        send(&mut page, vec![write(1, 9)], vec![]),
        (nothing.clone(), none.clone())
    );
    // Taken in another form, and refused: the server's value comes back.
    assert_eq!(
        send(&mut page, vec![write(1, 99)], vec![]),
        (vec![(1, 20)], none.clone())
    );
    assert_eq!(
        send(&mut page, vec![write(0, 99)], vec![]),
        (vec![(0, 1)], none.clone())
    );
    assert_eq!(
        send(&mut page, vec![write(0, 99)], vec![]),
        (vec![(0, 1)], none.clone())
    );
    // Each check sees the writes before its own.
    assert_eq!(
        send(&mut page, vec![write(0, 4), write(1, 4)], vec![]),
        (nothing.clone(), none.clone())
    );
    assert_eq!(
        send(&mut page, vec![write(1, 3), write(0, 3)], vec![]),
        (vec![(1, 4)], none.clone())
    );
    // No action runs with a value that the visitor did not see.
    let refused = send(&mut page, vec![write(0, 2), write(1, 1)], save(1));
    assert_eq!(refused, (vec![(1, 4)], vec![Outcome::Refused]));
    assert_eq!(CALLED.take(), []);
    let (_, outcomes) = send(&mut page, vec![write(0, 2), write(1, 7)], save(2));
    assert!(matches!(outcomes[..], [Outcome::Done(_)]), "{outcomes:?}");
    assert_eq!(CALLED.take(), [(2, 7)]);
}

#[test]
fn a_check_that_panics_ends_its_session() {
    let mut page = Page::attached::<Picky>(|| Picky(Picky::props().build()));
    assert_eq!(page.write(0, &1u8).dismissed, None);
    assert_eq!(page.write(0, &0u8).dismissed, Some(Reason::Failed));
}

#[component]
fn Picky() -> View {
    let (part, set_part) = signal(9u8).validate(|part| 100 / part);
    view! { <button on:click=move |_| set_part.set(3)>"a third"</button><Show when={part.get() > 50}><p>"most"</p></Show> }
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
    let _reached = Reaches::limit("depth");
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

/// A list of things that take no bytes, or more memory than bytes.
#[component]
fn Bulky() -> View {
    let (units, set_units) = signal(Vec::<()>::new());
    let (wide, set_wide) = signal(Vec::<Option<[u64; 32]>>::new());
    view! {
        <button on:click=move |_| { set_units.set(vec![()]); set_wide.set(vec![None]); }>"more"</button>
        {if units.with(Vec::len) > 9_000 && wide.with(Vec::len) > 9_000 { view! { <p>"many"</p> } }}
    }
}

#[test]
fn values_that_are_larger_than_their_bytes_are_refused() {
    let (_elements, _decoded) = (Reaches::limit("elements"), Reaches::limit("decoded"));
    let mut page = Page::attached::<Bulky>(|| Bulky(Bulky::props().build()));
    let answer = page.write(1, &vec![None::<[u64; 32]>; 100]);
    assert!(answer.ops().is_empty(), "{answer:?}");
    page.write(1, &vec![None::<[u64; 32]>; 5_000]);
    let answer = page.write(0, &vec![(); 50]);
    assert!(answer.ops().is_empty(), "{answer:?}");
    page.write(0, &vec![(); 5_000]);
    assert_eq!(page.write(0, &vec![(); 5]).dismissed, None);
}

#[test]
fn a_browser_that_calls_on_is_not_read_until_fewer_calls_wait() {
    let _reached = Reaches::limit("calls-waiting");
    on_a_clock(async || {
        let mut page = Page::attached::<Slow>(|| Slow(Slow::props().build()));
        page.batch(Vec::new(), calls(256, 10));
        assert!(!page.is_full(), "the first ones have started");
        page.batch(Vec::new(), calls(100, 10));
        assert!(page.is_full());
        settled(&mut page, Duration::from_secs(2)).await;
        assert!(!page.is_full());
    });
}

/// A number of which the server takes no more than three, though the browser shows any.
#[component]
fn Capped() -> View {
    let (count, set_count) =
        signal(0).validate(|count: u32| if count <= 3 { Ok(count) } else { Err(()) });
    view! {
        <button on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
        <Show when={count.get() > 3}><p>"too many"</p></Show>
        {if count.get() > 3 { view! { <i>"too many"</i> } }}
    }
}

/// Values that a page brings to another process are writes like any other.
#[test]
fn values_of_a_page_that_was_loaded_again_are_checked_too() {
    let app = App::new(Capped);
    app.click("button");
    app.click("button");
    app.settle();
    assert_eq!(app.text("button"), "2");
    app.offline(|| {
        for _ in 0..10 {
            app.click("button");
        }
        assert_eq!(app.text("button"), "12");
        app.crash();
    });
    app.settle();
    assert_eq!(app.count("i"), 0, "{app:?}");
    let kept: u32 = app.text("button").parse().unwrap();
    assert!(kept <= 3, "{kept}");
}

/// The limits that no test reaches, and why.
const NOT_REACHED: [(&str, &str); 3] = [
    ("connections", "a process of a test may not open as many"),
    (
        "unattached",
        "a session on its worker uses the real clock: a minute",
    ),
    ("detached", "two minutes"),
];

#[test]
fn each_limit_is_reached_by_a_test() {
    let tests = [
        include_str!("server_limits.rs"),
        include_str!("server_http.rs"),
        include_str!("server_http/hostile.rs"),
        include_str!("server_http/crowd.rs"),
        include_str!("server_http/late.rs"),
        include_str!("pages.rs"),
        include_str!("server_restore.rs"),
        include_str!("server_uploads.rs"),
        include_str!("server_uploads/hostile.rs"),
        include_str!("../src/server/host/rounds.rs"),
        include_str!("../src/server/host/worker.rs"),
        include_str!("../src/server/host/socket.rs"),
    ];
    for limit in watershed::server::limits() {
        let guards = [
            format!("Reaches::limit(\"{}\")", limit.name),
            format!("reached(\"{}\")", limit.name),
        ];
        let is_reached = tests
            .iter()
            .any(|test| guards.iter().any(|guard| test.contains(guard)));
        let is_excepted = NOT_REACHED.iter().any(|(name, _)| *name == limit.name);
        assert!(is_reached != is_excepted, "{}", limit.name);
    }
}
