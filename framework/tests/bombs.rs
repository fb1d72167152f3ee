//! Small messages that would make an unguarded decoder loop for ever, allocate gigabytes, or abort the process.
//!
//! Each is decoded on a small stack and under an allocator with a limit: exceeding a limit ends this test run.

#[path = "bombs/corpus.rs"]
mod corpus;
#[path = "fuzz/targets.rs"]
mod targets;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use cap::Cap;
use corpus::{Bomb, Tree, Unit, announced, nested, received, zeros};
use proptest::collection::vec;
use proptest::prelude::*;
use watershed::Cross;
use watershed::wire::bounded::Budget;
use watershed::wire::limits::Limits;
use watershed::wire::message::{Batch, Call, FromClient, Write};
use watershed::wire::number::{CallId, NodeNumber, Seq, Version};
use watershed::wire::{DecodeError, decode_bounded, encode};

#[global_allocator]
static ALLOCATOR: Counted = Counted(Cap::new(System, 64 << 20));

/// The most bytes that the decoding of a bomb may have at one time.
const MEMORY: isize = 1 << 20;

/// An allocator that counts the bytes of each thread.
struct Counted(Cap<System>);

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    let held = HELD.get() + bytes;
    HELD.set(held);
    PEAK.set(PEAK.get().max(held));
}

// SAFETY: all memory is that of the allocator inside.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller keeps what the trait asks for.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: the caller keeps what the trait asks for.
        unsafe { self.0.dealloc(memory, layout) }
    }
}

/// Returns the most bytes that this thread has had while `run` ran, beside those before.
fn peak<R>(run: impl FnOnce() -> R) -> (R, isize) {
    let before = HELD.get();
    PEAK.set(before);
    let result = run();
    (result, PEAK.get() - before)
}

const STACK: usize = 512 << 10;

/// A generous limit: an optimised build takes at most 5 ms, this one is not optimised and shares the machine.
const PATIENCE: Duration = Duration::from_secs(1);

/// Decodes bombs on a small stack, and fails if one takes too long or too much memory, or is refused for another reason.
#[track_caller]
fn defuse(bombs: Vec<Bomb>, reason: DecodeError) {
    for bomb in bombs {
        let name = bomb.name;
        let decode = move || {
            let start = Instant::now();
            let (result, memory) = peak(|| (bomb.decode)(&bomb.bytes));
            (result, memory, start.elapsed())
        };
        let thread = thread::Builder::new().stack_size(STACK).spawn(decode);
        let (result, memory, time) = thread.expect("a thread").join().expect("no panic");
        assert!(time < PATIENCE, "{name}: {time:?}");
        assert!(memory <= MEMORY, "{name}: {memory} bytes");
        println!("{name}: {memory} bytes in {time:?}");
        assert_eq!(result, Err(reason), "{name}");
    }
}

#[test]
fn elements_without_size_do_not_spin() {
    defuse(corpus::without_size(), DecodeError::TooManyElements);
}

#[test]
fn a_huge_length_allocates_nothing_ahead() {
    defuse(corpus::lengths(), DecodeError::Malformed);
}

#[test]
fn small_bytes_do_not_become_large_elements() {
    defuse(corpus::large_elements(), DecodeError::TooLarge);
}

#[test]
fn small_maps_cost_the_room_that_they_have() {
    defuse(corpus::small_maps(), DecodeError::TooLarge);
}

#[test]
fn nesting_does_not_end_the_process() {
    defuse(corpus::nesting(), DecodeError::TooDeep);
}

#[test]
fn trailing_bytes_are_refused() {
    assert_eq!(received::<u32>(&[1, 2]), Err(DecodeError::Trailing));
    assert_eq!(received::<()>(&[0]), Err(DecodeError::Trailing));
}

#[test]
fn what_is_no_value_of_the_type_is_refused() {
    assert_eq!(received::<bool>(&[2]), Err(DecodeError::Malformed));
    assert_eq!(received::<Tree>(&[99]), Err(DecodeError::Malformed));
    assert_eq!(received::<String>(&[1, 0xff]), Err(DecodeError::Malformed));
    assert_eq!(received::<u8>(&[]), Err(DecodeError::Malformed));
    let overflowing = encode(&(u64::MAX, u32::MAX));
    assert_eq!(
        received::<Duration>(&overflowing),
        Err(DecodeError::Malformed)
    );
}

