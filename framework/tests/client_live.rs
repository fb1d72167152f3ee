//! A page with a session: the messages that it sends, and the effects of updates.

mod client_support;

use client_support::*;
use watershed::client::dom::Dom as _;
use watershed::client::event::{Event, input};
use watershed::client::{ClientRole, Kind, Part};
use watershed::part::{Control, Locator, Target, Value, place};
use watershed::wire::close::Reason;
use watershed::wire::codec::{decode, encode};
use watershed::wire::column::NumberColumn;
use watershed::wire::limits::Limits;
use watershed::wire::message::{
    Batch, Cell, Content, FromClient, FromServer, Hole, Mark, Move, Op, Place, Takes, Template,
    Update, Uplink, Write,
};
use watershed::wire::number::{NodeNumber, Region, Seq, TemplateNumber, Version};
use watershed::wire::snapshot::Snapshot;
use watershed::wire::splice::Splice;
use watershed::wire::{bounded::Budget, snapshot};

const TICKET: [u8; 16] = [7; 16];

/// Opens a page with a session, whose socket is open, and drops the messages of attaching.
fn live(html: &str, kinds: Vec<Kind>, snapshot: &Snapshot) -> App {
    let tab = open(html);
    tab.network().set_ticket(TICKET, Vec::new());
    let app = arrive(tab, kinds, snapshot);
    app.accept();
    let attach = FromClient::Attach {
        ticket: TICKET,
        version: Version(0),
    };
    assert_eq!(sent_frames(&app), [attach]);
    app
}

fn sent_frames(app: &App) -> Vec<FromClient> {
    let limits = Limits::default();
    let decode = |frame: Vec<u8>| {
        FromClient::decode(&frame, &limits, &Budget::new(&limits)).expect("a frame")
    };
    app.network().take_sent().into_iter().map(decode).collect()
}

fn batch(seq: u32, seen: u32, writes: &[(u32, Vec<u8>)]) -> FromClient {
    let writes = writes.iter().map(|(node, value)| Write {
        node: NodeNumber(*node),
        value: value.clone(),
    });
    FromClient::Batch(Batch {
        seq: Seq(seq),
        seen: Version(seen),
        writes: writes.collect(),
        calls: Vec::new(),
    })
}

fn update(app: &App, version: u32, ack: u32, ops: Vec<Op>) {
    send(
        app,
        Update {
            version: Version(version),
            ack: Seq(ack),
            ops,
            ..Update::default()
        },
    );
}

fn send(app: &App, update: Update) {
    app.arrive(encode(&FromServer::Update(update)));
}

fn within(region: u32, hole: &[u8]) -> Place {
    Place::In {
        region: Region(region),
        hole: hole.to_vec().into(),
    }
}

fn numbers<N: From<u32> + Into<u32>>(numbers: &[u32]) -> NumberColumn<N> {
    numbers.iter().copied().map(N::from).collect()
}

fn fragment(template: u32, cells: Vec<Cell>) -> Content {
    Content::Fragment {
        template: TemplateNumber(template),
        cells,
    }
}

fn text_hole(at: &[u8]) -> Hole {
    Hole {
        at: at.to_vec().into(),
        takes: Takes::Target(Target::Text),
    }
}

fn row_template() -> Op {
    Op::Template(Template {
        html: "<li></li>".into(),
        mark: Mark::Element,
        holes: vec![text_hole(ROOT_TEXT)],
    })
}

fn row(text: &str) -> Content {
    fragment(0, vec![Cell::Text(text.into())])
}

fn clicker(uplink: Uplink) -> (Vec<Kind>, Snapshot) {
    let parts = vec![
        binding(&[0], FIRST_TEXT, Target::Text, |captures| {
            text(count(captures).get())
        }),
        event(&[0], SECOND, &CLICK, |captures, _| {
            count(captures).update(|count| *count += 1)
        }),
    ];
    (
        vec![kind(1, 1, parts)],
        snapshot(&[(0, 1, &[&[0]])], vec![elided(uplink)]),
    )
}

const CLICKER: &str = "<main _><h1>0</h1><button>+</button></main>";

fn live_clicker(uplink: Uplink) -> App {
    let (kinds, snapshot) = clicker(uplink);
    live(CLICKER, kinds, &snapshot)
}

