//! Reads the messages of a server.
//!
//! In a browser, the script beside the wasm does most of it (`cli/src/glue/patch.js`), by the same grammar; wasm reads
//! what is not about the document.
//!
//! The format is that of [`codec`](super::codec), which writes them. Nothing is built of a message: [`is_message`] says
//! by the grammar below whether it is one, and then the client applies each part as it reads it. Code that serde derives
//! is many times as large, and so is what takes apart the structures that it makes.

use super::column::Reader;
use super::limits::NODES;
use crate::part::{Control, Target, Value};

/// The numbers of the variants of [`FromServer`](super::message::FromServer).
pub mod message_tag {
    /// An update.
    pub const UPDATE: u8 = 0;
    /// The answer to an attachment.
    pub const ATTACHED: u8 = 1;
}

/// The numbers of the variants of [`Op`](super::message::Op).
pub mod op_tag {
    /// A template.
    pub const TEMPLATE: u8 = 0;
    /// New content.
    pub const INSERT: u8 = 1;
    /// Moves.
    pub const MOVE: u8 = 2;
    /// Removals.
    pub const REMOVE: u8 = 3;
    /// Regions to hide.
    pub const HIDE: u8 = 4;
    /// Regions to show.
    pub const SHOW: u8 = 5;
    /// Texts.
    pub const TEXT: u8 = 6;
    /// Changes of texts.
    pub const SPLICE: u8 = 7;
    /// Values of targets.
    pub const VALUE: u8 = 8;
    /// Values of nodes.
    pub const NODE: u8 = 9;
    /// Names of regions and nodes.
    pub const NAMES: u8 = 11;
    /// Nodes that have values from before.
    pub const SAME: u8 = 12;
}

/// A part of a message: a letter of the grammar.
pub type Letter = u8;

/// An operation.
pub const OP: Letter = b'E';
/// A piece of content.
pub const CONTENT: Letter = b'F';
/// The content of a hole.
pub const CELL: Letter = b'G';

/// The grammar: for each letter from `A` on, its forms, of which the first byte says the number if there are several.
///
/// In a form, `n` is a number, `b` a length and as many bytes, `c` a column of numbers in such bytes, and `*` says that
/// a number comes first, and then so many of what follows.
const GRAMMAR: [&[u8]; 17] = [
    // A: a message. B: the snapshot of an update. C: a settlement. D: a mark, the state of a control.
    b"nn*EB*C|n",
    b"|b",
    b"nQ",
    b"|||",
    // E: an operation.
    b"bD*I|O*F|*P|c|c|c|bc*b|bc*N|bKc*L|c*b|Mc|b|cc",
    // F: a piece of content. G: a cell. H: an attribute.
    b"n*G|b",
    b"b|L||*F|*H",
    b"bL",
    // I: a hole. J: what it takes. K: a target.
    b"bJ",
    b"K|||",
    b"|b|b|b|b||D",
    // L: a value. M: a time to send. N: a change of a text.
    b"||b|b|*b|",
    b"||",
    b"nnb",
    // O: a place. P: a move. Q: an outcome.
    b"n|nb",
    b"nO",
    b"b|||||",
];

/// Returns whether the bytes are exactly one message of a server.
pub fn is_message(frame: &[u8]) -> bool {
    let mut reader = Reader::exact(frame);
    skip(&mut reader, b'A');
    reader.finish().is_ok()
}

/// Reads a part without its content.
pub fn skip(reader: &mut Reader, part: Letter) {
    match part {
        b'n' => _ = reader.u32(),
        b'b' => _ = reader.slice(),
        b'c' => _ = numbers(reader),
        _ => forms(reader, GRAMMAR[usize::from(part - b'A')]),
    }
}

fn forms(reader: &mut Reader, forms: &[u8]) {
    let mut before = match forms.contains(&b'|') {
        true => i32::from(reader.byte()),
        false => 0,
    };
    let mut are_many = false;
    for &part in forms {
        match part {
            b'|' => before -= 1,
            _ if before != 0 => {}
            b'*' => are_many = true,
            _ => {
                let times = if are_many { reader.u32() } else { 1 };
                skip_all(reader, times, part);
                are_many = false;
            }
        }
    }
    if before > 0 {
        reader.refuse();
    }
}

/// Reads so many parts without their content.
pub fn skip_all(reader: &mut Reader, mut times: u32, part: Letter) {
    while times > 0 && !reader.is_malformed() {
        skip(reader, part);
        times -= 1;
    }
}

/// Reads a column of numbers.
pub fn numbers(reader: &mut Reader) -> Vec<u32> {
    let mut column = Reader::new(reader.slice());
    let numbers = column.numbers_to_end(NODES);
    if column.finish().is_err() {
        reader.refuse();
    }
    numbers
}

/// Reads a target.
pub fn target(reader: &mut Reader) -> Target<String> {
    match reader.byte() {
        1 => Target::Attribute(text(reader)),
        2 => Target::Property(text(reader)),
        3 => Target::Class(text(reader)),
        4 => Target::Style(text(reader)),
        5 => Target::Html,
        6 => Target::Control(control(reader.byte())),
        _ => Target::Text,
    }
}

