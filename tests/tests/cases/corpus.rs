//! One corpus of updates and snapshots for the two that apply them: the script beside the wasm, in Chromium, and the
//! simulation.

use std::path::Path;

use serde_json::{Value as Json, json};
use watershed::client::dom::sim::Sim;
use watershed::client::dom::{Patched, Presence, UpdateTask, task_tag};
use watershed::client::{Page, Registry};
use watershed::part::{KindId, Target, Value, place};
use watershed::wire::codec::encode;
use watershed::wire::column::NumberColumn;
use watershed::wire::message::{
    Cell, Content, FromServer, Hole, Mark, Move, Op, Outcome, Place, Settlement, Takes, Template,
    Update, Uplink,
};
use watershed::wire::number::{CallId, NodeNumber, Region, Seq, TemplateNumber, Version};
use watershed::wire::read::is_message;
use watershed::wire::snapshot::{self, FrameRecord, NodeRecord, Snapshot};
use watershed::wire::splice::Splice;
use watershed_tests::browser::Browser;

/// The page that every sequence of updates begins with. Its root is a region, and so are two of the paragraphs.
const PAGE: &str = "<main _><h1>Rows: <!----></h1><ul></ul><p _>one <b>two</b> three</p><div><!--_--><i></i>\
    <!--/--><q></q></div><p _>last<!--0.4--></p></main>";

/// The number of sequences of updates, the updates of each, and the most operations of an update.
const SEQUENCES: u64 = 60;
const UPDATES: usize = 12;
const OPERATIONS: usize = 6;

const SNAPSHOTS: usize = 300;

/// More regions than one update adds.
const MANY: u32 = 500;

/// The kind to which those of snapshots are relative.
const FIRST: KindId = KindId(0x8000_0007);

#[test]
fn the_script_and_the_simulation_apply_updates_alike() {
    let sequences: Vec<_> = (0..SEQUENCES).map(sequence).collect();
    let asked = |step: &Step| json!({ "frame": step.frame, "variants": step.variants });
    let asked: Vec<Vec<Json>> = sequences
        .iter()
        .map(|steps| steps.iter().map(asked).collect())
        .collect();
    let found = run(
        "return play(arguments[0], arguments[1])",
        &[json!(PAGE), json!(asked)],
    );
    let mut changes = 0;
    for (seed, steps) in sequences.iter().enumerate() {
        for (at, step) in steps.iter().enumerate() {
            let found = &found[seed][at];
            let what = format!("update {at} of sequence {seed}");
            assert_eq!(found["html"], json!(step.html), "{what}");
            assert_eq!(found["tasks"], json!(step.tasks), "{what}");
            // A region that is gone again after the update in which it came is not known to the simulation's list.
            let known = found["regions"].as_array().expect("it is a list");
            assert_eq!(
                json!(known[..step.regions.len()]),
                json!(step.regions),
                "{what}"
            );
            for (variant, (found, expected)) in step.variants.iter().zip(
                found["variants"]
                    .as_array()
                    .expect("it is a list")
                    .iter()
                    .zip(&step.are_messages),
            ) {
                assert_eq!(found, expected, "{what}: {variant:?}");
            }
            changes += usize::from(at > 0 && steps[at - 1].html != step.html);
        }
    }
    assert!(changes > 300, "only {changes} updates change the page");
}