#[test]
fn a_page_without_a_session_opens_no_socket() {
    let (kinds, snapshot) = clicker(Uplink::Eager);
    let app = resume(CLICKER, kinds, &snapshot);
    app.click("button");
    app.sees("h1", "1");
    assert_eq!(app.network().sockets(), 0);
}

#[test]
fn an_eager_write_goes_up_at_the_end_of_its_turn() {
    let app = live_clicker(Uplink::Eager);
    app.click("button");
    app.sees("h1", "1");
    assert_eq!(sent_frames(&app), [batch(1, 0, &[(0, bytes(&1))])]);
}

#[test]
fn what_nobody_needs_up_there_stays_here() {
    let app = live_clicker(Uplink::None);
    app.click("button");
    assert_eq!(sent_frames(&app), []);
    // Until a region is inserted.
    update(
        &app,
        1,
        0,
        vec![Op::Uplink {
            uplink: Uplink::Eager,
            nodes: numbers(&[0]),
        }],
    );
    assert_eq!(sent_frames(&app), [batch(1, 1, &[(0, bytes(&1))])]);
}

#[test]
fn turns_share_a_batch_when_four_are_under_way() {
    let app = live_clicker(Uplink::Eager);
    for _ in 0..7 {
        app.click("button");
    }
    assert_eq!(sent_frames(&app).len(), 4);
    update(&app, 1, 2, vec![]);
    assert_eq!(sent_frames(&app), [batch(5, 1, &[(0, bytes(&7))])]);
}

#[test]
fn what_was_written_before_the_socket_opened_is_sent_then() {
    let (kinds, snapshot) = clicker(Uplink::Eager);
    let tab = open(CLICKER);
    tab.network().set_ticket(TICKET, Vec::new());
    tab.click("button");
    let app = arrive(tab, kinds, &snapshot);
    assert_eq!(sent_frames(&app), []);
    app.accept();
    let attach = FromClient::Attach {
        ticket: TICKET,
        version: Version(0),
    };
    assert_eq!(sent_frames(&app), [attach, batch(1, 0, &[(0, bytes(&1))])]);
}

#[test]
fn a_late_server_value_does_not_overwrite_a_newer_write() {
    let app = live_clicker(Uplink::Eager);
    let node = |value: i32| Op::Node {
        nodes: numbers(&[0]),
        values: vec![bytes(&value).into()],
    };
    app.click("button");
    update(&app, 1, 0, vec![node(50)]);
    app.sees("h1", "1");
    update(&app, 2, 1, vec![node(50)]);
    app.sees("h1", "50");
    app.network().take_sent();
    app.click("button");
    assert_eq!(sent_frames(&app), [batch(2, 2, &[(0, bytes(&51))])]);
}

#[test]
fn a_server_value_is_not_sent_back() {
    let app = live_clicker(Uplink::Eager);
    update(
        &app,
        1,
        0,
        vec![Op::Node {
            nodes: numbers(&[0]),
            values: vec![bytes(&9).into()],
        }],
    );
    app.sees("h1", "9");
    assert_eq!(sent_frames(&app), []);
}

#[test]
fn a_lost_socket_is_opened_again_and_what_did_not_arrive_is_sent_again() {
    let app = live_clicker(Uplink::Eager);
    app.click("button");
    app.click("button");
    app.network().take_sent();
    app.disconnect();
    app.click("button");
    assert_eq!(app.network().sockets(), 1);
    app.pass_time();
    assert_eq!(app.network().sockets(), 2);
    app.accept();
    assert_eq!(
        sent_frames(&app),
        [FromClient::Attach {
            ticket: TICKET,
            // Another session than the one that may have applied the batches must not apply them.
            version: Version::UNKNOWN
        }]
    );
    app.arrive(encode(&FromServer::Attached { seq: Seq(1) }));
    let again = batch(2, 0, &[(0, bytes(&2))]);
    assert_eq!(sent_frames(&app), [again, batch(3, 0, &[(0, bytes(&3))])]);
}

/// Loads a page again in the tab of `before`.
fn reloaded(before: App) -> App {
    let (kinds, snapshot) = clicker(Uplink::Eager);
    let tab = open(CLICKER);
    tab.network().set_ticket(TICKET, Vec::new());
    tab.network().keep_stored(before.network());
    drop(before);
    let app = arrive(tab, kinds, &snapshot);
    app.accept();
    app
}

