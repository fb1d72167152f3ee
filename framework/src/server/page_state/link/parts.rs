//! Client functions in the link: their captures, and which of these are sent.

use std::rc::Rc;

use super::{CaptureFacts, ResidentKind, ResidentPart, Runs};
use crate::cross;
use crate::function::{Captured, Captures, Function, Role};
use crate::graph::NodeId;
use crate::part::{KindId, Locator, Target, Value};
use crate::wire::number::Region;

/// The captures of a resident that are sent.
pub(crate) struct SentFrame {
    pub region: Region,
    pub kind: KindId,
    /// One per slot; `None` if no function in the browser takes it.
    pub slots: Vec<Option<SentCapture>>,
}

/// One captured value.
pub(crate) struct SentCapture {
    pub(super) values: Rc<[Vec<u8>]>,
    pub(super) value: usize,
    pub(super) relink: fn(&[u8]) -> Vec<u8>,
}

/// A binding, taken out of the link so that it can run.
pub(crate) struct Binding {
    pub region: Region,
    pub at: Locator,
    pub target: Target,
    pub(super) run: fn(&mut Captures) -> Value,
    pub(super) values: Rc<[Vec<u8>]>,
}

impl Binding {
    /// Evaluates the binding on the server, with the server's handles.
    pub fn evaluate(&self) -> Value {
        let _local = cross::local();
        (self.run)(&mut Captures::in_order(&self.values))
    }
}

impl ResidentPart {
    pub(super) fn new(function: Function) -> Self {
        let Function {
            slots,
            captures,
            role,
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
            kept.push(CaptureFacts {
                nodes,
                writes,
                within,
                relink,
                elidable,
            });
        }
        Self {
            role,
            slots,
            values: values.into(),
            captures: kept.into(),
            runs: Runs::Nobody,
        }
    }

    /// Returns the nodes of handles inside captured values; a memo does not capture its own node for its value.
    pub(super) fn within(&self) -> Vec<NodeId> {
        let own = usize::from(matches!(self.role, Role::Memo { .. }));
        let captures = self.captures.iter().skip(own);
        captures
            .flat_map(|capture| capture.within.iter().copied())
            .collect()
    }

    /// Returns the nodes of captured handles; the first of a memo is its own.
    pub(super) fn nodes(&self) -> Vec<NodeId> {
        self.captures
            .iter()
            .flat_map(|capture| capture.nodes.iter().copied())
            .collect()
    }
}

impl ResidentKind {
    pub(super) fn in_browser(&self) -> impl Iterator<Item = &ResidentPart> {
        self.parts.iter().filter(|part| part.runs == Runs::Browser)
    }

    /// Returns the part of the frame that is sent: the slots that functions in the browser take.
    pub(super) fn frame(&mut self) -> SentFrame {
        self.is_promoted = false;
        let mut slots: Vec<Option<SentCapture>> = (0..self.slots).map(|_| None).collect();
        for part in self.in_browser() {
            for ((slot, value), capture) in part.slots.iter().zip(0..).zip(part.captures.iter()) {
                if let Some(free @ None) = slots.get_mut(usize::from(*slot)) {
                    *free = Some(SentCapture {
                        values: Rc::clone(&part.values),
                        value,
                        relink: capture.relink,
                    });
                }
            }
        }
        SentFrame {
            region: self.region,
            kind: self.kind,
            slots,
        }
    }
}

impl SentCapture {
    /// Encodes the value in the crossing context of the time of the call.
    pub fn encode(&self) -> Vec<u8> {
        (self.relink)(&self.values[self.value])
    }
}
