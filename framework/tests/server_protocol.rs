//! A browser that does not follow the rules of the protocol: refused, dropped and answered messages.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

#[path = "server/page.rs"]
mod page;

use std::collections::HashSet;
use std::sync::Mutex;

use page::Page;
use proptest::prelude::*;
use watershed::prelude::*;
use watershed::wire::bounded::Budget;
use watershed::wire::close::Reason;
use watershed::wire::limits::Limits;
use watershed::wire::message::{Batch, Call, FromClient, Op, Outcome, Write};
use watershed::wire::number::{CallId, NodeNumber, Seq, Version};
use watershed::wire::{decode, encode};

/// The numbers that the page gives out: the setter of `open`, the row's setter, the action. The server's own `secret`
/// has none.
const OPEN: u32 = 0;
const SAVE: u32 = 1;

#[component]
fn Guarded() -> View {
    let (open, set_open) = signal(false);
    let (saved, set_saved) = signal(0u32);
    let save = action(async move |value: u32| set_saved.set(value));
    view! {
        <main>
            <button on:click=move |_| set_open.set(true)>"open"</button>
            <button on:click=move |_| save.dispatch(1)>"save"</button>
            <p>{saved}</p>
            <Show when=open fallback=|| view! { <i>"closed"</i> }><Inner/></Show>
        </main>
    }
}

#[component]
fn Inner() -> View {
    let (draft, set_draft) = signal(7u32);
    let send = action(async move |_: u32| assert!(draft.get_untracked() > 0));
    view! { <button on:click=move |_| { set_draft.set(8); send.dispatch(1) }>"inner"</button> }
}

/// The ids of the calls that have run.
static IDS: Mutex<Vec<u128>> = Mutex::new(Vec::new());

#[server]
fn note() {
    let id = call_id();
    IDS.lock().expect("nobody panicked").push(id);
}

/// Two actions and one that may run only once; all do the same.
#[component]
fn Paying() -> View {
    let pay = action(async move |_: u32| note()).idempotent();
    let refund = action(async move |_: u32| note()).idempotent();
    let once = action(async move |_: u32| note());
    view! {
        <button on:click=move |_| pay.dispatch(1)>"pay"</button>
        <button on:click=move |_| refund.dispatch(1)>"refund"</button>
        <button on:click=move |_| once.dispatch(1)>"once"</button>
    }
}

#[component]
fn Bill() -> View {
    let pay = action(async move |_: u32| note()).idempotent();
    view! { <button on:click=move |_| pay.dispatch(1)>"pay"</button> }
}

/// Bills behind a condition of the server, in rows, and in two arms.
#[component]
fn Bills() -> View {
    let state = RwSignal::new(0_u32);
    #[server_only]
    let is_open = memo(move || state.get() > 0);
    #[server_only]
    let is_paid = memo(move || state.get() == 2);
    view! {
        <button on:click=move |_| state.set(1)>"open"</button>
        <Show when=is_open>
            <For each={|| 1..=2_u32} key=|number| *number let:_><Bill/></For>
            {match is_paid.get() {
                true => view! { <b><Bill/></b> },
                false => view! { <i><Bill/></i> },
            }}
        </Show>
    }
}

fn guarded() -> Page {
    Page::attached::<Guarded>(|| Guarded(Guarded::props().build()))
}

fn write(node: u32, value: &impl serde::Serialize) -> Write {
    Write {
        node: NodeNumber(node),
        value: encode(value),
    }
}

#[test]
fn a_write_that_was_given_is_applied_and_acknowledged() {
    let mut page = guarded();
    let answer = page.write(OPEN, &true);
    assert_eq!(answer.updates[0].ack, Seq(1));
    assert!(
        answer
            .ops()
            .iter()
            .any(|op| matches!(op, Op::Insert { .. })),
        "{answer:?}"
    );
}

#[test]
fn actions_of_rows_and_arms_that_come_later_have_other_ids() {
    let mut page = Page::attached::<Bills>(|| Bills(Bills::props().build()));
    let mut ids = HashSet::new();
    for (state, actions) in [(1_u32, 1..4), (2, 4..5)] {
        page.write(0, &state);
        for action in actions {
            let call = Call {
                id: CallId(1),
                action: NodeNumber(action),
                argument: [&*encode(&1_u32), &[7; 25]].concat(),
            };
            let answer = page.batch(Vec::new(), vec![call]);
            assert_eq!(answer.dismissed, None);
            let id = IDS.lock().expect("nobody panicked").pop();
            assert!(ids.insert(id.expect("it ran")), "{action}");
        }
    }
}