#[test]
fn a_session_that_is_gone_is_made_anew_by_a_few_reloads() {
    let mut app = live_clicker(Uplink::Eager);
    for (reason, reloads) in [
        (Reason::Expired, 1),
        (Reason::Failed, 1),
        (Reason::Renewed, 1),
        (Reason::Failed, 0),
    ] {
        app.dismiss(reason);
        app.pass_time();
        assert_eq!(app.network().reloads(), reloads);
        assert_eq!(app.network().sockets(), 1);
        if reloads > 0 {
            app = reloaded(app);
        }
    }
    assert_eq!(app.count("[role=alert]"), 1, "somebody is told");
}

#[test]
fn a_page_that_goes_on_elsewhere_or_has_broken_the_rules_says_so_and_never_connects_again() {
    for reason in [Reason::Replaced, Reason::Violation] {
        let app = live_clicker(Uplink::Eager);
        app.dismiss(reason);
        app.pass_time();
        app.wake();
        app.pass_time();
        assert_eq!((app.network().reloads(), app.network().sockets()), (0, 1));
        assert_eq!(app.count("[role=alert]"), 1);
    }
}

/// Returns the milliseconds for which the tab waits.
fn waits(app: &App) -> Vec<u32> {
    let waits = app.take_waits();
    waits
        .into_iter()
        .map(|(milliseconds, _)| milliseconds)
        .collect()
}

#[test]
fn a_server_that_ends_or_has_too_much_to_do_says_when_to_come_back() {
    for (reason, asked) in [
        (Reason::Draining, 7_000),
        (Reason::Overloaded, 400),
        (Reason::Late, 0),
    ] {
        let app = live_clicker(Uplink::Eager);
        app.close(reason.code(), asked);
        let expected = if asked == 0 { 125 } else { asked };
        assert_eq!(waits(&app), [expected], "{reason:?}");
        assert_eq!(app.network().reloads(), 0);
    }
}

#[test]
fn a_page_looks_for_a_server_of_its_own_build_and_loads_again_if_there_is_none() {
    let app = live_clicker(Uplink::Eager);
    app.click("button");
    app.network().take_sent();
    for now in [1_000, 2_000, 4_999] {
        app.network().set_now(now);
        app.dismiss(Reason::Stale);
        app.pass_time();
        assert_eq!(app.network().reloads(), 0);
        app.accept();
    }
    // One is found: it has what was sent to it, and gets what was not.
    app.arrive(encode(&FromServer::Attached { seq: Seq(0) }));
    assert_eq!(
        sent_frames(&app).pop(),
        Some(batch(1, 0, &[(0, bytes(&1))]))
    );
    app.network().set_now(9_000);
    app.dismiss(Reason::Stale);
    app.pass_time();
    assert_eq!(app.network().reloads(), 0);
    app.network().set_now(13_000);
    app.accept();
    app.dismiss(Reason::Stale);
    app.pass_time();
    assert_eq!(app.network().reloads(), 1);
    assert_eq!(app.count("[role=alert]"), 0, "nothing is lost");
}

#[test]
fn a_page_whose_own_server_was_replaced_looks_for_no_other_one() {
    let app = live_clicker(Uplink::Eager);
    app.dismiss(Reason::Draining);
    app.pass_time();
    app.accept();
    app.dismiss(Reason::Stale);
    app.pass_time();
    assert_eq!(app.network().reloads(), 1);
}

#[test]
fn a_batch_that_a_server_calls_too_large_is_given_up_at_once() {
    let app = live_clicker(Uplink::Eager);
    app.network().set_now(60_000);
    app.click("button");
    app.network().take_sent();
    app.dismiss(Reason::TooLarge);
    app.pass_time();
    app.accept();
    app.arrive(encode(&FromServer::Attached { seq: Seq(0) }));
    assert_eq!(sent_frames(&app).pop(), Some(batch(1, 0, &[])));
    app.pass_time();
    assert_eq!(app.count("[role=alert]"), 1, "somebody is told");
}