#[test]
fn one_budget_pays_for_all_values_of_a_batch() {
    let budget = Budget::new(&Limits::default());
    let value = encode(&vec![None::<[u64; 32]>; 100]);
    let decode = |_| decode_bounded::<Vec<Option<[u64; 32]>>>(&value, &budget);
    let refused = (0..100).map(decode).find_map(Result::err);
    assert_eq!(refused, Some(DecodeError::TooLarge));
}

fn batch(writes: usize, calls: usize) -> Vec<u8> {
    let write = Write {
        node: NodeNumber(1),
        value: vec![],
    };
    let call = Call {
        id: CallId(1),
        action: NodeNumber(1),
        argument: vec![],
    };
    encode(&FromClient::Batch(Batch {
        seq: Seq(1),
        seen: Version(1),
        writes: vec![write; writes],
        calls: vec![call; calls],
    }))
}

fn decoded(frame: &[u8]) -> Result<FromClient, DecodeError> {
    let limits = Limits::default();
    FromClient::decode(frame, &limits, &Budget::new(&limits))
}

#[test]
fn a_frame_has_a_limit_of_writes_of_calls_and_of_bytes() {
    let Limits {
        writes,
        calls,
        frame,
        ..
    } = Limits::default();
    assert!(decoded(&batch(writes, calls)).is_ok());
    assert_eq!(
        decoded(&batch(writes + 1, 0)),
        Err(DecodeError::TooManyElements)
    );
    assert_eq!(
        decoded(&batch(0, calls + 1)),
        Err(DecodeError::TooManyElements)
    );
    assert_eq!(decoded(&vec![1; frame + 1]), Err(DecodeError::TooLarge));
}

#[derive(Cross, Debug, Clone, PartialEq)]
struct Row {
    id: u64,
    name: String,
    tags: Vec<String>,
    price: f64,
    done: Option<bool>,
    pair: (u8, u8),
}

#[test]
fn honest_values_pass() {
    let row = |id| Row {
        id,
        name: format!("name {id}"),
        tags: vec!["a".into(), String::new()],
        price: 1.5,
        done: Some(true),
        pair: (1, 2),
    };
    passes((0..1000).map(row).collect::<Vec<_>>());
    passes(vec![Vec::<u8>::new(); 1000]);
    passes(vec![((1u8,), (2u8, 3u8)); 1000]);
    passes(
        (0..500u16)
            .map(|key| (key, vec![key]))
            .collect::<HashMap<_, _>>(),
    );
    passes((0..2000u16).collect::<BTreeSet<_>>());
    passes(vec![Unit; 50]);
    passes("x".repeat(60_000));
    passes(vec![7_u64; 45_000]);
    passes(vec![7_u8; 60_000]);
    passes((0..20_000).collect::<Vec<u32>>());
    let deep = (0..8).fold(Tree::Leaf, |tree, _| {
        Tree::List(vec![tree, Tree::Boxed(Tree::Leaf.into())])
    });
    passes(deep);
}

#[track_caller]
fn passes<T: Cross + PartialEq>(value: T) {
    assert!(received::<T>(&encode(&value)) == Ok(value));
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        Just(Tree::Leaf),
        any::<bool>().prop_map(Tree::Bool),
        any::<i64>().prop_map(Tree::Number),
        ".{0,8}".prop_map(Tree::Text),
    ];
    leaf.prop_recursive(4, 40, 5, |tree| {
        prop_oneof![
            vec(tree.clone(), 0..5).prop_map(Tree::List),
            proptest::collection::btree_map(any::<u8>(), tree.clone(), 0..5).prop_map(Tree::Map),
            proptest::collection::hash_map(any::<u8>(), tree.clone(), 0..5).prop_map(Tree::HashMap),
            tree.prop_map(|tree| Tree::Boxed(tree.into())),
        ]
    })
}

