//! The encoding of messages, beside JSON of the same values; and the decoding of bombs.

#[path = "../../../../../framework/tests/bombs/corpus.rs"]
mod corpus;

use std::hint::black_box;
use std::time::{Duration, Instant};

use bench::report::{self, Figure, percentile};
use watershed::part::KindId;
use watershed::wire::column::NumberColumn;
use watershed::wire::message::{FromServer, Op, Update};
use watershed::wire::number::{Region, Version};
use watershed::wire::snapshot::{self, FrameRecord, Snapshot};
use watershed::wire::{decode, encode};

/// The rows of each message.
const ROWS: u32 = 1_000;

/// The most microseconds that a message may take to be decoded.
const LONGEST: f64 = 5_000.0;

/// Measures the encoding, and prints the figures.
pub fn measure() {
    println!("Messages of {ROWS} rows");
    let update = update();
    let (bytes, json) = (
        encode(&update),
        serde_json::to_vec(&update).unwrap_or_default(),
    );
    say(
        "bytes of an update",
        bytes.len() as f64,
        json.len() as f64,
        "bytes",
        "JSON",
    );
    let [ours, theirs] = [
        time(|| drop(black_box(encode(&update)))),
        time(|| drop(black_box(serde_json::to_vec(&update)))),
    ];
    say("encoding an update", ours, theirs, "µs", "JSON");
    let [ours, theirs] = [
        time(|| drop(black_box(decode::<FromServer>(&bytes)))),
        time(|| drop(black_box(serde_json::from_slice::<FromServer>(&json)))),
    ];
    say("decoding an update", ours, theirs, "µs", "JSON");

    let (snapshot, first) = (snapshot(), KindId(7));
    let encoded = snapshot::encode(&snapshot, first);
    let values: Vec<&[Vec<u8>]> = snapshot.frames.iter().map(|frame| &*frame.slots).collect();
    let json = serde_json::to_vec(&values).unwrap_or_default();
    say(
        "bytes of a snapshot",
        encoded.len() as f64,
        json.len() as f64,
        "bytes",
        "JSON of its values",
    );
    let [ours, theirs] = [
        time(|| drop(black_box(snapshot::encode(&snapshot, first)))),
        time(|| drop(black_box(serde_json::to_vec(&values)))),
    ];
    say(
        "encoding a snapshot",
        ours,
        theirs,
        "µs",
        "JSON of its values",
    );
    let read = time(|| drop(black_box(snapshot::decode(&encoded, first, |_| Some(3)))));
    say("decoding a snapshot", read, ours, "µs", "encoding it");
    measure_bombs();
}

/// Prints the bomb that takes longest.
fn measure_bombs() {
    let bombs = corpus::all();
    println!("{} bombs", bombs.len());
    let timed = bombs.iter().map(|bomb| {
        let time = time(|| _ = black_box((bomb.decode)(&bomb.bytes)));
        (time, bomb.name)
    });
    let (worst, name) = timed
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .unwrap_or_default();
    report::say(
        &format!("the worst one, a {name}"),
        worst,
        LONGEST,
        "allowed",
        Some(1.0),
    );
}

/// An update that changes the text of every row.
fn update() -> FromServer {
    FromServer::Update(Update {
        version: Version(1),
        ops: vec![Op::Text {
            at: vec![0, 1].into(),
            regions: (1..=ROWS).map(Region).collect::<NumberColumn<_>>(),
            texts: (1..=ROWS)
                .map(|row| format!("pretty red house {row}"))
                .collect(),
        }],
        ..Update::default()
    })
}

/// The captures of rows like those of the example: two handles that all have, and one of their own.
fn snapshot() -> Snapshot {
    let frame = |row| FrameRecord {
        region: Region(row),
        kind: KindId(9),
        slots: vec![encode(&0_u32), encode(&1_u32), encode(&(row + 1))],
    };
    Snapshot {
        frames: (1..=ROWS).map(frame).collect(),
        nodes: Vec::new(),
    }
}

/// Returns the microseconds of a run: the median of many.
fn time(mut run: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut times = Vec::new();
    while start.elapsed() < Duration::from_millis(200) {
        let begin = Instant::now();
        run();
        times.push(begin.elapsed().as_secs_f64() * 1e6);
    }
    percentile(&mut times, 0.5)
}

fn say(name: &str, value: f64, beside: f64, unit: &'static str, what: &'static str) {
    let figure = Figure {
        name: name.into(),
        value,
        beside,
        unit,
        what,
        goal: None,
    };
    println!("{figure}");
}