#[test]
fn a_page_connects_at_once_when_the_network_comes_back_and_only_once() {
    let app = live_clicker(Uplink::Eager);
    app.wake();
    assert_eq!(app.network().sockets(), 1, "it has a socket");
    app.disconnect();
    app.wake();
    app.wake();
    assert_eq!(app.network().sockets(), 2);
    app.pass_time();
    assert_eq!(app.network().sockets(), 2, "the wait has ended already");
}

#[test]
fn the_root_element_says_in_which_state_the_connection_is() {
    let app = live_clicker(Uplink::Eager);
    let state = || {
        app.try_find("html")
            .and_then(|root| app.attribute(&root, "data-connection"))
    };
    assert_eq!(state(), None);
    app.disconnect();
    assert_eq!(state().as_deref(), Some("offline"));
    app.wake();
    app.accept();
    assert_eq!(state().as_deref(), Some("resuming"));
    app.arrive(encode(&FromServer::Attached { seq: Seq(0) }));
    assert_eq!(state(), None);
    app.dismiss(Reason::Draining);
    assert_eq!(state().as_deref(), Some("updating"));
}

#[test]
fn a_batch_that_ends_its_connections_is_given_up() {
    let app = live_clicker(Uplink::Eager);
    app.network().set_now(1_000);
    app.click("button");
    let sent = batch(1, 0, &[(0, bytes(&1))]);
    assert_eq!(sent_frames(&app), std::slice::from_ref(&sent));
    for expected in [sent.clone(), sent, batch(1, 0, &[])] {
        app.disconnect();
        app.pass_time();
        app.accept();
        app.arrive(encode(&FromServer::Attached { seq: Seq(0) }));
        assert_eq!(sent_frames(&app).pop(), Some(expected));
    }
    app.pass_time();
    assert_eq!(app.count("[role=alert]"), 1, "somebody is told");
    app.click("button");
    assert_eq!(sent_frames(&app), [batch(2, 0, &[(0, bytes(&2))])]);
}

#[test]
fn updates_are_acknowledged_now_and_then() {
    let app = live_clicker(Uplink::Eager);
    for version in 1..=8 {
        update(&app, version, 0, vec![]);
    }
    let acks: Vec<_> = sent_frames(&app);
    assert!(
        !acks.is_empty()
            && acks
                .iter()
                .all(|frame| matches!(frame, FromClient::Ack { .. })),
        "{acks:?}"
    );
}

/// Opens an empty page with a list as region 0.
fn list(html: &str) -> App {
    live(html, vec![], &snapshot(&[], vec![]))
}

const LIST: &str = "<ul _></ul>";
const IN_ROOT: &[u8] = &[0, place::CONTENT];

fn filled() -> App {
    let app = list(LIST);
    let rows = ["a", "b", "c", "d"].map(row).to_vec();
    update(
        &app,
        1,
        0,
        vec![
            row_template(),
            Op::Insert {
                place: within(0, IN_ROOT),
                content: rows,
            },
        ],
    );
    app.sees("ul", "abcd");
    app
}

#[test]
fn rows_are_inserted_at_both_ends_and_in_between() {
    let app = filled();
    let ops = vec![
        Op::Insert {
            place: Place::Before(Region(1)),
            content: vec![row("0")],
        },
        Op::Insert {
            place: Place::Before(Region(3)),
            content: vec![row("x"), row("y")],
        },
        Op::Insert {
            place: within(0, IN_ROOT),
            content: vec![row("z")],
        },
    ];
    update(&app, 2, 0, ops);
    app.sees("ul", "0abxycdz");
}

#[test]
fn rows_are_moved_removed_and_their_text_is_changed() {
    let app = filled();
    let shift = |region, to| Move {
        region: Region(region),
        to,
    };
    update(
        &app,
        2,
        0,
        vec![Op::Move(vec![
            shift(4, Place::Before(Region(1))),
            shift(1, within(0, IN_ROOT)),
        ])],
    );
    app.sees("ul", "dbca");
    update(&app, 3, 0, vec![Op::Remove(numbers(&[2, 3]))]);
    app.sees("ul", "da");
    let texts = vec!["A".into(), "D".into()];
    update(
        &app,
        4,
        0,
        vec![Op::Text {
            at: ROOT_TEXT.to_vec().into(),
            regions: numbers(&[1, 4]),
            texts,
        }],
    );
    app.sees("ul", "DA");
    // An operation on a removed region does nothing.
    update(
        &app,
        5,
        0,
        vec![
            Op::Remove(numbers(&[2])),
            Op::Move(vec![shift(3, Place::Before(Region(1)))]),
        ],
    );
    app.sees("ul", "DA");
}

