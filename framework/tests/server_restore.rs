//! A browser that brings values of an earlier session, and one that makes them up.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

#[path = "server/page.rs"]
mod page;
#[path = "server/reaches.rs"]
mod reaches;

use std::cell::Cell;

use page::Page;
use proptest::prelude::*;
use serde_bytes::ByteBuf;
use watershed::prelude::*;
use watershed::wire::close::Reason;
use watershed::wire::encode;
use watershed::wire::limits::NAMES;
use watershed::wire::message::{FromClient, KeptValues, Op, Write};
use watershed::wire::names::{Names, NodeName};
use watershed::wire::number::{NodeNumber, Region};

thread_local! {
    static SECRET: Cell<Option<ReadSignal<u32>>> = const { Cell::new(None) };
}

#[server]
fn tell(secret: ReadSignal<u32>) {
    SECRET.set(Some(secret));
}

/// A page with a signal that the browser writes and the server needs, one that only server code writes, and one in content
/// that the first one brings.
#[component]
fn Guarded() -> View {
    let (count, set_count) = signal(0u32).validate(|count: u32| count.min(5));
    let (secret, set_secret) = signal(0u32);
    let raise = action(async move |_: u32| set_secret.set(9));
    tell(secret);
    view! {
        <main>
            <button on:click=move |_| set_count.set(1)>{count}</button>
            <button on:click=move |_| raise.dispatch(1)>{move || secret.get()}</button>
            {if count.get() > 0 { view! { <Inner/> } }}
        </main>
    }
}

#[component]
fn Inner() -> View {
    let (draft, set_draft) = signal(7u32);
    view! {
        <button on:click=move |_| set_draft.set(8)>"inner"</button>
        {if draft.get() > 7 { view! { <b>"drafted"</b> } }}
    }
}

fn guarded() -> Page {
    Page::attached::<Guarded>(|| Guarded(Guarded::props().build()))
}

/// Returns the names of a page, with those of what this value brings.
fn names(count: u32) -> Vec<ByteBuf> {
    let mut page = guarded();
    let mut names = vec![page.rendered.names.clone().into()];
    let answer = page.write(number(&names, 0), &count);
    names.extend(answer.ops().iter().filter_map(|op| match op {
        Op::Names(names) => Some(names.clone()),
        _ => None,
    }));
    names
}

/// Returns the number of the first node with a name in such names.
fn number(names: &[ByteBuf], at: usize) -> u32 {
    let names = Names::decode(&names[at], &mut { NAMES }).expect("they are of the server");
    names.nodes[0].node.0
}

fn restore(page: &mut Page, kept: KeptValues) -> page::Answer {
    page.frame(FromClient::Restore(kept))
}

fn kept(names: &[ByteBuf], values: &[(u32, u32)]) -> KeptValues {
    let values = values.iter().map(|(node, value)| Write {
        node: NodeNumber(*node),
        value: encode(value),
    });
    // The first ones are behind the ticket.
    let mut names = names.to_vec();
    if let Some(first) = names.first_mut() {
        first.splice(..0, [0; 16]);
    }
    KeptValues {
        names,
        values: values.collect(),
        nodes: Vec::new(),
    }
}

fn inserts(answer: &page::Answer) -> usize {
    let ops = answer.ops();
    ops.iter()
        .filter(|op| matches!(op, Op::Insert { .. }))
        .count()
}

#[test]
fn values_bring_content_and_its_values_in_one_answer() {
    let names = names(3);
    assert_eq!(names.len(), 2, "the content has a node too");
    let values = [(number(&names, 0), 3), (number(&names, 1), 8)];
    let mut page = guarded();
    let answer = restore(&mut page, kept(&names, &values));
    assert_eq!(answer.updates.len(), 1);
    assert_eq!(inserts(&answer), 2, "{answer:?}");
    let ops = answer.ops();
    let told = ops.iter().any(|op| matches!(op, Op::Node { .. }));
    assert!(!told, "the browser has the values: {ops:?}");
    let again = restore(&mut page, kept(&names, &values));
    assert_eq!(again.updates.len(), 0);
}

#[test]
fn a_check_of_the_application_sees_values_that_a_browser_brings() {
    let names = names(3);
    let answer = restore(&mut guarded(), kept(&names, &[(number(&names, 0), 99)]));
    let told = answer.ops().into_iter().find_map(|op| match op {
        Op::Node { values, .. } => Some(values[0].to_vec()),
        _ => None,
    });
    assert_eq!(told, Some(encode(&5u32)));
}

