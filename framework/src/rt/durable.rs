//! `#[durable]` on the `let` of a signal.

use std::hash::{Hash, Hasher};

use crate::cross::held::NoHandles;
use crate::cross::{Cross, ops};
use crate::facts;
use crate::graph::{NodeId, ReadSignal, RwSignal, WriteSignal};
use crate::server::stage;

/// A signal whose value can be stored.
#[diagnostic::on_unimplemented(
    message = "`#[durable]` needs a signal whose value can be stored",
    label = "its value is not `Cross`, or holds signals",
    note = "put `#[derive(Cross)]` on the type of the value"
)]
pub trait DurableSource {
    /// The value.
    type Value: Cross<Held = NoHandles>;
    /// Returns the node.
    fn node(&self) -> NodeId;
}

impl<T: Cross<Held = NoHandles>> DurableSource for RwSignal<T> {
    type Value = T;

    fn node(&self) -> NodeId {
        self.id()
    }
}

impl<T: Cross<Held = NoHandles>> DurableSource for (ReadSignal<T>, WriteSignal<T>) {
    type Value = T;

    fn node(&self) -> NodeId {
        self.1.id()
    }
}

/// Stores the values of a signal. `name` is that of the component and the variable; `key` tells several instances on one
/// page apart.
pub fn durable<S: DurableSource>(signal: S, name: &'static str, key: impl Hash) -> S {
    let mut hash = StableHash(FNV_OFFSET);
    let lasting: &str = &facts::lasting_name(name);
    lasting.hash(&mut hash);
    key.hash(&mut hash);
    stage::durable_signals().add(signal.node(), hash.0, name, ops::<S::Value>());
    signal
}

/// A hash that is the same in each process.
struct StableHash(u64);

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

impl Hasher for StableHash {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(FNV_PRIME);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