#[test]
fn text_between_static_text_is_replaced_and_spliced() {
    let app = list("<p _>Hello, world!</p>");
    let at = [0, place::TEXT, 0, 7, 1];
    let op = Op::Text {
        at: at.to_vec().into(),
        regions: numbers(&[0]),
        texts: vec!["Ada Lovelace".into()],
    };
    update(&app, 1, 0, vec![op]);
    app.sees("p", "Hello, Ada Lovelace!");
    let splice = Splice {
        start: 4,
        removed: 8,
        inserted: "B.".into(),
    };
    update(
        &app,
        2,
        0,
        vec![Op::Splice {
            at: at.to_vec().into(),
            regions: numbers(&[0]),
            splices: vec![splice],
        }],
    );
    app.sees("p", "Hello, Ada B.!");
}

#[test]
fn values_are_set_and_only_they() {
    let app = list("<p _ class=mine></p>");
    let value = |target, value| Op::Value {
        at: ROOT.to_vec().into(),
        target,
        regions: numbers(&[0]),
        values: vec![value],
    };
    let ops = vec![
        value(Target::Attribute("title".into()), text("t")),
        value(Target::Class("on".into()), Value::Present),
        value(Target::Style("width".into()), text("3px")),
        value(Target::Html, text("<b>bold</b>")),
    ];
    update(&app, 1, 0, ops);
    assert!(
        app.try_find("p.mine.on[title=t][style='width: 3px'] > b")
            .is_some()
    );
    update(
        &app,
        2,
        0,
        vec![value(Target::Attribute("title".into()), Value::Absent)],
    );
    assert!(app.try_find("p:not([title])").is_some());
}

#[test]
fn a_hidden_region_comes_back_to_its_place_as_it_was() {
    let app = filled();
    update(&app, 2, 0, vec![Op::Hide(numbers(&[2]))]);
    app.sees("ul", "acd");
    let ops = vec![
        Op::Text {
            at: ROOT_TEXT.to_vec().into(),
            regions: numbers(&[2]),
            texts: vec!["B".into()],
        },
        Op::Insert {
            place: Place::Before(Region(2)),
            content: vec![row("x")],
        },
    ];
    update(&app, 3, 0, ops);
    app.sees("ul", "axcd");
    update(&app, 4, 0, vec![Op::Show(numbers(&[2]))]);
    app.sees("ul", "axBcd");
    update(
        &app,
        5,
        0,
        vec![Op::Hide(numbers(&[1])), Op::Remove(numbers(&[1]))],
    );
    assert_eq!(app.html("ul").matches("<!--").count(), 0);
}

#[test]
fn nodes_that_others_put_between_rows_stay_and_do_not_disturb() {
    let app = filled();
    app.intrude_before("li:nth-child(2)", "<em>!</em>");
    app.intrude_into("ul", "<em>?</em>");
    update(
        &app,
        2,
        0,
        vec![
            Op::Move(vec![Move {
                region: Region(4),
                to: Place::Before(Region(2)),
            }]),
            Op::Remove(numbers(&[1])),
        ],
    );
    app.sees("ul", "!dbc?");
    update(
        &app,
        3,
        0,
        vec![Op::Insert {
            place: Place::Before(Region(2)),
            content: vec![row("x")],
        }],
    );
    app.sees("ul", "!dxbc?");
}

