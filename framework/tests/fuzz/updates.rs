//! A page that is fed with the messages of a server, some of which are damaged.

#[path = "../client_support/mod.rs"]
mod client_support;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use client_support::*;
use watershed::client::{ClientRole, Kind, Part};
use watershed::cross;
use watershed::graph::{Memo, memo};
use watershed::part::{Control, KindId, Locator, Target, Value, place};
use watershed::wire::column::NumberColumn;
use watershed::wire::encode;
use watershed::wire::message::{
    Cell, Content, FromServer, Hole, Mark, Move, Op, Outcome, Place, Settlement, Takes, Template,
    Update, Uplink,
};
use watershed::wire::number::{CallId, NodeNumber, Region, Seq, TemplateNumber, Version};
use watershed::wire::snapshot::{self, Snapshot};
use watershed::wire::splice::Splice;

/// The page: three regions besides the root, one of them in brackets, and a place that is marked.
const PAGE: &str = "<main _><h1>0</h1><button>+</button><ul><!--_--><li _>one <b>two</b> three</li><!--/--></ul>\
    <p _>last <!--3.4--></p><select><option>a</option><option>b</option></select><div></div></main>";

/// The first words of the reasons for which client code may end: a snapshot of another build, a value or a handle that is
/// not of its type, a region that would be in itself, a memo that captures its own node.
const REASONS: [&str; 7] = [
    "the page and the client are of different builds",
    "a node has no value of its type, and no initializer",
    "a captured value cannot be restored: ",
    "a node's value has the type of its handles",
    "a node cannot be inside of itself",
    "cycle: this memo needs its own value to compute its value",
    "this handle is of another type than its value: this is a bug in watershed",
];

/// Client functions of all sorts: for the page, and for a row.
fn kinds() -> Vec<Kind> {
    let role = |slots, role| Part { slots, role };
    let page = vec![
        binding(&[0], FIRST_TEXT, Target::Text, |captures| {
            text(count(captures).get())
        }),
        event(&[0], SECOND, &CLICK, |captures, _| {
            count(captures).update(|count| *count = count.wrapping_add(1))
        }),
        role(
            &[1],
            ClientRole::gate(Locator(SHOW), |captures| flag(captures).get()),
        ),
    ];
    let row = vec![
        binding(&[1], ROOT, Target::Attribute("title"), |captures| {
            text(name(captures).get())
        }),
        role(
            &[0, 1],
            ClientRole::effect(|captures| {
                let count = count(captures).get();
                name(captures).with(|name| _ = (count, name.len()));
            }),
        ),
        role(
            &[2, 0],
            ClientRole::memo(|bound| {
                let compute = move || {
                    let mut captures = bound.captures();
                    captures.bytes();
                    count(&mut captures).get() > 2
                };
                memo(compute).id()
            }),
        ),
        binding(&[2], ROOT, Target::Class("many"), |captures| {
            let many: Memo<bool> = cross::restore(captures.bytes());
            if many.get() {
                Value::Present
            } else {
                Value::Absent
            }
        }),
    ];
    vec![kind(1, 2, page), kind(2, 3, row)]
}

/// The hole of the gate: the last element of the page.
const SHOW: &[u8] = &[1, place::FROM_END, place::CONTENT];

/// The snapshot of the page.
fn first_snapshot() -> Snapshot {
    let nodes = vec![
        elided(Uplink::Eager),
        elided(Uplink::Lazy),
        sent(Uplink::None, &"name".to_owned()),
        elided(Uplink::None),
    ];
    snapshot(&[(0, 1, &[&[0], &[1]]), (2, 2, &[&[0], &[2], &[3]])], nodes)
}

/// Opens the page, feeds it with messages, each behind its length in two bytes, and lets somebody click after each.
pub fn update(mut bytes: &[u8]) {
    let tab = open(PAGE);
    tab.network().set_ticket([7; 16], Vec::new());
    let app = arrive(tab, kinds(), &first_snapshot());
    app.accept();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let length = usize::from(u16::from_le_bytes(*length));
        let (message, rest) = rest.split_at(rest.len().min(length));
        bytes = rest;
        app.arrive(message.to_vec());
        ends_only_client_code(app.page.take_panics());
        if app.network().reloads() > 0 {
            return;
        }
        if app.count("button") > 0 {
            app.click("button");
        }
        app.pass_time();
        app.network().take_sent();
        ends_only_client_code(app.page.take_panics());
    }
}