#[test]
fn an_id_is_that_of_one_action_and_one_argument_whatever_trailer_a_browser_sends() {
    let mut page = Page::attached::<Paying>(|| Paying(Paying::props().build()));
    let mut id = |action, amount: u32, trailer: &[u8]| {
        let call = Call {
            id: CallId(7),
            action: NodeNumber(action),
            argument: [&*encode(&amount), trailer].concat(),
        };
        let answer = page.batch(Vec::new(), vec![call]);
        assert_eq!(answer.dismissed, None);
        IDS.lock().expect("nobody panicked").pop().expect("it ran")
    };
    let trailer = [7; 25];
    let first = id(0, 1, &trailer);
    assert_eq!(id(0, 1, &trailer), first);
    let mut others = vec![
        first,
        id(0, 2, &trailer),
        id(1, 1, &trailer),
        id(0, 1, &[8; 25]),
    ];
    // Without a trailer, of two calls with one number.
    others.extend([id(2, 1, &[]), id(2, 2, &[])]);
    let all = others.len();
    others.sort_unstable();
    others.dedup();
    assert_eq!(others.len(), all);
}

#[test]
fn a_call_is_settled_with_what_it_changed() {
    let mut page = guarded();
    let answer = page.call(SAVE, &5u32);
    assert_eq!(answer.updates.len(), 1);
    assert_eq!(answer.updates[0].settled.len(), 1);
    assert!(
        answer
            .ops()
            .iter()
            .any(|op| matches!(op, Op::Text { texts, .. } if texts == &["5"])),
        "{answer:?}"
    );
}

#[test]
fn a_node_that_was_never_given_refuses_the_whole_batch() {
    let mut page = guarded();
    let answer = page.batch(vec![write(OPEN, &true), write(40, &true)], Vec::new());
    assert!(
        !answer
            .ops()
            .iter()
            .any(|op| matches!(op, Op::Insert { .. })),
        "nothing was applied: {answer:?}"
    );
    assert_eq!(answer.updates[0].ack, Seq(1), "the stream goes on");
    assert!(
        page.write(OPEN, &true)
            .ops()
            .iter()
            .any(|op| matches!(op, Op::Insert { .. }))
    );
}

#[test]
fn a_refused_write_is_answered_with_the_value_that_stands() {
    let mut page = guarded();
    let answer = page.batch(vec![write(OPEN, &true), write(40, &true)], Vec::new());
    let stands = answer.ops().into_iter().find_map(|op| match op {
        Op::Node { nodes, values } => Some((nodes.iter().collect::<Vec<_>>(), values[0].to_vec())),
        _ => None,
    });
    assert_eq!(stands, Some((vec![NodeNumber(OPEN)], encode(&false))));
}

/// Handlers that read and write signals, in the ways that the compiler tells apart.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Use {
    Reads,
    ReadsItsField,
    IsShown,
    Writes,
    HandsItToAFunction,
    CallsWhatWritesIt,
}

/// A record that does not cross, so that its field is captured.
#[derive(Clone, Copy)]
struct Shop {
    price: RwSignal<u32>,
    _secret: &'static str,
}

fn raise(price: RwSignal<u32>) {
    price.update(|price| *price += 1);
}

/// A type with a `get` of its own, which writes.
#[derive(Clone, Copy, Cross)]
struct Till(RwSignal<u32>);

impl Till {
    fn get(self) -> u32 {
        self.0.set(1);
        1
    }
}

/// A component in which the server shows `price` in all places.
#[component]
fn Priced(how: Use) -> View {
    let price = RwSignal::new(5u32);
    let shop = Shop { price, _secret: "" };
    let till = Till(price);
    view! {
        <main>
            {match how {
                Use::Reads => view! { <Reading price=price/> },
                Use::ReadsItsField => view! { <ReadingField shop=shop/> },
                Use::IsShown => view! { <Showing shop=shop/> },
                Use::Writes => view! { <Writing price=price/> },
                Use::HandsItToAFunction => view! { <Handing price=price/> },
                Use::CallsWhatWritesIt => view! { <Calling till=till/> },
            }}
            {if price.get() == 99 { view! { <b>"stolen"</b> } } else { view! { <i>"safe"</i> } }}
        </main>
    }
}

