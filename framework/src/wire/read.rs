//! Reads the messages of a server, in the browser.
//!
//! The format is that of [`codec`](super::codec), which writes them. Code that serde derives is three times as large:
//! these functions share one [`Reader`], which remembers that the input was malformed, so they need not return errors.

use serde_bytes::ByteBuf;

use super::column::{Malformed, NumberColumn, Reader};
use super::limits::NODES;
use super::message::{
    Cell, Content, FromServer, Hole, Mark, Move, Op, Outcome, Place, Reason, Settlement, Takes,
    Template, Update, Uplink,
};
use super::number::Region;
use super::splice::Splice;
use crate::part::{Control, Target, Value};

impl FromServer {
    /// Decodes a message of a server.
    ///
    /// # Errors
    /// If the bytes are not exactly one message.
    pub fn read(frame: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::exact(frame);
        let message = message(&mut reader);
        reader.finish().map(|()| message)
    }
}

fn message(reader: &mut Reader) -> FromServer {
    match reader.byte() {
        0 => FromServer::Update(update(reader)),
        1 => FromServer::Attached {
            seq: number(reader),
        },
        tag => FromServer::Gone(match (tag, reader.byte()) {
            (2, 0) => Reason::Expired,
            (2, 1) => Reason::Replaced,
            (2, 2) => Reason::Violation,
            (2, 3) => Reason::Failed,
            _ => refused(reader, Reason::Failed),
        }),
    }
}

fn update(reader: &mut Reader) -> Update {
    Update {
        version: number(reader),
        ack: number(reader),
        ops: list(reader, op),
        snapshot: match reader.byte() {
            0 => None,
            1 => Some(buffer(reader)),
            _ => refused(reader, None),
        },
        settled: list(reader, settlement),
    }
}

fn settlement(reader: &mut Reader) -> Settlement {
    Settlement {
        call: number(reader),
        outcome: match reader.byte() {
            0 => Outcome::Done(buffer(reader)),
            1 => Outcome::Gone,
            2 => Outcome::Unknown,
            3 => Outcome::Failed,
            _ => refused(reader, Outcome::Unknown),
        },
    }
}

fn op(reader: &mut Reader) -> Op {
    match reader.byte() {
        0 => Op::Template(template(reader)),
        1 => Op::Insert {
            place: place(reader),
            content: list(reader, content),
        },
        2 => Op::Move(list(reader, |reader| Move {
            region: number(reader),
            to: place(reader),
        })),
        3 => Op::Remove(numbers(reader)),
        4 => Op::Hide(numbers(reader)),
        5 => Op::Show(numbers(reader)),
        6 => Op::Text {
            at: buffer(reader),
            regions: numbers(reader),
            texts: list(reader, text),
        },
        7 => Op::Splice {
            at: buffer(reader),
            regions: numbers(reader),
            splices: list(reader, |reader| Splice {
                start: reader.u32(),
                removed: reader.u32(),
                inserted: text(reader),
            }),
        },
        8 => Op::Value {
            at: buffer(reader),
            target: target(reader),
            regions: numbers(reader),
            values: list(reader, value),
        },
        9 => Op::Node {
            nodes: numbers(reader),
            values: list(reader, buffer),
        },
        10 => Op::Uplink {
            uplink: match reader.byte() {
                0 => Uplink::None,
                1 => Uplink::Lazy,
                2 => Uplink::Eager,
                _ => refused(reader, Uplink::None),
            },
            nodes: numbers(reader),
        },
        _ => refused(reader, Op::Move(Vec::new())),
    }
}

fn template(reader: &mut Reader) -> Template {
    Template {
        html: text(reader),
        mark: match reader.byte() {
            0 => Mark::None,
            1 => Mark::Loose,
            2 => Mark::Element,
            3 => Mark::Range,
            _ => refused(reader, Mark::None),
        },
        holes: list(reader, |reader| Hole {
            at: buffer(reader),
            takes: match reader.byte() {
                0 => Takes::Target(target(reader)),
                1 => Takes::Spread,
                2 => Takes::Structure,
                3 => Takes::Content,
                _ => refused(reader, Takes::Spread),
            },
        }),
    }
}

fn target(reader: &mut Reader) -> Target<String> {
    match reader.byte() {
        0 => Target::Text,
        1 => Target::Attribute(text(reader)),
        2 => Target::Property(text(reader)),
        3 => Target::Class(text(reader)),
        4 => Target::Style(text(reader)),
        5 => Target::Html,
        6 => Target::Control(match reader.byte() {
            0 => Control::Field,
            1 => Control::Area,
            2 => Control::Box,
            3 => Control::Choice,
            _ => refused(reader, Control::Field),
        }),
        _ => refused(reader, Target::Text),
    }
}

fn value(reader: &mut Reader) -> Value {
    match reader.byte() {
        0 => Value::Absent,
        1 => Value::Present,
        2 => Value::Text(text(reader)),
        3 => Value::Number(text(reader)),
        4 => Value::List(list(reader, text)),
        5 => Value::Off,
        _ => refused(reader, Value::Absent),
    }
}