#[test]
fn a_browser_that_brings_values_may_write_no_more_than_others() {
    let names = names(3);
    let forged = Names::decode(&names[0], &mut { NAMES }).expect("they are of the server");
    for node in 0..forged.nodes.len() {
        // Every node of the page, with the name that every variable of the component would have.
        for variable in ["count", "set_count", "secret", "set_secret", "raise"] {
            let component = concat!(module_path!(), "::Guarded");
            let variable = NodeName::variable(component, variable);
            let mut forged = forged.clone();
            forged.nodes[node].name = NodeName::new(variable, 0, <u32 as Cross>::SHAPE);
            let bytes = forged.encode();
            let at = forged.nodes[node].node.0;
            let mut page = guarded();
            restore(&mut page, kept(&[bytes], &[(at, 3)]));
            let secret = page.on_server(|| SECRET.get().map(|secret| secret.get_untracked()));
            assert_eq!(secret, Some(0));
        }
    }
}

#[test]
fn a_name_is_made_of_the_variable_and_the_type_of_its_values() {
    let names = names(3);
    let named = Names::decode(&names[0], &mut { NAMES }).expect("they are of the server");
    let variable = NodeName::variable(concat!(module_path!(), "::Guarded"), "count");
    let name = NodeName::new(variable, 0, <u32 as Cross>::SHAPE);
    assert_eq!(named.nodes[0].name, name);
    let other = NodeName::new(variable, 0, <u64 as Cross>::SHAPE);
    let mut renamed = named.clone();
    renamed.nodes[0].name = other;
    let mut page = guarded();
    let answer = restore(
        &mut page,
        kept(&[renamed.encode()], &[(number(&names, 0), 3)]),
    );
    assert_eq!(inserts(&answer), 0, "the value is of another type");
}

#[test]
fn after_the_first_batch_it_is_too_late() {
    let names = names(3);
    let node = number(&names, 0);
    let mut page = guarded();
    page.write(node, &0u32);
    let answer = restore(&mut page, kept(&names, &[(node, 3)]));
    assert_eq!((answer.updates.len(), answer.dismissed), (0, None));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_names_make_a_session_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40), node in 0u32..6) {
        let mut page = guarded();
        let answer = restore(&mut page, kept(&[bytes.into()], &[(node, 1)]));
        prop_assert_ne!(answer.dismissed, Some(Reason::Failed));
    }

    #[test]
    fn no_regions_make_a_session_panic(outer in proptest::collection::vec((0u32..5, 0u32..4), 0..6), node in 0u32..6) {
        let mut names = Names::default();
        for (outer, name) in outer {
            let outer = outer.checked_sub(1).map(Region);
            names.regions.push(watershed::wire::names::RegionName { outer, name });
        }
        let mut page = guarded();
        let answer = restore(&mut page, kept(&[names.encode()], &[(node, 1)]));
        prop_assert_ne!(answer.dismissed, Some(Reason::Failed));
    }
}

/// Signals whose values are stored: tests of them.
mod stored {
    use std::io;
    use std::sync::Arc;

    use watershed::durable::{DurableKey, DurableStore, DurableWrite, MemoryStore, StoredValue};
    use watershed::prelude::*;
    use watershed::testing::App;
    use watershed::wire::close::Reason;

    use watershed::wire::limits::{DURABLE_BYTES, DURABLE_SIGNALS};

    use super::page::Page;
    use super::reaches::Reaches;

    thread_local! {
        static STEP: std::cell::Cell<Option<(ReadSignal<u32>, WriteSignal<u32>)>> = const { std::cell::Cell::new(None) };
    }

    #[server]
    fn hand_out(step: ReadSignal<u32>, set_step: WriteSignal<u32>) {
        STEP.set(Some((step, set_step)));
    }

    /// A wizard: its step is set by an action, and stored. What the browser writes in the last step is the browser's.
    #[component]
    fn Wizard() -> View {
        #[durable]
        let (step, set_step) = signal(1u32);
        #[volatile]
        let (lost, set_lost) = signal(0u32);
        let next = action(async move |_: ()| {
            set_step.update(|step| *step += 1);
            set_lost.update(|lost| *lost += 1);
        });
        hand_out(step, set_step);
        view! {
            <main>
                <p id="step">{step}</p>
                <p id="lost">{lost}</p>
                <button id="next" on:click=move |_| if step.get_untracked() < 4 { next.dispatch(()) }>"next"</button>
                {if step.get() == 3 { view! { <Last/> } }}
            </main>
        }
    }

    #[component]
    fn Last() -> View {
        let (stars, set_stars) = signal(0u32);
        view! { <button id="stars" on:click=move |_| set_stars.update(|stars| *stars += 1)>{stars}</button> }
    }

