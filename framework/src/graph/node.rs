//! The data of a signal, a memo or an effect.

use std::any::Any;
#[cfg(not(target_arch = "wasm32"))]
use std::hash::Hasher;
use std::rc::Rc;

use super::pool::NONE;
#[cfg(not(target_arch = "wasm32"))]
use super::pool::Pooled;

/// The id of a node in its runtime: a slot, and the number of nodes that used the slot before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId {
    /// The slot.
    pub index: u32,
    /// The number of nodes that used the slot before this one.
    pub generation: u32,
}

/// A node's value. Shared, so that a reader's closure can hold it while the signal is set.
#[doc(hidden)]
pub type SharedValue = Rc<dyn Any>;

/// The computation of an observer.
#[doc(hidden)]
pub trait Compute {
    /// Takes the last value and returns the new one, or `None` if nothing changed.
    fn compute(&self, old: Option<&dyn Any>) -> Option<SharedValue>;

    /// Hashes what an effect shows. Returns false if it does anything else, or something that cannot be hashed.
    #[cfg(not(target_arch = "wasm32"))]
    fn hash_shown(&self, _hasher: &mut dyn Hasher) -> bool {
        false
    }
}

impl<F: Fn(Option<&dyn Any>) -> Option<SharedValue>> Compute for F {
    fn compute(&self, old: Option<&dyn Any>) -> Option<SharedValue> {
        self(old)
    }
}

/// A computation in its node. Shared, so that an interrupted run leaves it there.
pub(super) type SharedCompute = Rc<dyn Compute>;

/// A signal, memo or effect, in 40 bytes; the data that only memos and effects need is in their [`Computation`].
pub(super) struct GraphNode {
    pub(super) value: Option<SharedValue>,
    meta: u32,
    /// The first reader; that edge's `prev_reader` is the last one.
    pub(super) readers: u32,
    pub(super) observer: u32,
    /// The scope that the node is disposed with.
    pub(super) owner: u32,
    pub(super) next_owned: u32,
    /// The scope of the nodes that the last run created; made when it is first needed.
    pub(super) inner: u32,
}

/// The data that memos and effects have and signals do not, in 24 bytes.
#[derive(Default)]
pub(super) struct Computation {
    pub(super) compute: Option<SharedCompute>,
    pub(super) sources: u32,
    /// The order of creation, in which effects run; a selector has that of its source. Unique among effects, so it also
    /// tells whether an entry in the queue still belongs to this one.
    pub(super) order: u32,
}

/// A source, read directly or through memos, was marked: check the sources first.
pub(super) const CHECK: u32 = 1;
/// A source changed: run.
pub(super) const DIRTY: u32 = 1 << 1;
/// The last run, or a run that it waited for, panicked. Reads run it; marks pass through it.
pub(super) const FAILED: u32 = 1 << 2;
pub(super) const RUNNING: u32 = 1 << 3;
/// The signal was written after it was created.
pub(super) const WRITTEN: u32 = 1 << 4;
pub(super) const EFFECT: u32 = 1 << 5;
/// An effect that is in the queue.
pub(super) const QUEUED: u32 = 1 << 6;
/// Belongs to a selector: with an observer it is the selector, without one it is a key.
pub(super) const SELECT: u32 = 1 << 7;

/// An effect that is torn down while its scope is paused.
pub(super) const PERFORMS: u32 = 1 << 8;

/// The host is told when the value changes: see `follow`.
#[cfg(not(target_arch = "wasm32"))]
pub(super) const FOLLOWED: u32 = 1 << 9;
/// A followed node whose new value the host has not been told of.
#[cfg(not(target_arch = "wasm32"))]
pub(super) const RENEWED: u32 = 1 << 10;
/// A followed node whose value changed while its scope was paused.
#[cfg(not(target_arch = "wasm32"))]
pub(super) const OVERDUE: u32 = 1 << 11;

/// Marked since its last run: all its readers are marked too.
pub(super) const MARKED: u32 = CHECK | DIRTY;
/// Must be brought up to date before its value is used.
pub(super) const STALE: u32 = MARKED | FAILED;

const FLAG_BITS: u32 = 12;
const LAST_GENERATION: u32 = u32::MAX >> FLAG_BITS;

impl Default for GraphNode {
    fn default() -> Self {
        GraphNode {
            value: None,
            meta: 0,
            readers: NONE,
            observer: NONE,
            owner: NONE,
            next_owned: NONE,
            inner: NONE,
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Pooled for GraphNode {
    fn generation(&self) -> u32 {
        self.meta >> FLAG_BITS
    }

    fn starting_at(generation: u32) -> Self {
        Self {
            meta: generation << FLAG_BITS,
            ..Self::default()
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Pooled for Computation {}

impl GraphNode {
    pub(super) fn generation(&self) -> u32 {
        self.meta >> FLAG_BITS
    }

    pub(super) fn is(&self, any_of: u32) -> bool {
        self.meta & any_of != 0
    }

    pub(super) fn set(&mut self, flags: u32) {
        self.meta |= flags;
    }

    pub(super) fn clear(&mut self, flags: u32) {
        self.meta &= !flags;
    }

    /// Clears the node's flags, and makes every id of it stale. Returns whether the slot may be used again: after its
    /// last generation a slot is given up, so that an old id never finds a new node.
    pub(super) fn retire(&mut self) -> bool {
        let generation = self.generation();
        self.meta = (generation + 1) << FLAG_BITS;
        generation < LAST_GENERATION - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_takes_40_bytes_and_a_memo_64_without_value_and_closure() {
        assert_eq!(size_of::<GraphNode>(), 40);
        assert_eq!(size_of::<GraphNode>() + size_of::<Computation>(), 64);
    }

    #[test]
    fn a_slot_whose_generations_are_used_up_is_given_up() {
        let mut node = GraphNode::default();
        node.set(WRITTEN);
        for generation in 0..LAST_GENERATION - 1 {
            assert_eq!(node.generation(), generation);
            assert!(node.retire());
        }
        assert!(!node.retire() && !node.is(WRITTEN));
    }
}