fn content(reader: &mut Reader) -> Content {
    match reader.byte() {
        0 => Content::Fragment {
            template: number(reader),
            cells: list(reader, cell),
        },
        1 => Content::Text(text(reader)),
        _ => refused(reader, Content::Text(String::new())),
    }
}

fn cell(reader: &mut Reader) -> Cell {
    match reader.byte() {
        0 => Cell::Text(text(reader)),
        1 => Cell::Value(value(reader)),
        2 => Cell::Client,
        3 => Cell::Structure(list(reader, content)),
        4 => Cell::Spread(list(reader, |reader| (text(reader), value(reader)))),
        _ => refused(reader, Cell::Client),
    }
}

fn place(reader: &mut Reader) -> Place {
    match reader.byte() {
        0 => Place::Before(number(reader)),
        1 => Place::In {
            region: number(reader),
            hole: buffer(reader),
        },
        _ => refused(reader, Place::Before(Region(0))),
    }
}

fn number<N: From<u32>>(reader: &mut Reader) -> N {
    reader.u32().into()
}

fn numbers<N>(reader: &mut Reader) -> NumberColumn<N> {
    NumberColumn::bare(column(reader))
}

fn column(reader: &mut Reader) -> Vec<u32> {
    let bytes = reader.bytes();
    let mut column = Reader::new(&bytes);
    let numbers = column.numbers_to_end(NODES);
    if column.finish().is_err() {
        reader.refuse();
    }
    numbers
}

fn list<'a, T>(reader: &mut Reader<'a>, item: impl Fn(&mut Reader<'a>) -> T) -> Vec<T> {
    let mut left = reader.u32();
    let mut items = Vec::new();
    while left > 0 && !reader.is_malformed() {
        items.push(item(reader));
        left -= 1;
    }
    items
}

fn buffer(reader: &mut Reader) -> ByteBuf {
    reader.bytes().into()
}

/// Reads a text. A server writes only valid UTF-8, and the validation of std is larger than this.
fn text(reader: &mut Reader) -> String {
    let bytes = reader.bytes();
    let mut text = String::new();
    let mut rest = bytes.iter();
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

fn refused<T>(reader: &mut Reader, instead: T) -> T {
    reader.refuse();
    instead
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::codec::{decode, encode};
    use crate::wire::number::{CallId, NodeNumber, Seq, TemplateNumber, Version};

    fn update(ops: Vec<Op>) -> FromServer {
        FromServer::Update(Update {
            version: Version(300),
            ack: Seq(2),
            ops,
            snapshot: None,
            settled: Vec::new(),
        })
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
        let targets = [
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
        ];
        let values = || {
            vec![
                Value::Absent,
                Value::Present,
                Value::Text("ä € \u{1f600} \u{7ff}\u{800}\u{ffff}\u{10ffff}\0".to_owned()),
                Value::Number("-1.5".to_owned()),
                Value::List(vec!["a".to_owned(), String::new()]),
                Value::Off,
            ]
        };
        let holes = |takes: Takes| Hole { at: at(), takes };
        let template = |mark| {
            let mut takes: Vec<_> = targets.iter().cloned().map(Takes::Target).collect();
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
        ops.extend(targets.into_iter().map(|target| Op::Value {
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
        let outcomes = [
            Outcome::Done(at()),
            Outcome::Gone,
            Outcome::Unknown,
            Outcome::Failed,
        ];
        let settled = outcomes.map(|outcome| Settlement {
            call: CallId(9),
            outcome,
        });
        let reasons = [
            Reason::Expired,
            Reason::Replaced,
            Reason::Violation,
            Reason::Failed,
        ];
        let mut all: Vec<_> = reasons.map(FromServer::Gone).into();
        all.push(FromServer::Attached { seq: Seq(u32::MAX) });
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
    fn what_the_codec_writes_is_read() {
        for message in every_message() {
            assert_eq!(FromServer::read(&encode(&message)), Ok(message));
        }
    }

    #[test]
    fn what_is_cut_off_or_goes_on_is_refused() {
        for message in every_message() {
            let mut frame = encode(&message);
            for length in 0..frame.len() {
                assert_eq!(FromServer::read(&frame[..length]), Err(Malformed));
            }
            frame.push(0);
            assert_eq!(FromServer::read(&frame), Err(Malformed));
        }
    }

    #[test]
    fn a_changed_frame_is_read_as_the_codec_reads_it() {
        for frame in every_message().iter().map(encode) {
            for at in 0..frame.len() {
                for byte in [0, 1, 6, 11, 0x7f, 0xff] {
                    let mut frame = frame.clone();
                    frame[at] = byte;
                    // The codec refuses a text that is not UTF-8; the reader may read one with other characters.
                    let read = FromServer::read(&frame);
                    if let Ok(message) = decode::<FromServer>(&frame) {
                        assert_eq!(read, Ok(message));
                    }
                }
            }
        }
    }
}