#[test]
fn a_template_is_filled_in_every_place() {
    let app = list(LIST);
    let hole = |at: &[u8], takes| Hole {
        at: at.to_vec().into(),
        takes,
    };
    let template = Template {
        html: "<li><i></i> of <!----><b _=.0>x</b><!--.1--></li>".into(),
        mark: Mark::Element,
        holes: vec![
            hole(ROOT, Takes::Spread),
            text_hole(&[1, 0, place::CONTENT]),
            text_hole(&[0, place::TEXT, 2, 0, 0]),
            hole(
                &[0, place::ANCHOR, 0],
                Takes::Target(Target::Class("on".into())),
            ),
            text_hole(&[0, place::ANCHOR, 1]),
            hole(&[0, place::END], Takes::Structure),
        ],
    };
    let inner = Template {
        html: "<u></u>".into(),
        mark: Mark::None,
        holes: vec![text_hole(ROOT_TEXT)],
    };
    let raw = Template {
        html: "<s>raw</s>".into(),
        mark: Mark::None,
        holes: Vec::new(),
    };
    let cells = vec![
        Cell::Spread(vec![
            ("title".into(), text("t")),
            ("hidden".into(), Value::Present),
        ]),
        Cell::Text("1".into()),
        Cell::Text("3".into()),
        Cell::Value(Value::Present),
        Cell::Text("!".into()),
        Cell::Structure(vec![
            fragment(1, vec![Cell::Text("in".into())]),
            Content::Text(" & ".into()),
            fragment(2, Vec::new()),
        ]),
    ];
    let insert = Op::Insert {
        place: within(0, IN_ROOT),
        content: vec![fragment(0, cells)],
    };
    update(
        &app,
        1,
        0,
        vec![
            Op::Template(template),
            Op::Template(inner),
            Op::Template(raw),
            insert,
        ],
    );
    app.sees("li", "1 of 3x!in & raw");
    assert!(app.try_find("li[title=t][hidden] > b.on").is_some());
    assert!(app.try_find("li > u + s").is_some(), "{}", app.html("ul"));
}

#[test]
fn content_with_several_roots_is_bracketed_only_if_it_is_a_region() {
    let app = list(LIST);
    let html = "<b></b><!---->";
    let holes = vec![
        text_hole(&[1, 0, place::CONTENT]),
        text_hole(&[0, place::TEXT, 1, 0, 0]),
    ];
    let range = Template {
        html: html.into(),
        mark: Mark::Range,
        holes: holes.clone(),
    };
    let loose = Template {
        html: html.into(),
        mark: Mark::Loose,
        holes,
    };
    let of = |template| {
        fragment(
            template,
            vec![Cell::Text("1".into()), Cell::Text("2".into())],
        )
    };
    let insert = Op::Insert {
        place: within(0, IN_ROOT),
        content: vec![of(0), of(1), of(0)],
    };
    update(
        &app,
        1,
        0,
        vec![Op::Template(range), Op::Template(loose), insert],
    );
    assert_eq!(
        app.html("ul"),
        "<!--_--><b>1</b>2<!--/--><b>1</b>2<!--_--><b>1</b>2<!--/-->"
    );
    update(&app, 2, 0, vec![Op::Remove(numbers(&[1]))]);
    assert_eq!(app.html("ul"), "<b>1</b>2<!--_--><b>1</b>2<!--/-->");
}

/// Returns a kind of rows, with a client-computed text and a button that writes a signal of the page.
fn row_kind() -> Vec<Kind> {
    let parts = vec![
        binding(&[0, 1], &[1, 0, place::CONTENT], Target::Text, |captures| {
            text(format!("{}{}", name(captures).get(), count(captures).get()))
        }),
        event(&[1], SECOND, &CLICK, |captures, _| {
            count(captures).update(|count| *count += 1)
        }),
    ];
    vec![kind(1, 2, parts)]
}

fn client_row() -> Op {
    Op::Template(Template {
        html: "<li><i></i><button>+</button></li>".into(),
        mark: Mark::Element,
        holes: vec![text_hole(&[1, 0, place::CONTENT])],
    })
}

fn wake(
    scopes: &[(u32, u32, &[&[u8]])],
    nodes: Vec<watershed::wire::snapshot::NodeRecord>,
) -> Option<serde_bytes::ByteBuf> {
    Some(snapshot::encode(&snapshot(scopes, nodes), watershed::part::KindId(1)).into())
}