proptest! {
    #[test]
    fn values_of_moderate_depth_pass(tree in trees()) {
        prop_assert_eq!(received::<Tree>(&encode(&tree)), Ok(tree));
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(bytes in vec(any::<u8>(), 0..300)) {
        let _ = decoded(&bytes);
        let _ = received::<Tree>(&bytes);
        let _ = received::<HashMap<String, Vec<Option<Row>>>>(&bytes);
    }

    #[test]
    fn a_damaged_batch_is_decoded_or_refused(at in any::<prop::sample::Index>(), byte: u8) {
        let mut frame = batch(20, 20);
        let at = at.index(frame.len());
        frame[at] = byte;
        if let Ok(message) = decoded(&frame) {
            prop_assert_eq!(decoded(&encode(&message)), Ok(message));
        }
    }
}

/// The time that each target gets in a run of the tests, in milliseconds; `WATERSHED_FUZZ_MS` overrides it.
const FUZZING: u64 = 1_500;

/// Returns the committed inputs of a target, which `cargo fuzz` starts from too.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../fuzz/corpus")
        .join(target);
    if std::env::var_os("WRITE_CORPUS").is_some() {
        fs::create_dir_all(&folder).expect("a folder");
        for (number, input) in seeds(target).iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:02}")), input).expect("a file");
        }
    }
    let files = fs::read_dir(&folder).expect("there is a corpus");
    let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files
        .into_iter()
        .map(|file| fs::read(file).expect("a file"))
        .collect()
}

/// Returns inputs that reach far into a target.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let message = |message: &FromClient| encode(message);
    let write = |node, value: Vec<u8>| Write {
        node: NodeNumber(node),
        value,
    };
    let batch = |seq, writes, calls| {
        FromClient::Batch(Batch {
            seq: Seq(seq),
            seen: Version(seq - 1),
            writes,
            calls,
        })
    };
    let call = |id, action| Call {
        id: CallId(id),
        action: NodeNumber(action),
        argument: encode("c"),
    };
    let attach = FromClient::Attach {
        ticket: [7; 16],
        version: Version(0),
    };
    let values = || {
        let all = (0..12).flat_map(|node| {
            [
                encode(&true),
                encode(&250u16),
                encode(&vec!["x", "y"]),
                vec![0, 1, 120],
                vec![1, 1, 0, 0],
                vec![],
            ]
            .map(|value| (node, value))
        });
        all.collect::<Vec<_>>()
    };
    match target {
        "frame" => {
            let batches = values().into_iter().step_by(7);
            let batches = batches.map(|(node, value)| {
                message(&batch(1, vec![write(node, value)], vec![call(1, node)]))
            });
            let others = [
                attach,
                FromClient::Ack {
                    version: Version(3),
                },
            ];
            batches.chain(others.iter().map(message)).collect()
        }
        "markup" => {
            let deep = "<div>".repeat(800);
            let html = [
                &deep,
                "<p>one<p>two <b>bold <i>both</b> italic</i><ul><li>a<li>b</ul>",
                "<a href=x>open <b>bold <div>div</div></main><table><tr><td>cell",
                "<!--</noscript><b _=2>x</b>--><style></noscript></style><xmp></template></xmp>",
                "<svg><title><g></title><style><b></svg></style><math><mi><p>a</math>",
                "<template><tr><td></template><select><option>a<p>b<textarea></p>\n",
                "<form><button><form><input></button></form><plaintext></main>",
                "<p><b id=1><b id=2><b id=3></p><p>x<p>y<p>z",
            ];
            let placed = |html: &str| {
                (0..8)
                    .map(|place| [&[place], html.as_bytes()].concat())
                    .collect::<Vec<_>>()
            };
            html.into_iter().flat_map(placed).collect()
        }
        "value" => {
            let bombs = [
                announced(1 << 36),
                announced(u64::MAX),
                zeros()[..2_000].to_vec(),
                nested(&[1, 1], 200),
            ];
            let bombs = bombs
                .into_iter()
                .flat_map(|bomb| (0..12).map(move |kind| [&[kind], &bomb[..]].concat()));
            bombs
                .chain([encode(&(3u8, 1u8, (4u8, "name"), true))])
                .collect()
        }
        "session" => {
            let framed = |message: &FromClient| {
                let bytes = encode(message);
                [
                    &[u8::try_from(bytes.len()).expect("a short message")],
                    &bytes[..],
                ]
                .concat()
            };
            let runs = values().into_iter().map(|(node, value)| {
                let first = batch(1, vec![write(node, value.clone())], Vec::new());
                let second = batch(2, Vec::new(), vec![call(1, node)]);
                let third = batch(
                    3,
                    vec![write(1, encode(&7u16)), write(node, value)],
                    Vec::new(),
                );
                let [first, second, third] = [first, second, third].map(|batch| framed(&batch));
                [
                    framed(&attach),
                    first,
                    second,
                    vec![243, 242, 241],
                    framed(&attach),
                    third,
                    vec![243],
                ]
                .concat()
            });
            runs.collect()
        }
        "update" => targets::updates::updates(),
        "snapshot" => targets::updates::snapshots(),
        _ => [
            "javascript:alert(1)",
            " \u{1}java\nscript:alert(1)",
            "data:text/html,<script>",
            "data:image/svg+xml;base64,AAAA",
            "//evil.example/x?y#z",
            "/a/../b",
            "mailto:a@b",
            "red;background:url(https://evil.example/x)",
            "url('a')",
        ]
        .map(|text| text.as_bytes().to_vec())
        .into(),
    }
}