#[component]
fn Writing(price: RwSignal<u32>) -> View {
    view! { <button on:click=move |_| price.set(price.get() + 1)>"write"</button> }
}

#[component]
fn Handing(price: RwSignal<u32>) -> View {
    view! { <button on:click=move |_| raise(price)>"raise"</button> }
}

#[component]
fn Calling(till: Till) -> View {
    view! { <button on:click=move |_| { let _ = till.get(); }>"till"</button> }
}

#[component]
fn Reading(price: RwSignal<u32>) -> View {
    let seen = RwSignal::new(0u32);
    view! { <button on:click=move |_| seen.set(price.get())>{seen}</button> }
}

#[component]
fn ReadingField(shop: Shop) -> View {
    let seen = RwSignal::new(0u32);
    view! { <button on:click=move |_| seen.set(shop.price.get_untracked())>{seen}</button> }
}

#[component]
fn Showing(shop: Shop) -> View {
    let seen = RwSignal::new(0u32);
    view! {
        <button on:click=move |_| seen.set(shop.price.get())>{seen}</button>
        <p title=shop.price>{shop.price}</p>
    }
}

/// Returns whether a browser that does not follow the rules can write the price: it tries all numbers.
fn is_stolen(how: Use) -> bool {
    let steals = |number: u32| {
        let mut page = Page::attached::<Priced>(move || Priced(Priced::props().how(how).build()));
        let answer = page.write(number, &99u32);
        answer
            .ops()
            .iter()
            .any(|op| matches!(op, Op::Insert { .. }))
    };
    (0..6).any(steals)
}

#[test]
fn what_client_code_only_reads_cannot_be_written() {
    for how in [Use::Reads, Use::ReadsItsField, Use::IsShown] {
        assert!(!is_stolen(how), "{how:?}");
    }
}

#[test]
fn what_client_code_may_write_can_be_written() {
    for how in [Use::Writes, Use::HandsItToAFunction, Use::CallsWhatWritesIt] {
        assert!(is_stolen(how), "{how:?}: honest code needs it");
    }
}

#[test]
fn a_value_of_another_type_is_refused() {
    let mut page = guarded();
    let answer = page.write(OPEN, &"true");
    assert!(
        !answer
            .ops()
            .iter()
            .any(|op| matches!(op, Op::Insert { .. })),
        "{answer:?}"
    );
}

#[test]
fn an_action_cannot_be_written_and_a_source_cannot_be_called() {
    let mut page = guarded();
    assert!(page.write(SAVE, &1u32).dismissed.is_none());
    let answer = page.call(OPEN, &true);
    assert!(
        matches!(answer.updates[0].settled[0].outcome, Outcome::Refused),
        "{answer:?}"
    );
}

#[test]
fn the_third_violation_ends_the_session() {
    let mut page = guarded();
    assert_eq!(page.write(40, &1u32).dismissed, None);
    assert_eq!(page.write(40, &1u32).dismissed, None);
    assert_eq!(page.write(40, &1u32).dismissed, Some(Reason::Violation));
}

#[test]
fn what_was_given_and_is_gone_is_dropped_and_never_punished() {
    let mut page = guarded();
    page.write(OPEN, &true);
    let (draft, send) = (2, 3);
    assert!(page.write(draft, &8u32).dismissed.is_none());
    // A suspended branch is kept, and so are the permissions that it gave.
    page.write(OPEN, &false);
    for _ in 0..5 {
        let answer = page.batch(
            vec![write(draft, &8u32)],
            vec![Call {
                id: CallId(9),
                action: NodeNumber(send),
                argument: encode(&1u32),
            }],
        );
        assert_eq!(answer.dismissed, None);
        assert_eq!(
            answer
                .updates
                .iter()
                .flat_map(|update| &update.settled)
                .count(),
            1
        );
    }
}

