//! Client functions in the link: their captures, and the part of these that is sent.

use std::rc::Rc;

use super::{Capture, Instance, Part, Runs};
use crate::cross;
use crate::function::{Captured, Captures, Function, What};
use crate::graph::NodeId;
use crate::part::{KindId, Locator, Target, Value};
use crate::wire::number::Region;

/// The captures of a resident that are to be sent.
pub(crate) struct Scope {
    pub region: Region,
    pub kind: KindId,
    /// None: no live function takes it.
    pub slots: Vec<Option<Slot>>,
}

/// One captured value.
pub(crate) struct Slot {
    pub(super) values: Rc<[Vec<u8>]>,
    pub(super) value: usize,
    pub(super) relink: fn(&[u8]) -> Vec<u8>,
}

/// A binding, out of the link, so that it can run.
pub(crate) struct Binding {
    pub region: Region,
    pub at: Locator,
    pub target: Target,
    pub(super) run: fn(&mut Captures) -> Value,
    pub(super) values: Rc<[Vec<u8>]>,
}

impl Binding {
    /// Runs it here, over the handles of this side.
    pub fn evaluate(&self) -> Value {
        let _local = cross::local();
        (self.run)(&mut Captures::in_order(&self.values))
    }
}

impl Part {
    pub(super) fn new(function: Function) -> Self {
        let Function {
            slots,
            captures,
            what,
        } = function;
        let mut values = Vec::with_capacity(captures.len());
        let mut kept = Vec::with_capacity(captures.len());
        for Captured {
            bytes,
            nodes,
            writes,
            within,
            relink,
            reader: _,
            elidable,
        } in captures
        {
            values.push(bytes);
            kept.push(Capture {
                nodes,
                writes,
                within,
                relink,
                elidable,
            });
        }
        Self {
            what,
            slots,
            values: values.into(),
            captures: kept.into(),
            runs: Runs::Nobody,
        }
    }

    /// The handles in the values of those that it captured; a memo's own is not captured for its value.
    pub(super) fn within(&self) -> Vec<NodeId> {
        let own = usize::from(matches!(self.what, What::Memo { .. }));
        let captures = self.captures.iter().skip(own);
        captures
            .flat_map(|capture| capture.within.iter().copied())
            .collect()
    }

    /// The handles it captured; of a memo the first is its own.
    pub(super) fn nodes(&self) -> Vec<NodeId> {
        self.captures
            .iter()
            .flat_map(|capture| capture.nodes.iter().copied())
            .collect()
    }
}

impl Instance {
    pub(super) fn live(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.runs == Runs::Browser)
    }

    /// The part of a scope to send: the slots that live functions take.
    pub(super) fn scope(&mut self) -> Scope {
        self.is_promoted = false;
        let mut slots: Vec<Option<Slot>> = (0..self.slots).map(|_| None).collect();
        for part in self.live() {
            for ((slot, value), capture) in part.slots.iter().zip(0..).zip(part.captures.iter()) {
                if let Some(free @ None) = slots.get_mut(usize::from(*slot)) {
                    *free = Some(Slot {
                        values: Rc::clone(&part.values),
                        value,
                        relink: capture.relink,
                    });
                }
            }
        }
        Scope {
            region: self.region,
            kind: self.kind,
            slots,
        }
    }
}

impl Slot {
    /// Returns the value, in the crossing context of the time of the call.
    pub fn encode(&self) -> Vec<u8> {
        (self.relink)(&self.values[self.value])
    }
}