#[test]
fn client_functions_of_new_content_wake_with_it_and_go_with_it() {
    let app = live(LIST, row_kind(), &snapshot(&[], vec![]));
    let content = vec![
        fragment(0, vec![Cell::Client]),
        fragment(0, vec![Cell::Client]),
    ];
    send(
        &app,
        Update {
            version: Version(1),
            ops: vec![
                client_row(),
                Op::Insert {
                    place: within(0, IN_ROOT),
                    content,
                },
            ],
            snapshot: wake(
                &[(1, 1, &[&[0], &[2]]), (2, 1, &[&[1], &[2]])],
                vec![
                    sent(Uplink::None, &"a".to_owned()),
                    sent(Uplink::None, &"b".to_owned()),
                    sent(Uplink::Eager, &0),
                ],
            ),
            ..Update::default()
        },
    );
    assert_eq!(
        (app.text("li:first-child i"), app.text("li:last-child i")),
        ("a0".into(), "b0".into())
    );
    app.click("li:last-child button");
    assert_eq!(
        (app.text("li:first-child i"), app.text("li:last-child i")),
        ("a1".into(), "b1".into())
    );
    assert_eq!(sent_frames(&app), [batch(1, 1, &[(2, bytes(&1))])]);
    update(&app, 2, 1, vec![Op::Remove(numbers(&[1]))]);
    let before = app.writes();
    app.click("li button");
    app.sees("li i", "b2");
    assert_eq!(
        app.writes(),
        before + 1,
        "the binding of the row that is gone did not run"
    );
}

#[test]
fn client_functions_of_regions_that_were_there_are_promoted_without_writing() {
    let app = live(
        "<ul><li _><i>a0</i><button>+</button></li></ul>",
        row_kind(),
        &snapshot(&[], vec![]),
    );
    let nodes = vec![sent(Uplink::None, &"a".to_owned()), sent(Uplink::None, &0)];
    let before = app.writes();
    send(
        &app,
        Update {
            version: Version(1),
            snapshot: wake(&[(0, 1, &[&[0], &[1]])], nodes),
            ..Update::default()
        },
    );
    assert_eq!(app.writes(), before);
    app.click("button");
    app.sees("i", "a1");
}

#[test]
fn a_half_typed_input_keeps_its_text_and_focus_over_patches() {
    let html = "<main _><input><p>0</p><ul></ul></main>";
    let parts = vec![
        binding(&[0], FIRST, Target::Control(Control::Field), |captures| {
            text(name(captures).get())
        }),
        event(&[0], FIRST, &INPUT, |captures, event| {
            name(captures).set(Event::<input>::new(event).value())
        }),
    ];
    let nodes = vec![sent(Uplink::Eager, &String::new())];
    let app = live(
        html,
        vec![kind(1, 1, parts)],
        &snapshot(&[(0, 1, &[&[0]])], nodes),
    );
    app.type_text("input", "half");
    let at = vec![1, 1, place::CONTENT];
    let ops = vec![
        Op::Text {
            at: at.into(),
            regions: numbers(&[0]),
            texts: vec!["1".into()],
        },
        Op::Node {
            nodes: numbers(&[0]),
            values: vec![bytes(&"h".to_owned()).into()],
        },
    ];
    update(&app, 1, 1, ops);
    app.sees("p", "1");
    assert_eq!(app.value("input"), "half");
    assert!(app.has_focus("input"));
}

#[test]
fn moving_rows_does_not_cost_the_focus() {
    let orders = [[4, 1, 2, 3], [2, 3, 4, 1], [1, 4, 3, 2], [3, 1, 4, 2]];
    for focused in 1..=4u32 {
        for order in orders {
            let app = list("<ul _></ul>");
            let template = Template {
                html: "<li><input></li>".into(),
                mark: Mark::Element,
                holes: vec![Hole {
                    at: FIRST.to_vec().into(),
                    takes: Takes::Target(Target::Attribute("id".into())),
                }],
            };
            let rows = (1..=4).map(|row| fragment(0, vec![Cell::Value(text(format!("i{row}")))]));
            let insert = Op::Insert {
                place: within(0, IN_ROOT),
                content: rows.collect(),
            };
            update(&app, 1, 0, vec![Op::Template(template), insert]);
            let focused = format!("#i{focused}");
            app.type_text(&focused, "x");
            // The last row is placed first; each other row goes before its successor.
            let mut moves = vec![Move {
                region: Region(order[3]),
                to: within(0, IN_ROOT),
            }];
            moves.extend((0..3).rev().map(|at| Move {
                region: Region(order[at]),
                to: Place::Before(Region(order[at + 1])),
            }));
            update(&app, 2, 0, vec![Op::Move(moves)]);
            let now: Vec<_> = (1..=4)
                .map(|at| {
                    let row = app.find(&format!("li:nth-child({at})"));
                    (1..=4)
                        .find(|region| app.start(Region(*region)) == Some(row.clone()))
                        .expect("a row")
                })
                .collect();
            assert_eq!(now, order);
            assert!(app.has_focus(&focused), "{focused} in {order:?}");
            assert_eq!(app.value(&focused), "x");
        }
    }
}