    #[test]
    fn a_stored_value_outlives_its_process_and_each_one_after_it() {
        let app = App::new(Wizard);
        app.click("#next");
        app.click("#next");
        app.settle();
        assert_eq!(
            (app.text("#step"), app.text("#lost")),
            ("3".to_owned(), "2".to_owned())
        );
        app.click("#stars");
        for stars in ["1", "2"] {
            app.crash();
            app.settle();
            assert_eq!(app.text("#step"), "3");
            assert_eq!(app.text("#lost"), "0");
            assert_eq!(
                app.text("#stars"),
                stars,
                "it is inside of what the stored value brings"
            );
            app.click("#stars");
        }
        app.click("#next");
        app.settle();
        app.discard_tab();
        app.settle();
        assert_eq!(app.text("#step"), "4");
        // The browser's copy has the stored value too.
        app.click("#next");
        app.settle();
        assert_eq!(app.text("#step"), "4");
        assert_eq!(App::new(Wizard).text("#step"), "1", "another visitor");
    }

    /// Rows whose values are told apart by keys.
    #[component]
    fn Rows() -> View {
        let items = RwSignal::new(vec![1u32, 2]);
        view! {
            <ul>
                <For each=items key=|item| *item let:item><Row id={item.get_untracked()}/></For>
                <Twice id="first"/>
                <Twice id="second"/>
            </ul>
        }
    }

    #[component]
    fn Row(id: u32) -> View {
        #[durable(id)]
        let (count, set_count) = signal(0u32);
        let more = action(async move |_: ()| set_count.update(|count| *count += 1));
        view! { <li><button id={format!("row-{id}")} on:click=move |_| more.dispatch(())>{count}</button></li> }
    }

    #[component]
    fn Twice(id: &'static str) -> View {
        #[durable]
        let (count, set_count) = signal(0u32);
        let more = action(async move |_: ()| set_count.update(|count| *count += 1));
        view! { <li><button id=id on:click=move |_| more.dispatch(())>{count}</button></li> }
    }

    #[test]
    fn instances_on_one_page_are_told_apart_by_their_keys() {
        let app = App::new(Rows);
        app.click("#row-2");
        app.click("#row-2");
        app.click("#first");
        app.click("#second");
        app.settle();
        app.crash();
        app.settle();
        assert_eq!(
            (app.text("#row-1"), app.text("#row-2")),
            ("0".to_owned(), "2".to_owned())
        );
        // Without a key only the first instance is stored, and none gets the value of another.
        assert_eq!(
            (app.text("#first"), app.text("#second")),
            ("1".to_owned(), "0".to_owned())
        );
    }

    fn wizard(own: [u8; 16], store: &Arc<MemoryStore>) -> Page {
        let mut page = Page::open::<Wizard>(|| Wizard(Wizard::props().build()));
        page.remember(own, Arc::clone(store) as _);
        page.attach();
        page
    }

    /// Sets the step of this page, on the server.
    fn set(page: &Page, step: u32) {
        page.on_server(|| STEP.get().map(|(_, set_step)| set_step.set(step)));
    }

    #[test]
    fn of_two_processes_with_one_page_the_first_write_wins_and_the_other_one_sees_it() {
        let store = Arc::<MemoryStore>::default();
        let mut one = wizard([1; 16], &store);
        let of_one = STEP.get();
        let mut other = wizard([1; 16], &store);
        let of_other = STEP.replace(of_one);
        set(&one, 2);
        one.flush();
        STEP.set(of_other);
        set(&other, 5);
        let answer = other.flush();
        assert_eq!(answer.dismissed, None);
        let shown = other.on_server(|| STEP.get().map(|(step, _)| step.get_untracked()));
        assert_eq!(shown, Some(2), "it is told of the later value");
        set(&other, 6);
        other.flush();
        STEP.set(of_one);
        set(&one, 7);
        one.flush();
        let shown = one.on_server(|| STEP.get().map(|(step, _)| step.get_untracked()));
        assert_eq!(shown, Some(6));
    }

    /// A store on a disk that is full.
    struct Full;

    impl DurableStore for Full {
        fn get(&self, _: DurableKey) -> io::Result<Option<StoredValue>> {
            Ok(None)
        }

        fn put(&self, _: &[DurableWrite]) -> io::Result<Vec<bool>> {
            Err(io::ErrorKind::StorageFull.into())
        }
    }

    #[test]
    fn what_cannot_be_stored_is_not_acknowledged() {
        let mut page = Page::open::<Wizard>(|| Wizard(Wizard::props().build()));
        page.remember([1; 16], Arc::new(Full));
        assert_eq!(page.attach().dismissed, None);
        set(&page, 2);
        let answer = page.flush();
        assert_eq!(
            (answer.updates.len(), answer.dismissed),
            (0, Some(Reason::Failed))
        );
    }