/// Reads a snapshot, and wakes a page with it.
pub fn resumed(bytes: &[u8]) {
    let slots = |kind: KindId| match kind {
        KindId(1) => Some(2),
        KindId(2) => Some(3),
        _ => None,
    };
    let Ok(snapshot) = snapshot::decode(bytes, KindId(1), slots) else {
        return;
    };
    let tab = open(PAGE);
    tab.network().set_ticket([7; 16], Vec::new());
    // What a page panics with before it has an event to handle is nobody's attempt: its client ends.
    let arrived = catch_unwind(AssertUnwindSafe(|| arrive(tab, kinds(), &snapshot)));
    ends_only_client_code(match arrived {
        Ok(app) => {
            app.click("button");
            app.page.take_panics()
        }
        Err(panic) => vec![panic],
    });
}

/// Asserts that client code has ended for reasons that are meant.
fn ends_only_client_code(panics: Vec<Box<dyn Any + Send>>) {
    for panic in panics {
        let told = panic.downcast_ref::<String>().map(String::as_str);
        let told = told.or_else(|| panic.downcast_ref::<&str>().copied());
        let told = told.unwrap_or("no text");
        let is_meant = REASONS.iter().any(|reason| told.starts_with(reason));
        assert!(is_meant, "{told}");
    }
}

/// Returns inputs for [`update`] that reach far.
#[allow(dead_code)] // `cargo fuzz` starts from the files.
pub fn updates() -> Vec<Vec<u8>> {
    let single = operations();
    let mut all: Vec<Vec<u8>> = single
        .iter()
        .map(|op| framed(&[vec![op.clone()]]))
        .collect();
    all.push(framed(std::slice::from_ref(&single)));
    // Each operation a message of its own, in this order and the other one.
    all.push(framed(
        &single.iter().map(|op| vec![op.clone()]).collect::<Vec<_>>(),
    ));
    let back: Vec<_> = single
        .iter()
        .skip(4)
        .rev()
        .map(|op| vec![op.clone()])
        .collect();
    all.push(framed(&[&[single[..4].to_vec()][..], &back].concat()));
    let into_itself = Move {
        region: Region(2),
        to: Place::In {
            region: Region(2),
            hole: vec![1, 1, place::CONTENT].into(),
        },
    };
    all.push(framed(&[vec![Op::Move(vec![into_itself])]]));
    let nested = (0..40).fold(Vec::new(), |inside, _| vec![bracketed(inside)]);
    all.push(framed(&[
        [&templates()[..], &[within(0, SHOW, nested)]].concat()
    ]));
    all
}

/// Returns inputs for [`resumed`].
#[allow(dead_code)]
pub fn snapshots() -> Vec<Vec<u8>> {
    let mut rows = first_snapshot();
    for region in 1..4 {
        let frame = snapshot(&[(region, 2, &[&[0], &[2], &[3]])], Vec::new());
        rows.frames.extend(frame.frames);
    }
    let empty = Snapshot::default();
    [first_snapshot(), rows, new_frames(), empty]
        .iter()
        .map(|snapshot| snapshot::encode(snapshot, KindId(1)))
        .collect()
}

/// Writes updates as the input of [`update`].
fn framed(updates: &[Vec<Op>]) -> Vec<u8> {
    let mut all = Vec::new();
    let mut push = |message: &FromServer| {
        let bytes = encode(message);
        let length = u16::try_from(bytes.len()).expect("a short message");
        all.extend(length.to_le_bytes());
        all.extend(bytes);
    };
    push(&FromServer::Attached { seq: Seq(0) });
    for (ops, version) in updates.iter().zip(1..) {
        let has_content = ops.iter().any(|op| matches!(op, Op::Insert { .. }));
        let frames = has_content.then(|| snapshot::encode(&new_frames(), KindId(1)).into());
        let settled = Settlement {
            call: CallId(version),
            outcome: Outcome::Done(vec![1].into()),
        };
        push(&FromServer::Update(Update {
            version: Version(version),
            ack: Seq(version.saturating_sub(1)),
            ops: ops.clone(),
            snapshot: frames,
            settled: vec![settled],
        }));
    }
    all
}

/// Frames of regions that an update brings.
fn new_frames() -> Snapshot {
    snapshot(
        &[(4, 2, &[&[0], &[4], &[5]]), (5, 2, &[&[0], &[2], &[3]])],
        vec![sent(Uplink::Eager, &"new".to_owned()), elided(Uplink::None)],
    )
}

fn within(region: u32, hole: &[u8], content: Vec<Content>) -> Op {
    let place = Place::In {
        region: Region(region),
        hole: hole.to_vec().into(),
    };
    Op::Insert { place, content }
}

fn numbers<N: From<u32> + Into<u32>>(numbers: &[u32]) -> NumberColumn<N> {
    numbers.iter().copied().map(N::from).collect()
}