/// Returns the control with this number.
pub fn control(number: u8) -> Control {
    match number {
        0 => Control::Field,
        1 => Control::Area,
        2 => Control::Box,
        _ => Control::Choice,
    }
}

/// Reads a value.
pub fn value(reader: &mut Reader) -> Value {
    match reader.byte() {
        1 => Value::Present,
        2 => Value::Text(text(reader)),
        3 => Value::Number(text(reader)),
        4 => {
            let mut texts = Vec::new();
            for _ in 0..reader.u32() {
                texts.push(text(reader));
            }
            Value::List(texts)
        }
        5 => Value::Off,
        _ => Value::Absent,
    }
}

/// Reads a text. A server writes only valid UTF-8, and the validation of std is larger than this.
pub fn text(reader: &mut Reader) -> String {
    let mut text = String::new();
    let mut rest = reader.slice().iter();
    while let Some(&first) = rest.next() {
        // The first byte of a character begins with as many ones as the character has bytes.
        let ones = first.leading_ones();
        let mut character = u32::from(first & (0x7f >> ones.min(7)));
        for _ in 1..ones {
            let next = rest.next().map_or(0, |byte| u32::from(byte & 0x3f));
            character = character << 6 | next;
        }
        text.push(char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::codec::{decode, encode};
    use crate::wire::column::NumberColumn;
    use crate::wire::message::{
        Cell, Content, FromServer, Hole, Mark, Move, Op, Outcome, Place, Settlement, Takes,
        Template, Update, Uplink,
    };
    use crate::wire::number::{CallId, NodeNumber, Region, Seq, TemplateNumber, Version};
    use crate::wire::splice::Splice;
    use serde::Serialize;
    use serde_bytes::ByteBuf;

    fn update(ops: Vec<Op>) -> FromServer {
        FromServer::Update(Update {
            version: Version(300),
            ack: Seq(2),
            ops,
            snapshot: None,
            settled: Vec::new(),
        })
    }

    fn targets() -> Vec<Target<String>> {
        vec![
            Target::Text,
            Target::Attribute("title".to_owned()),
            Target::Property("scrollTop".to_owned()),
            Target::Class("on".to_owned()),
            Target::Style("--x".to_owned()),
            Target::Html,
            Target::Control(Control::Field),
            Target::Control(Control::Area),
            Target::Control(Control::Box),
            Target::Control(Control::Choice),
        ]
    }

    fn values() -> Vec<Value> {
        vec![
            Value::Absent,
            Value::Present,
            Value::Text("ä € \u{1f600} \u{7ff}\u{800}\u{ffff}\u{10ffff}\0".to_owned()),
            Value::Number("-1.5".to_owned()),
            Value::List(vec!["a".to_owned(), String::new()]),
            Value::Off,
        ]
    }

    /// Returns a message of each variant.
    fn every_message() -> Vec<FromServer> {
        let at = || ByteBuf::from([1, 2, 3]);
        let regions = || NumberColumn::from(vec![Region(7), Region(8), Region(90_000)]);
        let nodes = || NumberColumn::from(vec![NodeNumber(7), NodeNumber(8), NodeNumber(90_000)]);
        let inside = || Place::In {
            region: Region(4),
            hole: at(),
        };
        let holes = |takes: Takes| Hole { at: at(), takes };
        let template = |mark| {
            let mut takes: Vec<_> = targets().into_iter().map(Takes::Target).collect();
            takes.extend([Takes::Spread, Takes::Structure, Takes::Content]);
            Op::Template(Template {
                html: "<p></p>".repeat(if mark == Mark::None { 20 } else { 1 }),
                mark,
                holes: takes.into_iter().map(holes).collect(),
            })
        };
        let mut cells = vec![
            Cell::Text("text".to_owned()),
            Cell::Client,
            Cell::Spread(vec![("id".to_owned(), Value::Present)]),
            Cell::Structure(vec![Content::Text("t".to_owned())]),
        ];
        cells.extend(values().into_iter().map(Cell::Value));
        let content = vec![Content::Fragment {
            template: TemplateNumber(1 << 20),
            cells,
        }];
        let mut ops = vec![
            Op::Insert {
                place: Place::Before(Region(5)),
                content: content.clone(),
            },
            Op::Insert {
                place: inside(),
                content,
            },
            Op::Move(vec![Move {
                region: Region(1),
                to: inside(),
            }]),
            Op::Remove(regions()),
            Op::Hide(regions()),
            Op::Show(NumberColumn::default()),
            Op::Text {
                at: at(),
                regions: regions(),
                texts: vec!["one".to_owned(), String::new()],
            },
            Op::Splice {
                at: at(),
                regions: regions(),
                splices: vec![Splice {
                    start: 1,
                    removed: 200,
                    inserted: "x".to_owned(),
                }],
            },
            Op::Node {
                nodes: nodes(),
                values: vec![ByteBuf::from([0; 200]), ByteBuf::new()],
            },
        ];
        ops.extend([Mark::None, Mark::Loose, Mark::Element, Mark::Range].map(template));
        ops.extend(targets().into_iter().map(|target| Op::Value {
            at: at(),
            target,
            regions: regions(),
            values: values(),
        }));
        let uplinks = [Uplink::None, Uplink::Lazy, Uplink::Eager];
        ops.extend(uplinks.map(|uplink| Op::Uplink {
            uplink,
            nodes: nodes(),
        }));
        ops.push(Op::Names(at()));
        ops.push(Op::Same {
            nodes: nodes(),
            before: nodes(),
        });
        let outcomes = [
            Outcome::Done(at()),
            Outcome::Gone,
            Outcome::Unknown,
            Outcome::Failed,
            Outcome::Refused,
            Outcome::TooLarge,
        ];
        let settled = outcomes.map(|outcome| Settlement {
            call: CallId(9),
            outcome,
        });
        let mut all = vec![FromServer::Attached { seq: Seq(u32::MAX) }];
        all.push(FromServer::Update(Update {
            snapshot: Some(at()),
            settled: settled.into(),
            ..Update::default()
        }));
        all.extend(ops.iter().map(|op| update(vec![op.clone()])));
        all.push(update(ops.split_off(ops.len() - 2)));
        all
    }

    #[test]
    fn what_the_codec_writes_is_a_message() {
        for message in every_message() {
            assert!(is_message(&encode(&message)), "{message:?}");
        }
    }

    #[test]
    fn what_is_cut_off_or_goes_on_is_refused() {
        for message in every_message() {
            let mut frame = encode(&message);
            for length in 0..frame.len() {
                assert!(!is_message(&frame[..length]), "{message:?}");
            }
            frame.push(0);
            assert!(!is_message(&frame), "{message:?}");
        }
    }

    #[test]
    fn of_changed_frames_those_are_messages_that_the_codec_reads() {
        for frame in every_message().iter().map(encode) {
            for at in 0..frame.len() {
                for byte in [0, 1, 6, 11, 0x7f, 0xff] {
                    let mut frame = frame.clone();
                    frame[at] = byte;
                    // The codec refuses a text that is not UTF-8, and a number that is longer than it must be.
                    if decode::<FromServer>(&frame).is_ok() {
                        assert!(is_message(&frame));
                    }
                }
            }
        }
    }

    /// Returns what `read` makes of an encoded value, all of which it must read.
    #[track_caller]
    fn reading<T: Serialize, R>(value: &T, read: impl Fn(&mut Reader) -> R) -> R {
        let bytes = encode(value);
        let mut reader = Reader::exact(&bytes);
        let read = read(&mut reader);
        reader.finish().expect("all of it is read");
        read
    }

    #[test]
    fn parts_are_read_as_they_were_written() {
        for target in targets() {
            assert_eq!(reading(&target, super::target), target);
        }
        for value in values() {
            assert_eq!(reading(&value, super::value), value);
        }
        let regions = vec![Region(7), Region(8), Region(90_000)];
        let column = NumberColumn::from(regions);
        assert_eq!(reading(&column, numbers), [7, 8, 90_000]);
    }

    #[test]
    fn the_numbers_of_variants_are_those_of_the_codec() {
        let tag = |op: Op| encode(&op)[0];
        let texts = Op::Text {
            at: ByteBuf::new(),
            regions: NumberColumn::default(),
            texts: Vec::new(),
        };
        let splices = Op::Splice {
            at: ByteBuf::new(),
            regions: NumberColumn::default(),
            splices: Vec::new(),
        };
        let values = Op::Value {
            at: ByteBuf::new(),
            target: Target::Text,
            regions: NumberColumn::default(),
            values: Vec::new(),
        };
        let nodes = Op::Node {
            nodes: NumberColumn::default(),
            values: Vec::new(),
        };
        let content = Op::Insert {
            place: Place::Before(Region(0)),
            content: Vec::new(),
        };
        assert_eq!(tag(content), op_tag::INSERT);
        assert_eq!(tag(Op::Move(Vec::new())), op_tag::MOVE);
        assert_eq!(tag(Op::Remove(NumberColumn::default())), op_tag::REMOVE);
        assert_eq!(tag(Op::Hide(NumberColumn::default())), op_tag::HIDE);
        assert_eq!(tag(Op::Show(NumberColumn::default())), op_tag::SHOW);
        assert_eq!(tag(texts), op_tag::TEXT);
        assert_eq!(tag(splices), op_tag::SPLICE);
        assert_eq!(tag(values), op_tag::VALUE);
        assert_eq!(tag(nodes), op_tag::NODE);
    }

    #[test]
    fn a_part_that_is_skipped_ends_where_it_ends() {
        for message in every_message() {
            let FromServer::Update(Update { ops, .. }) = message else {
                continue;
            };
            for op in ops {
                reading(&op, |reader| skip(reader, OP));
                if let Op::Insert { content, .. } = op {
                    for content in &content {
                        reading(content, |reader| skip(reader, CONTENT));
                        let Content::Fragment { cells, .. } = content else {
                            continue;
                        };
                        for cell in cells {
                            reading(cell, |reader| skip(reader, CELL));
                        }
                    }
                }
            }
        }
    }
}