#[test]
fn the_script_and_the_simulation_read_snapshots_alike() {
    let mut random = fastrand::Rng::with_seed(7);
    let kinds = [(FIRST, 1), (KindId(2), 0), (KindId(u32::MAX), 3)];
    let slots = |id| {
        kinds
            .iter()
            .find(|(kind, _)| *kind == id)
            .map(|(_, slots)| *slots)
    };
    // Two thousand million nodes, the first 500 million of which are alike.
    let bomb = vec![1, 254, 255, 255, 255, 15, 249, 255, 255, 255, 15, 1, 0];
    let mut given = vec![Vec::new(), bomb];
    let mut whole = Vec::new();
    for _ in 0..SNAPSHOTS {
        let bytes = snapshot::encode(&any_snapshot(&mut random, &kinds), FIRST);
        if let Some((_, cut)) = bytes.split_last() {
            given.push(cut.to_vec());
        }
        given.push([&*bytes, &[1]].concat());
        whole.push(bytes.clone());
        given.push(bytes);
    }
    let counts = kinds.iter().map(|(kind, slots)| (*kind, *slots as u16));
    let counts = snapshot::write_slot_counts(counts);
    let found = run(
        "return arguments[0].map(bytes => expandSnapshot(new Uint8Array(bytes), arguments[1], new Uint8Array(arguments[2])))
            .map(bytes => bytes ? [...bytes] : null)",
        &[json!(given), json!(FIRST.0), json!(counts)],
    );
    let mut read = 0;
    for (bytes, found) in given.iter().zip(found.as_array().expect("it is a list")) {
        let found: Option<Vec<u8>> =
            serde_json::from_value(found.clone()).expect("these are bytes");
        let found = found.map(|expanded| snapshot::read_expanded(&expanded));
        let expected = snapshot::decode(bytes, FIRST, slots).ok();
        read += usize::from(expected.is_some());
        assert_eq!(found.is_some(), expected.is_some(), "{bytes:?}");
        // Cut off, a number may be written in more bytes than it needs, which only the simulation corrects.
        if whole.contains(bytes) {
            assert_eq!(found, expected, "{bytes:?}");
        }
    }
    assert!(read >= SNAPSHOTS, "only {read} snapshots can be read");
}

/// Runs a script in Chromium, with the functions of the script beside the wasm.
fn run(script: &str, arguments: &[Json]) -> Json {
    let glue = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/src/glue");
    let read = |name: &str| std::fs::read_to_string(glue.join(name)).expect("it is there");
    let files = ["columns.js", "places.js", "patch.js"].map(read).concat();
    let browser = Browser::at("data:text/html,<!DOCTYPE html><body>");
    browser.run(&format!("{files}{HARNESS}{script}"), arguments)
}

/// The surroundings of the script: the part of the bootstrap that it uses, and the part of wasm.
const HARNESS: &str = r#"
    const wasm = { control() {}, __stack_pointer: { value: 0 } };
    const decodeText = bytes => new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes));
    const mistakes = [];
    const reportError = error => mistakes.push(String(error));
    const ways = ["parentNode", "firstChild", "lastChild", "nextSibling", "previousSibling"];
    const open = html => {
        document.body.innerHTML = html;
        const page = {
            go: (node, way) => node[ways[way]],
            shape: node => node instanceof Element ? 2 : node instanceof Text ? 3 : ["_", "/", , , ""].indexOf(node.data),
            whose: () => 0, own() {}, others() {}, starts: [], anchors: {},
        };
        const walker = document.createTreeWalker(document.body, 129);
        while (walker.nextNode()) {
            const node = walker.currentNode, mark = node.data ?? node.getAttribute("_");
            if (mark?.includes(".")) (page.anchors[mark.split(".")[0]] ??= {})[mark.split(".")[1]] = node;
            else if (mark == "_" || mark === "") page.starts.push(node);
        }
        page.starts = page.starts.filter(node => node.data !== "");
        for (const list of [templates, outer, inner, hidden]) list.length = 0;
        return page;
    };
    const step = (page, { frame, variants }) => {
        const areMessages = variants.map(bytes => isMessage(new Uint8Array(bytes)));
        const tasks = [...applyUpdate(page, new Uint8Array(frame))];
        const numbers = new Uint32Array(new Uint8Array(tasks).buffer);
        for (let at = 0; at < numbers.length; at += 4) {
            if (numbers[at] == 4 || numbers[at] == 5) turnRegion(page, numbers[at + 1], numbers[at] == 5);
        }
        const regions = outer.map((_, region) => [regionState(page, region), outerRegion(page, region) ?? null]);
        if (mistakes.length) throw mistakes[0];
        return { html: document.body.innerHTML.replaceAll(";\"", "\""), tasks, regions, variants: areMessages };
    };
    const play = (html, sequences) => sequences.map(steps => {
        const page = open(html);
        return steps.map(each => step(page, each));
    });
"#;