/// A generator of random numbers (xorshift), so that a run can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    /// Changes an input in a few places, or crosses it with another one.
    fn mutate(&mut self, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut input = input.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(input.len() + 1);
            match self.below(6) {
                0 if at < input.len() => input[at] ^= 1 << self.below(8),
                1 if at < input.len() => input[at] = [0, 1, 127, 128, 240, 255][self.below(6)],
                2 => input.insert(at, self.below(256) as u8),
                3 if at < input.len() => drop(input.remove(at)),
                4 => input.truncate(at),
                _ => {
                    let end = at + self.below(input.len() + 1 - at);
                    let part = input[at..end].to_vec();
                    input.splice(at..at, part);
                    let from = self.below(other.len() + 1);
                    input.extend(&other[from..]);
                }
            }
            input.truncate(4_096);
        }
        input
    }
}

thread_local! {
    /// True while a target has an input. Sessions and clients handle panics; the trace of one would take more memory than
    /// the allocator has.
    static TRIES: Cell<bool> = const { Cell::new(false) };
}

/// Runs each target over its corpus and over changes of it, on a small stack. A failing input is named, and belongs into
/// the corpus. `WATERSHED_FUZZ_MS` and `WATERSHED_FUZZ_SEED` set for how long, and which changes.
#[test]
fn bytes_of_strangers_do_no_harm() {
    let set = |name| std::env::var(name).ok()?.parse::<u64>().ok();
    let time = Duration::from_millis(set("WATERSHED_FUZZ_MS").unwrap_or(FUZZING));
    let seed = set("WATERSHED_FUZZ_SEED").unwrap_or(0x9e37_79b9_7f4a_7c15);
    std::panic::set_hook(Box::new(|panic| {
        if !TRIES.get() {
            eprintln!("{panic}");
        }
    }));
    for (name, target) in targets::TARGETS {
        let corpus = corpus(name);
        // A page takes more stack than a decoder, and renders with the stack that it needs.
        let stack = match name {
            "session" | "update" | "snapshot" | "markup" => 2 << 20,
            _ => STACK,
        };
        let run = move || {
            let (mut random, start, mut count) = (Random(seed.max(1)), Instant::now(), 0);
            let try_one = |input: &[u8]| {
                // Others may use the machine.
                let is_quick = (0..3).any(|_| {
                    let began = Instant::now();
                    TRIES.set(true);
                    let result = std::panic::catch_unwind(|| target(input));
                    TRIES.set(false);
                    assert!(result.is_ok(), "{name} fails for {input:?}");
                    began.elapsed() < PATIENCE
                });
                assert!(is_quick, "{name} takes too long for {input:?}");
            };
            corpus.iter().for_each(|input| try_one(input));
            while start.elapsed() < time {
                let (input, other) = (random.below(corpus.len()), random.below(corpus.len()));
                try_one(&random.mutate(&corpus[input], &corpus[other]));
                count += 1;
            }
            assert!(count > 100, "only {count} inputs of {name}");
            println!("{name}: {count} inputs from seed {seed}");
        };
        let thread = thread::Builder::new().stack_size(stack).spawn(run);
        thread.expect("a thread").join().expect("no input fails");
    }
}