#[test]
fn a_batch_that_comes_again_is_not_applied_again() {
    let mut page = guarded();
    let batch = Batch {
        seq: Seq(1),
        seen: Version(0),
        writes: Vec::new(),
        calls: vec![Call {
            id: CallId(1),
            action: NodeNumber(SAVE),
            argument: encode(&5u32),
        }],
    };
    let first = page.frame(FromClient::Batch(batch.clone()));
    let second = page.frame(FromClient::Batch(batch));
    assert_eq!(first.updates[0].settled.len(), 1);
    assert!(second.updates.is_empty(), "{second:?}");
}

#[test]
fn a_gap_between_batches_is_a_violation() {
    let mut page = guarded();
    let batch = |seq| {
        FromClient::Batch(Batch {
            seq: Seq(seq),
            ..Batch::default()
        })
    };
    let dismissals: Vec<_> = (5..8).map(|seq| page.frame(batch(seq)).dismissed).collect();
    assert_eq!(dismissals, [None, None, Some(Reason::Violation)]);
}

#[test]
fn updates_that_were_not_acknowledged_are_sent_again_and_no_others() {
    let mut page = guarded();
    page.write(OPEN, &true);
    page.call(SAVE, &5u32);
    page.detach();
    let answer = page.frame(FromClient::Attach {
        ticket: [0; 16],
        version: Version(1),
    });
    let versions: Vec<_> = answer.updates.iter().map(|update| update.version).collect();
    assert_eq!(versions, [Version(2)]);
}

#[test]
fn a_slow_browser_gets_the_state_and_not_the_history() {
    let mut page = guarded();
    let unread = |seq| Call {
        id: CallId(seq),
        action: NodeNumber(SAVE),
        argument: encode(&(seq + 100)),
    };
    let mut updates = 0;
    for seq in 1..=20 {
        let batch = Batch {
            seq: Seq(seq),
            seen: Version(0),
            writes: Vec::new(),
            calls: vec![unread(seq)],
        };
        updates += page.frame(FromClient::Batch(batch)).updates.len();
    }
    assert_eq!(updates, 8, "eight updates may be on their way");
    let rest = page.frame(FromClient::Ack {
        version: Version(8),
    });
    assert_eq!(rest.updates.len(), 1);
    assert!(
        rest.ops()
            .iter()
            .any(|op| matches!(op, Op::Text { texts, .. } if texts == &["120"])),
        "{rest:?}"
    );
    assert_eq!(
        rest.updates[0].settled.len(),
        12,
        "but every call is settled once"
    );
    assert_eq!(rest.updates[0].ack, Seq(20));
}

#[component]
fn Fragile() -> View {
    let (broken, set_broken) = signal(false);
    view! {
        <main>
            <button on:click=move |_| set_broken.set(true)>"break"</button>
            <Show when=move || { assert!(!broken.get(), "a secret in a panic"); true }><p>"whole"</p></Show>
        </main>
    }
}

#[test]
fn a_panic_ends_the_session_and_says_nothing() {
    let mut page = Page::attached::<Fragile>(|| Fragile(Fragile::props().build()));
    let answer = page.write(0, &true);
    assert_eq!(answer.dismissed, Some(Reason::Failed));
    assert_eq!(answer.bytes, 0);
    assert_eq!(page.flush().dismissed, Some(Reason::Failed));
}

fn any_batch() -> impl Strategy<Value = Batch> {
    let value = || proptest::collection::vec(any::<u8>(), 0..6);
    let write = (0u32..6, value()).prop_map(|(node, value)| Write {
        node: NodeNumber(node),
        value,
    });
    let call = (0u32..9, 0u32..6, value()).prop_map(|(id, action, argument)| Call {
        id: CallId(id),
        action: NodeNumber(action),
        argument,
    });
    let writes = proptest::collection::vec(write, 0..4);
    let calls = proptest::collection::vec(call, 0..3);
    (0u32..6, 0u32..6, writes, calls).prop_map(|(seq, seen, writes, calls)| Batch {
        seq: Seq(seq),
        seen: Version(seen),
        writes,
        calls,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_batches_make_a_session_panic(batches in proptest::collection::vec(any_batch(), 0..12)) {
        let mut page = guarded();
        for batch in batches {
            let answer = page.frame(FromClient::Batch(batch));
            prop_assert_ne!(answer.dismissed, Some(Reason::Failed));
        }
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let limits = Limits::default();
        let _ = FromClient::decode(&bytes, &limits, &Budget::new(&limits));
        let _ = decode::<FromClient>(&bytes);
    }
}