/// An update, and what the simulation makes of it.
struct Step {
    frame: Vec<u8>,
    html: String,
    tasks: Vec<u8>,
    /// The state of each region, and the region around it.
    regions: Vec<(u32, Option<u32>)>,
    /// Changed frames, and whether they are messages.
    variants: Vec<Vec<u8>>,
    are_messages: Vec<bool>,
}

/// Draws a sequence of updates.
fn sequence(seed: u64) -> Vec<Step> {
    let sim = Sim::open(&format!(
        "<!DOCTYPE html><html><head></head><body>{PAGE}</body></html>"
    ));
    let empty = snapshot::encode(&Snapshot::default(), KindId(1));
    let page = Page::resume(sim.clone(), Registry::new(KindId(1)), &empty);
    let _here = page.enter();
    let mut server = Server {
        random: fastrand::Rng::with_seed(seed),
        sim,
        count: 4,
    };
    (0..UPDATES).map(|at| server.step(at == 0)).collect()
}

struct Server {
    random: fastrand::Rng,
    sim: Sim,
    /// The number of regions.
    count: u32,
}

impl Server {
    fn step(&mut self, is_first: bool) -> Step {
        let mut ops: Vec<_> = if is_first { templates() } else { Vec::new() };
        for _ in 0..self.random.usize(1..=OPERATIONS) {
            ops.push(self.operation());
        }
        let settled = Settlement {
            call: CallId(self.random.u32(..)),
            outcome: Outcome::Done(vec![1, 2].into()),
        };
        let frame = encode(&FromServer::Update(Update {
            version: Version(self.random.u32(..)),
            ack: Seq(self.random.u32(..300)),
            ops,
            snapshot: self.random.bool().then(|| vec![0; 200].into()),
            settled: if self.random.bool() {
                vec![settled]
            } else {
                Vec::new()
            },
        }));
        let tasks = self.sim.apply(&frame);
        for task in UpdateTask::read(&tasks) {
            if let task_tag::HIDE | task_tag::SHOW = task.tag {
                self.sim
                    .turn(Region(task.number), task.tag == task_tag::SHOW);
            }
        }
        let is_there = |region: &u32| self.sim.presence(Region(*region)) != Presence::Gone;
        let last = (self.count..self.count + MANY).rev().find(is_there);
        self.count = last.map_or(self.count, |last| last + 1);
        let variants = self.variants(&frame);
        Step {
            html: self.sim.html("body").replace(";\"", "\""),
            tasks,
            regions: (0..self.count)
                .map(|region| self.state(Region(region)))
                .collect(),
            are_messages: variants.iter().map(|frame| is_message(frame)).collect(),
            variants,
            frame,
        }
    }

    fn state(&self, region: Region) -> (u32, Option<u32>) {
        let outer = self.sim.outer(region).map(|outer| outer.0);
        match self.sim.presence(region) {
            Presence::Gone => (0, outer),
            Presence::Shown => (1, outer),
            Presence::Hidden => (2, outer),
        }
    }

    /// Returns changed frames: cut off, and with bytes more or other ones.
    fn variants(&mut self, frame: &[u8]) -> Vec<Vec<u8>> {
        let cut = self.random.usize(..frame.len());
        let mut other = frame.to_vec();
        other[self.random.usize(..frame.len())] = self.random.u8(..4);
        vec![
            frame.to_vec(),
            frame[..cut].to_vec(),
            [frame, &[0]].concat(),
            other,
        ]
    }

    fn region(&mut self) -> Region {
        Region(self.random.u32(..self.count))
    }

    fn regions(&mut self) -> NumberColumn<Region> {
        let count = self.random.usize(1..4);
        (0..count).map(|_| self.region()).collect()
    }

    fn place(&mut self) -> Place {
        match self.random.u8(..4) {
            0 => Place::Before(self.region()),
            1 => Place::In {
                region: Region(0),
                hole: at(&[1], place::END),
            },
            2 => Place::In {
                region: Region(2),
                hole: at(&[place::FROM_END], place::BEFORE),
            },
            _ => Place::In {
                region: self.region(),
                hole: at(&[], place::END),
            },
        }
    }

