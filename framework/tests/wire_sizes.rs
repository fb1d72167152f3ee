//! The bytes of the operations for which the design has a budget.

use serde_bytes::ByteBuf;
use watershed::part::{KindId, Target, Value, place};
use watershed::wire::message::{
    Batch, Call, Cell, Content, FromClient, FromServer, Hole, Mark, Move, Op, Place, Takes,
    Template, Update, Uplink, Write,
};
use watershed::wire::number::{CallId, NodeNumber, Region, Seq, TemplateNumber, Version};
use watershed::wire::snapshot::{self, FrameRecord, NodeRecord, Snapshot};
use watershed::wire::{decode, encode};

const APP: KindId = KindId(0x8d2c_41f0);
const ROW: KindId = KindId(0x51e9_07bb);

/// The number of slots of a row: its id as a mirror, the selection and its setter, which its functions capture.
const ROW_SLOTS: usize = 3;

/// Returns the hole of the rows: the whole content of a `tbody` some steps into the page.
fn rows_hole() -> ByteBuf {
    ByteBuf::from([3, 0, 1, 0, place::CONTENT])
}

fn label_hole() -> ByteBuf {
    ByteBuf::from([2, 1, 0, place::CONTENT])
}

fn label(row: u32) -> String {
    let label = format!("pretty red table {row:03}");
    label[..20].to_owned()
}

/// Returns a row for the browser: its id, its label, and the class that its client function computes.
fn row(id: u32) -> Content {
    Content::Fragment {
        template: TemplateNumber(0),
        cells: vec![
            Cell::Client,
            Cell::Text(id.to_string()),
            Cell::Text(label(id)),
        ],
    }
}

fn row_template() -> Op {
    let text = |step| Hole {
        at: ByteBuf::from([1, step, place::CONTENT]),
        takes: Takes::Target(Target::Text),
    };
    let class = Hole {
        at: ByteBuf::from([0, place::ELEMENT]),
        takes: Takes::Target(Target::Class("danger".into())),
    };
    Op::Template(Template {
        html: r#"<tr><td class="col-md-1"></td><td class="col-md-4"><a></a></td><td class="col-md-1"><a><span class="glyphicon glyphicon-remove" aria-hidden="true"></span></a></td><td class="col-md-6"></td></tr>"#.into(),
        mark: Mark::Element,
        holes: vec![class, text(0), text(1)],
    })
}

/// Encodes the frames and mirrors of new rows, whose regions and node numbers continue from `first`.
fn frames(ids: std::ops::RangeInclusive<u32>, first: u32) -> Option<ByteBuf> {
    let mut new = Snapshot::default();
    for (row, id) in (first..).zip(ids) {
        let slots: Vec<_> = [row, 1, 1].iter().map(encode).collect();
        assert_eq!(slots.len(), ROW_SLOTS);
        new.frames.push(FrameRecord {
            region: Region(row),
            kind: ROW,
            slots,
        });
        let value = Some(encode(&u64::from(id)));
        new.nodes.push(NodeRecord {
            uplink: Uplink::None,
            shape: 1,
            value,
        });
    }
    let bytes = snapshot::encode(&new, APP);
    let slots = |kind| (kind == ROW).then_some(ROW_SLOTS);
    let decoded = snapshot::decode(&bytes, APP, slots).expect("what was encoded");
    assert_eq!(decoded.frames, new.frames);
    Some(ByteBuf::from(bytes))
}

/// Encodes an update of a session that has sent many before.
fn update(ops: Vec<Op>, snapshot: Option<ByteBuf>) -> Vec<u8> {
    let (version, ack) = (Version(1000), Seq(1000));
    let settled = Vec::new();
    let frame = FromServer::Update(Update {
        version,
        ack,
        ops,
        snapshot,
        settled,
    });
    let bytes = encode(&frame);
    assert_eq!(decode(&bytes), Ok(frame));
    bytes
}

#[track_caller]
fn at_most(budget: usize, bytes: &[u8]) {
    assert!(
        bytes.len() <= budget,
        "{} bytes of {budget}: {bytes:?}",
        bytes.len()
    );
}

#[test]
fn creating_a_thousand_rows_takes_45_kilobytes() {
    let place = Place::In {
        region: Region(0),
        hole: rows_hole(),
    };
    let content = (1..=1000).map(row).collect();
    let ops = vec![row_template(), Op::Insert { place, content }];
    at_most(45_000, &update(ops, frames(1..=1000, 2)));
}

#[test]
fn the_scopes_of_a_thousand_rows_take_a_few_dozen_bytes() {
    let frames = frames(1..=1000, 2).unwrap();
    at_most(48, &frames);
}