/// Returns a kind with a button that changes a flag, and a `<Show>` whose gate reads it.
fn gated(uplink: Uplink) -> (Vec<Kind>, Snapshot) {
    let parts = vec![
        event(&[0], FIRST, &CLICK, |captures, _| {
            let flag: watershed::graph::WriteSignal<bool> =
                watershed::cross::restore_or(captures.bytes(), || false);
            flag.update(|flag| *flag = !*flag);
        }),
        Part {
            slots: &[0],
            role: ClientRole::gate(Locator(SHOW), |captures| flag(captures).get()),
        },
    ];
    (
        vec![kind(1, 1, parts)],
        snapshot(&[(0, 1, &[&[0]])], vec![elided(uplink)]),
    )
}

const SHOW: &[u8] = &[1, 1, place::CONTENT];
const GATED: &str = "<main _><button>?</button><div></div></main>";

#[test]
fn a_gate_asks_the_server_once_and_then_shows_and_hides_at_once() {
    let (kinds, snapshot) = gated(Uplink::Lazy);
    let app = live(GATED, kinds, &snapshot);
    app.click("button");
    assert_eq!(sent_frames(&app), [batch(1, 0, &[(0, bytes(&true))])]);
    let content = vec![fragment(0, vec![Cell::Text("children".into())])];
    update(
        &app,
        1,
        1,
        vec![
            row_template(),
            Op::Insert {
                place: within(0, SHOW),
                content,
            },
        ],
    );
    app.sees("div", "children");

    app.click("button");
    app.sees("div", "");
    update(&app, 2, 2, vec![Op::Hide(numbers(&[1]))]);
    app.sees("div", "");
    app.click("button");
    app.sees("div", "children");
    update(&app, 3, 3, vec![Op::Show(numbers(&[1]))]);
    app.sees("div", "children");
}

#[test]
fn a_gate_knows_what_the_page_shows() {
    let (kinds, mut snapshot) = gated(Uplink::Eager);
    snapshot.nodes = vec![sent(Uplink::Eager, &true)];
    let app = live(
        "<main _><button>?</button><div><p _>children</p></div></main>",
        kinds,
        &snapshot,
    );
    app.click("button");
    app.sees("div", "");
    app.click("button");
    app.sees("div", "children");
}

#[test]
fn effects_of_hidden_regions_pause() {
    thread_local!(static RUNS: std::cell::Cell<u32> = const { std::cell::Cell::new(0) });
    let effect = ClientRole::effect(|captures| {
        count(captures).get();
        RUNS.set(RUNS.get() + 1);
    });
    let kinds = vec![
        kind(
            1,
            1,
            vec![event(&[0], FIRST, &CLICK, |captures, _| {
                count(captures).update(|count| *count += 1)
            })],
        ),
        kind(
            2,
            1,
            vec![Part {
                slots: &[0],
                role: effect,
            }],
        ),
    ];
    let scopes: &[(u32, u32, &[&[u8]])] = &[(0, 1, &[&[0]]), (1, 2, &[&[0]])];
    let html = "<main _><button>+</button><p _>x</p></main>";
    let app = live(html, kinds, &snapshot(scopes, vec![elided(Uplink::None)]));
    assert_eq!(RUNS.get(), 1);
    update(&app, 1, 0, vec![Op::Hide(numbers(&[1]))]);
    app.click("button");
    app.click("button");
    assert_eq!(RUNS.get(), 1);
    update(&app, 2, 0, vec![Op::Show(numbers(&[1]))]);
    assert_eq!(RUNS.get(), 2);
}

#[test]
fn a_frame_that_is_none_ends_the_link_with_a_reload() {
    let app = live_clicker(Uplink::Eager);
    assert!(decode::<FromServer>(&[0xff; 3]).is_err());
    app.arrive(vec![0xff; 3]);
    app.pass_time();
    assert_eq!(app.network().reloads(), 1);
}