    fn text(&mut self) -> String {
        let words = [
            "",
            "a",
            "é € \u{1f600}",
            "<b>&amp;\u{feff}",
            "many words, one after the other",
        ];
        words[self.random.usize(..words.len())].to_owned()
    }

    fn value(&mut self) -> Value {
        match self.random.u8(..5) {
            0 => Value::Absent,
            1 => Value::Present,
            2 => Value::Off,
            3 => Value::Number("1.5".to_owned()),
            _ => Value::Text(self.text()),
        }
    }

    fn content(&mut self, depth: u32) -> Vec<Content> {
        let count = self.random.usize(..3);
        (0..count).map(|_| self.piece(depth)).collect()
    }

    fn piece(&mut self, depth: u32) -> Content {
        let template = self.random.u32(..5);
        let inside = |server: &mut Self| match depth {
            0 => Cell::Structure(vec![Content::Text(server.text())]),
            _ => Cell::Structure(server.content(depth - 1)),
        };
        let cells = match template {
            0 => vec![
                Cell::Text(self.text()),
                Cell::Value(self.value()),
                Cell::Value(self.value()),
                Cell::Spread(vec![
                    ("class".to_owned(), Value::Text(" x  y ".to_owned())),
                    ("lang".to_owned(), self.value()),
                ]),
                inside(self),
            ],
            1 => vec![Cell::Text(self.text()), inside(self), Cell::Client],
            2 => vec![inside(self)],
            3 => return self.drawing(),
            _ => Vec::new(),
        };
        match self.random.u8(..6) {
            0 => Content::Text(self.text()),
            _ => Content::Fragment {
                template: TemplateNumber(template),
                cells,
            },
        }
    }

    /// Returns whether a place is in a drawing, in which HTML is parsed as a browser does it, and as html5ever does not.
    fn is_drawing(&self, place: &Place) -> bool {
        let (Place::Before(region) | Place::In { region, .. }) = place;
        let mut start = self.sim.start(*region);
        std::iter::from_fn(|| {
            let node = start.take()?;
            start = node.parent();
            Some(node)
        })
        .any(|node| {
            node.as_element()
                .is_some_and(|element| &*element.name.local == "svg")
        })
    }

    fn drawing(&mut self) -> Content {
        Content::Fragment {
            template: TemplateNumber(3),
            cells: vec![Cell::Text(self.text()), Cell::Text(self.text())],
        }
    }

    fn operation(&mut self) -> Op {
        match self.random.u8(..14) {
            0..4 => {
                let place = self.place();
                let content = match self.is_drawing(&place) {
                    true => vec![self.drawing()],
                    false => self.content(2),
                };
                Op::Insert { place, content }
            }
            4 => {
                // A server moves a region among its siblings.
                let region = Region(self.random.u32(1..self.count));
                let beside = self.region();
                let are_siblings = self.sim.outer(region) == self.sim.outer(beside);
                let to = if are_siblings { beside } else { region };
                Op::Move(vec![Move {
                    region,
                    to: Place::Before(to),
                }])
            }
            5 => Op::Remove(
                [Region(self.random.u32(1..self.count))]
                    .into_iter()
                    .collect(),
            ),
            6 => Op::Hide(self.regions()),
            7 => Op::Show(self.regions()),
            8 => Op::Text {
                at: place::text(&[0], 0, 6, 0).expect("it is short").into(),
                regions: [Region(0)].into_iter().collect(),
                texts: vec![self.text()],
            },
            9 => Op::Text {
                at: at(&[0], place::CONTENT),
                regions: self.regions(),
                texts: vec![self.text(), self.text()],
            },
            10 => Op::Splice {
                at: place::text(&[], 0, 0, 1).expect("it is short").into(),
                regions: self.regions(),
                splices: vec![Splice {
                    start: self.random.u32(..3),
                    removed: self.random.u32(..3),
                    inserted: self.text(),
                }],
            },
            11 => {
                let target = self.target();
                // A browser ignores what is no value of a style.
                let value = match target {
                    Target::Style(_) => Value::Number("1.5".to_owned()),
                    _ => self.value(),
                };
                Op::Value {
                    at: at(&[], place::ELEMENT),
                    target,
                    regions: self.regions(),
                    values: vec![value; 3],
                }
            }
            12 => Op::Node {
                nodes: [NodeNumber(3), NodeNumber(7), NodeNumber(11)]
                    .into_iter()
                    .collect(),
                values: vec![vec![1, 2, 3].into(), Vec::new().into(), vec![9; 200].into()],
            },
            _ => Op::Uplink {
                uplink: Uplink::Eager,
                nodes: [NodeNumber(90_000), NodeNumber(5)].into_iter().collect(),
            },
        }
    }