/// A row: text, two values, attributes that are data, a hole.
fn row(inside: Vec<Content>) -> Content {
    let spread = vec![
        ("class".to_owned(), Value::Text("x y".to_owned())),
        ("lang".to_owned(), Value::Present),
    ];
    Content::Fragment {
        template: TemplateNumber(0),
        cells: vec![
            Cell::Text("ä €".to_owned()),
            Cell::Value(Value::Text("title".to_owned())),
            Cell::Spread(spread),
            Cell::Structure(inside),
        ],
    }
}

fn bracketed(inside: Vec<Content>) -> Content {
    Content::Fragment {
        template: TemplateNumber(1),
        cells: vec![Cell::Structure(inside), Cell::Client],
    }
}

fn templates() -> [Op; 4] {
    let hole = |at: &[u8], takes| Hole {
        at: at.to_vec().into(),
        takes,
    };
    let template = |html: &str, mark, holes| {
        Op::Template(Template {
            html: html.to_owned(),
            mark,
            holes,
        })
    };
    [
        template(
            "<li>a <b></b><i></i></li>",
            Mark::Element,
            vec![
                hole(FIRST_TEXT, Takes::Target(Target::Text)),
                hole(ROOT, Takes::Target(Target::Attribute("title".to_owned()))),
                hole(SECOND, Takes::Spread),
                hole(&[1, 1, place::CONTENT], Takes::Structure),
            ],
        ),
        template(
            "<p>x</p>",
            Mark::Range,
            vec![
                hole(&[0, place::END], Takes::Content),
                hole(FIRST_TEXT, Takes::Target(Target::Text)),
            ],
        ),
        template(
            "<u _=.0></u>text<!--.1-->",
            Mark::Loose,
            vec![hole(
                &[0, place::ANCHOR, 0],
                Takes::Target(Target::Style("color".to_owned())),
            )],
        ),
        template(
            "<select><option>a</option></select>",
            Mark::None,
            vec![hole(ROOT, Takes::Target(Target::Control(Control::Choice)))],
        ),
    ]
}

/// One operation of each sort and form, in an order in which each finds something.
fn operations() -> Vec<Op> {
    let at = |at: &[u8]| at.to_vec().into();
    let value = |place: &[u8], target, value| Op::Value {
        at: at(place),
        target,
        regions: numbers(&[0, 2]),
        values: vec![value, Value::Absent],
    };
    let text = |text: &str| Value::Text(text.to_owned());
    let loose = Content::Fragment {
        template: TemplateNumber(2),
        cells: vec![Cell::Value(text("red"))],
    };
    let select = Content::Fragment {
        template: TemplateNumber(3),
        cells: vec![Cell::Value(Value::List(vec!["a".to_owned()]))],
    };
    let mut all = templates().to_vec();
    all.extend([
        Op::Insert {
            place: Place::Before(Region(2)),
            content: vec![row(Vec::new()), row(vec![Content::Text("t".to_owned())])],
        },
        within(0, SHOW, vec![bracketed(vec![row(vec![loose, select])])]),
        Op::Move(vec![
            Move {
                region: Region(2),
                to: Place::Before(Region(4)),
            },
            Move {
                region: Region(3),
                to: Place::In {
                    region: Region(0),
                    hole: at(&[1, 2, place::CONTENT]),
                },
            },
        ]),
        Op::Text {
            at: at(&[0, place::TEXT, 0, 0, 0]),
            regions: numbers(&[2, 3]),
            texts: vec!["uno ".to_owned(), "ultimo".to_owned()],
        },
        Op::Splice {
            at: at(&[0, place::TEXT, 0, 0, 0]),
            regions: numbers(&[2]),
            splices: vec![Splice {
                start: 1,
                removed: 1,
                inserted: "€".to_owned(),
            }],
        },
        value(ROOT, Target::Attribute("title".to_owned()), text("x")),
        value(
            ROOT,
            Target::Property("scrollTop".to_owned()),
            Value::Number("1.5".to_owned()),
        ),
        value(ROOT, Target::Class("on".to_owned()), Value::Present),
        value(ROOT, Target::Style("--x".to_owned()), text("1px")),
        value(FIRST, Target::Html, text("<i>html</i>")),
        value(
            &[1, 4, place::ELEMENT],
            Target::Control(Control::Choice),
            text("b"),
        ),
        Op::Node {
            nodes: numbers::<NodeNumber>(&[0, 1, 2]),
            values: vec![
                bytes(&9i32).into(),
                bytes(&true).into(),
                bytes(&"other".to_owned()).into(),
            ],
        },
        Op::Uplink {
            uplink: Uplink::Eager,
            nodes: numbers(&[1, 2]),
        },
        Op::Names(at(&[0, 1, 2, 3])),
        Op::Same {
            nodes: numbers(&[0, 2]),
            before: numbers(&[2, 0]),
        },
        Op::Hide(numbers(&[2, 3])),
        Op::Show(numbers(&[2])),
        Op::Remove(numbers(&[4, 3])),
    ]);
    all
}