#[test]
fn inserting_a_row_at_the_head_takes_100_bytes() {
    let insert = Op::Insert {
        place: Place::Before(Region(1001)),
        content: vec![row(2001)],
    };
    at_most(100, &update(vec![insert], frames(2001..=2001, 2002)));
}

#[test]
fn removing_a_row_takes_24_bytes() {
    at_most(
        24,
        &update(vec![Op::Remove(vec![Region(500)].into())], None),
    );
}

#[test]
fn swapping_two_rows_takes_32_bytes() {
    let moves = [(999, 3), (2, 1000)];
    let moves = moves.map(|(region, to)| Move {
        region: Region(region),
        to: Place::Before(Region(to)),
    });
    at_most(32, &update(vec![Op::Move(moves.into())], None));
}

#[test]
fn updating_every_tenth_row_of_a_thousand_takes_2400_bytes() {
    let regions: Vec<u32> = (2..1002).step_by(10).collect();
    let texts: Vec<String> = regions.iter().map(|row| label(*row)).collect();
    assert_eq!(texts.len(), 100);
    let text = Op::Text {
        at: label_hole(),
        regions: regions.into_iter().map(Region).collect(),
        texts,
    };
    at_most(2_400, &update(vec![text], None));
}

#[test]
fn a_text_takes_at_most_four_bytes_more_in_a_run_without_a_pattern() {
    let regions: Vec<u32> = (0..100).map(|row| row * row % 9973).collect();
    let texts = vec!["12345678".to_owned(); 100];
    let text = Op::Text {
        at: label_hole(),
        regions: regions.into_iter().map(Region).collect(),
        texts,
    };
    at_most(20 + 100 * (8 + 4), &update(vec![text], None));
}

#[test]
fn clearing_a_thousand_rows_takes_24_bytes() {
    let regions: Vec<u32> = (2..1002).collect();
    at_most(
        24,
        &update(
            vec![Op::Remove(regions.into_iter().map(Region).collect())],
            None,
        ),
    );
}

#[test]
fn marking_every_second_row_sends_the_target_once() {
    let regions: Vec<u32> = (2..1002).step_by(2).collect();
    let values = vec![Value::Present; 500];
    let target = Target::Class("danger".into());
    let at = ByteBuf::from([0, place::ELEMENT]);
    let value = Op::Value {
        at,
        target,
        regions: regions.into_iter().map(Region).collect(),
        values,
    };
    at_most(32 + 500, &update(vec![value], None));
}

#[test]
fn a_toggle_sends_24_bytes_up() {
    let writes = vec![Write {
        node: NodeNumber(0),
        value: encode(&true),
    }];
    let batch = Batch {
        seq: Seq(1000),
        seen: Version(1000),
        writes,
        calls: vec![],
    };
    at_most(24, &encode(&FromClient::Batch(batch)));
}

#[test]
fn a_call_sends_24_bytes_and_its_argument() {
    let argument = encode("Buy milk");
    let call = Call {
        id: CallId(1000),
        action: NodeNumber(300),
        argument: argument.clone(),
    };
    let batch = Batch {
        seq: Seq(1000),
        seen: Version(1000),
        writes: vec![],
        calls: vec![call],
    };
    at_most(24 + argument.len(), &encode(&FromClient::Batch(batch)));
}

/// Returns the operations that answer a toggle: a template without holes, and its use.
fn shown(html: &str, region: u32, hole: ByteBuf) -> Vec<Op> {
    let template = Template {
        html: html.into(),
        mark: Mark::Element,
        holes: vec![],
    };
    let content = vec![Content::Fragment {
        template: TemplateNumber(0),
        cells: vec![],
    }];
    let place = Place::In {
        region: Region(region),
        hole,
    };
    vec![Op::Template(template), Op::Insert { place, content }]
}

#[test]
fn the_answer_to_a_toggle_takes_24_bytes_more_than_the_html() {
    let html = "<p>These words are rendered on the server, and nowhere else. ".repeat(3) + "</p>";
    let hole = ByteBuf::from([1, 1, place::END]);
    let first = FromServer::Update(Update {
        version: Version(1),
        ack: Seq(1),
        ops: shown(&html, 0, hole.clone()),
        ..Update::default()
    });
    at_most(html.len() + 24, &encode(&first));
}

#[test]
fn hiding_and_showing_again_takes_16_bytes() {
    at_most(16, &update(vec![Op::Hide(vec![Region(1000)].into())], None));
    at_most(16, &update(vec![Op::Show(vec![Region(1000)].into())], None));
}

#[test]
fn a_tick_takes_20_bytes_more_than_its_text() {
    let text = Op::Text {
        at: label_hole(),
        regions: vec![Region(7)].into(),
        texts: vec!["12:00:01".into()],
    };
    at_most(8 + 20, &update(vec![text], None));
}
