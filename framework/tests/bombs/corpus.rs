//! Bombs: bytes that are to take much time, memory or stack of whoever decodes them. The tests and the benchmark decode them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use watershed::Cross;
use watershed::cross::receive;
use watershed::wire::bounded::Budget;
use watershed::wire::limits::Limits;
use watershed::wire::{DecodeError, encode};

/// Bytes, and the type of a value that they are decoded as.
pub struct Bomb {
    /// The name of the type.
    pub name: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Decodes such a value with the budget of a message.
    pub decode: fn(&[u8]) -> Result<(), DecodeError>,
}

impl Bomb {
    fn new<T: Cross>(bytes: Vec<u8>) -> Self {
        Self {
            name: std::any::type_name::<T>(),
            bytes,
            decode: |bytes| received::<T>(bytes).map(drop),
        }
    }
}

/// Decodes a value with the budget of a message.
pub fn received<T: Cross>(bytes: &[u8]) -> Result<T, DecodeError> {
    receive(bytes, &Budget::new(&Limits::default()))
}

/// A value that contains others in all ways.
#[derive(Cross, Debug, Clone, PartialEq)]
pub enum Tree {
    Leaf,
    Bool(bool),
    Number(i64),
    Text(String),
    List(Vec<Tree>),
    Map(BTreeMap<u8, Tree>),
    HashMap(HashMap<u8, Tree>),
    Boxed(Box<Tree>),
}

/// The tags of the variants of [`Tree`] that nest.
const LIST: u8 = 4;
const MAP: u8 = 5;
const HASH_MAP: u8 = 6;
const BOXED: u8 = 7;

/// A value without size.
#[derive(Cross, Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unit;

/// A value of 264 bytes in memory, and of one byte in a message.
type Large = Option<[u64; 32]>;

/// Returns bytes that announce so many elements and contain none.
pub fn announced(elements: u64) -> Vec<u8> {
    encode(&elements)
}

/// Returns a full message that announces as many elements as it has zeros.
pub fn zeros() -> Vec<u8> {
    filled(&[0])
}

/// Returns a full message with as many elements as it has room for.
fn filled(element: &[u8]) -> Vec<u8> {
    let elements = (Limits::default().frame - 3) / element.len();
    [announced(elements as u64), element.repeat(elements)].concat()
}

/// Returns so many entries that have a key each, and a byte.
fn entries(count: u16) -> Vec<u8> {
    encode(&(0..count).map(|key| (key, 0_u8)).collect::<Vec<_>>())
}

/// Returns `level`, repeated so many times, around a leaf.
pub fn nested(level: &[u8], depth: usize) -> Vec<u8> {
    let mut bytes = level.repeat(depth);
    bytes.push(0);
    bytes
}

/// Returns elements without size, of which a few bytes announce almost endlessly many.
pub fn without_size() -> Vec<Bomb> {
    let many = || announced(1 << 36);
    vec![
        Bomb::new::<Vec<()>>(many()),
        Bomb::new::<Vec<Unit>>(many()),
        Bomb::new::<Vec<[(); 3]>>(many()),
        Bomb::new::<HashSet<()>>(many()),
        Bomb::new::<BTreeSet<Unit>>(many()),
        Bomb::new::<BTreeMap<(), ()>>(many()),
        Bomb::new::<HashMap<Unit, ()>>(many()),
    ]
}

/// Returns lengths that are announced, and nothing else.
pub fn lengths() -> Vec<Bomb> {
    vec![
        Bomb::new::<Vec<u64>>(announced(1 << 60)),
        Bomb::new::<String>(announced(u64::MAX)),
        Bomb::new::<HashMap<u64, u64>>(announced(1 << 60)),
    ]
}

/// Returns elements that take far more memory than bytes, in all that they can be in.
pub fn large_elements() -> Vec<Bomb> {
    vec![
        Bomb::new::<Vec<Large>>(zeros()),
        Bomb::new::<Vec<String>>(zeros()),
        Bomb::new::<Vec<Tree>>(zeros()),
        Bomb::new::<Vec<Box<Large>>>(zeros()),
        Bomb::new::<Vec<(Vec<Large>, Box<Large>)>>(zeros()),
        Bomb::new::<HashMap<u16, Large>>(entries(20_000)),
        Bomb::new::<BTreeMap<u16, Large>>(entries(20_000)),
        Bomb::new::<HashSet<(u16, Large)>>(entries(20_000)),
        Bomb::new::<BTreeSet<(u16, Large)>>(entries(20_000)),
    ]
}

/// Returns many small maps and sets, each of which takes room for more than it has.
pub fn small_maps() -> Vec<Bomb> {
    let dozen = [12, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    let one = filled(&[1, 0]);
    vec![
        Bomb::new::<Vec<Tree>>(filled(&[MAP, 1, 0, 0])),
        Bomb::new::<Vec<Tree>>(filled(&[HASH_MAP, 1, 0, 0])),
        Bomb::new::<Vec<BTreeSet<u8>>>(filled(&dozen)),
        Bomb::new::<Vec<HashSet<u8>>>(filled(&dozen)),
        Bomb::new::<Vec<BTreeSet<u8>>>(one.clone()),
        Bomb::new::<Vec<HashSet<u8>>>(one),
    ]
}

/// Returns values that nest deeper than a stack has room for.
pub fn nesting() -> Vec<Bomb> {
    let levels: [&[u8]; 4] = [&[LIST, 1], &[MAP, 1, 0], &[HASH_MAP, 1, 0], &[BOXED]];
    let deep = levels.map(|level| Bomb::new::<Tree>(nested(level, 20_000)));
    let announcing = [LIST, MAP, HASH_MAP].map(|tag| {
        let level = [vec![tag], announced(1 << 34), vec![0]].concat();
        Bomb::new::<Tree>(nested(&level, 8_000))
    });
    deep.into_iter().chain(announcing).collect()
}

/// Returns all bombs, for the benchmark.
#[allow(dead_code)]
pub fn all() -> Vec<Bomb> {
    let kinds = [
        without_size(),
        lengths(),
        large_elements(),
        small_maps(),
        nesting(),
    ];
    kinds.into_iter().flatten().collect()
}