    /// More rows than a page has stored signals, and a text.
    #[component]
    fn Many() -> View {
        let items = RwSignal::new((0..DURABLE_SIGNALS as u32 + 1).collect::<Vec<_>>());
        view! {
            <Text/>
            <ul><For each=items key=|item| *item let:item><Row id={item.get_untracked()}/></For></ul>
        }
    }

    #[component]
    fn Text() -> View {
        #[durable]
        let (text, set_text) = signal(String::new());
        let grow = action(async move |length: u32| set_text.set("x".repeat(length as usize)));
        view! {
            <p id="length">{text.get().len()}</p>
            <button id="fits" on:click=move |_| grow.dispatch(DURABLE_BYTES as u32 - 100)>"fits"</button>
        }
    }

    #[test]
    fn a_page_has_only_so_many_stored_signals() {
        let _reached = Reaches::limit("durable-signals");
        let app = App::new(Many);
        app.click("#row-0");
        let last = format!("#row-{DURABLE_SIGNALS}");
        app.click(&last);
        app.click("#fits");
        app.settle();
        assert_eq!(
            (app.text("#row-0"), app.text(&last)),
            ("1".into(), "1".into())
        );
        app.crash();
        app.settle();
        assert_eq!(
            (app.text("#row-0"), app.text(&last)),
            ("1".into(), "0".into())
        );
        assert_eq!(app.text("#length"), (DURABLE_BYTES - 100).to_string());
    }

    #[test]
    fn a_stored_value_is_only_so_large() {
        let _reached = Reaches::limit("durable-bytes");
        let store = Arc::<MemoryStore>::default();
        let mut page = Page::open::<Text>(|| Text(Text::props().build()));
        page.remember([1; 16], Arc::clone(&store) as _);
        page.attach();
        let grow = |page: &mut Page, length: usize| page.call(0, &(length as u32)).dismissed;
        assert_eq!(grow(&mut page, DURABLE_BYTES - 100), None);
        assert_eq!(grow(&mut page, DURABLE_BYTES + 1), Some(Reason::Failed));
        let [key] = store.keys()[..] else {
            panic!("one value")
        };
        let stored = store.get(key).expect("it is in memory").expect("a value");
        assert!(stored.bytes.len() < DURABLE_BYTES, "the one before");
    }

    #[test]
    fn the_value_of_another_type_is_not_taken() {
        let store = Arc::<MemoryStore>::default();
        let mut page = wizard([1; 16], &store);
        set(&page, 2);
        page.flush();
        let name = Vec::from_iter(store.keys());
        let [key] = name[..] else { panic!("{name:?}") };
        let other = DurableWrite {
            key,
            seen: 1,
            bytes: vec![9, 9, 9, 9, 1],
        };
        assert_eq!(store.put(&[other]).expect("it is in memory"), [true]);
        set(&page, 3);
        page.flush();
        let shown = page.on_server(|| STEP.get().map(|(step, _)| step.get_untracked()));
        assert_eq!(shown, Some(3), "it keeps its own");
        // The one of another type is kept, too.
        for (step, revision) in [(4, 3), (5, 4)] {
            set(&page, step);
            page.flush();
            let stored = store.keys().into_iter().map(|one| (one, store.get(one)));
            let stored = stored.map(|(one, value)| (one, value.expect("it is in memory")));
            let (own, copies): (Vec<_>, Vec<_>) = stored.partition(|(one, _)| *one == key);
            let own = own[0].1.as_ref().map(|value| value.revision);
            assert_eq!(own, Some(revision));
            let [(_, Some(copy))] = &copies[..] else {
                panic!("{copies:?}")
            };
            assert_eq!(copy.bytes, [9, 9, 9, 9, 1]);
        }
    }

    type Cell = Option<[u64; 8]>;

    /// A list that takes a few MiB in memory, and few bytes in the store.
    #[component]
    fn Sparse() -> View {
        #[durable]
        let (cells, set_cells) = signal(Vec::<Cell>::new());
        let grow = action(async move |length: u32| set_cells.set(vec![None; length as usize]));
        view! {
            <p>{cells.get().len()}</p>
            <button on:click=move |_| grow.dispatch(40_000)>"grow"</button>
        }
    }

    #[test]
    fn a_stored_value_may_take_more_memory_than_one_from_a_browser() {
        let app = App::new(Sparse);
        app.click("button");
        app.settle();
        app.crash();
        app.settle();
        assert_eq!(app.text("p"), "40000");
    }
}