    fn target(&mut self) -> Target<String> {
        match self.random.u8(..3) {
            0 => Target::Attribute("title".to_owned()),
            1 => Target::Property("nothing".to_owned()),
            _ => Target::Style("--x".to_owned()),
        }
    }
}

fn at<B: From<Vec<u8>>>(steps: &[u8], place: u8) -> B {
    place::at(steps, place).expect("it is short").into()
}

/// One template of each mark, and one whose marks no steps reach.
fn templates() -> Vec<Op> {
    let hole = |at: Vec<u8>, takes| Hole {
        at: at.into(),
        takes,
    };
    let text = || Takes::Target(Target::Text);
    let template = |html: &str, mark, holes| {
        Op::Template(Template {
            html: html.to_owned(),
            mark,
            holes,
        })
    };
    vec![
        template(
            "<li _ class=\"k\"><b></b>x: <em>e</em></li>",
            Mark::Element,
            vec![
                hole(at(&[0], place::CONTENT), text()),
                hole(
                    at(&[], place::ELEMENT),
                    Takes::Target(Target::Class("on".to_owned())),
                ),
                hole(
                    at(&[1], place::ELEMENT),
                    Takes::Target(Target::Attribute("title".to_owned())),
                ),
                hole(at(&[], place::ELEMENT), Takes::Spread),
                hole(at(&[place::FROM_END], place::BEFORE), Takes::Structure),
            ],
        ),
        template(
            "<i>1</i><!----><u></u>",
            Mark::Range,
            vec![
                hole(place::text(&[], 1, 0, 0).expect("it is short"), text()),
                hole(at(&[], place::END), Takes::Structure),
                hole(at(&[0], place::CONTENT), text()),
            ],
        ),
        template(
            "a <q></q> b",
            Mark::Loose,
            vec![hole(at(&[0], place::BEFORE), Takes::Content)],
        ),
        template(
            "<svg _><a><!--.1--></a><title _=.0>t</title></svg>",
            Mark::Element,
            vec![
                hole(place::mark(1), text()),
                hole(at(&[place::FROM_END], place::CONTENT), text()),
            ],
        ),
        template("<hr>", Mark::None, Vec::new()),
    ]
}

fn any_snapshot(random: &mut fastrand::Rng, kinds: &[(KindId, usize)]) -> Snapshot {
    let mut region = 0;
    let frames = (0..random.usize(..12)).map(|_| {
        region += random.u32(..3);
        let (kind, slots) = kinds[random.usize(..kinds.len())];
        FrameRecord {
            region: Region(region),
            kind,
            slots: (0..slots).map(|_| any_cell(random)).collect(),
        }
    });
    let frames = frames.collect();
    let nodes = (0..random.usize(..12)).map(|_| {
        let value = random.bool().then(|| any_cell(random));
        NodeRecord {
            uplink: [Uplink::None, Uplink::Lazy, Uplink::Eager][random.usize(..3)],
            shape: random.u32(..3),
            value,
        }
    });
    Snapshot {
        nodes: nodes.collect(),
        frames,
    }
}

fn any_cell(random: &mut fastrand::Rng) -> Vec<u8> {
    match random.u8(..7) {
        0 => encode(&random.u64(..)),
        1 => encode(&random.u64((1 << 60)..(1 << 60) + 3)),
        2 => encode(&random.u32(..300)),
        3 => encode(&"text".repeat(random.usize(..60))),
        4 => vec![0; random.usize(..20)],
        5 => (0..random.usize(..6)).map(|_| random.u8(..)).collect(),
        _ => encode(&random.u8(..3)),
    }
}
