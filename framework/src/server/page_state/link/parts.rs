//! Client functions in the link: a binding that runs on the server, and the captures that are sent.

use std::rc::Rc;

use super::residents::{Instance, LinkedKind, Parts};
use crate::function::{CaptureDef, Frame, Function, Role};
use crate::part::{KindId, Locator, Target, Value};
use crate::wire::number::Region;
use crate::wire::snapshot::CellIndex;

/// The captures of a resident, of which those are sent that functions in the browser take.
pub(crate) struct SentFrame {
    pub region: Region,
    pub kind: KindId,
    slots: u16,
    functions: Rc<[Function]>,
    in_browser: Parts,
    frame: Frame,
}

/// A binding, taken out of the link so that it can run.
pub(crate) struct Binding {
    pub kind: KindId,
    pub region: Region,
    pub at: Locator,
    pub target: Target,
    function: Function,
    frame: Frame,
}

impl Binding {
    /// Makes it of a function; `None` for other functions.
    pub(super) fn new(
        kind: KindId,
        function: Function,
        region: Region,
        frame: Frame,
    ) -> Option<Self> {
        let Role::Binding { at, target, .. } = function.role else {
            return None;
        };
        Some(Self {
            kind,
            region,
            at,
            target,
            function,
            frame,
        })
    }

    /// Evaluates the binding on the server, with the server's handles. Reads are tracked as those around are.
    pub fn evaluate(&self) -> Value {
        let value = self.function.evaluate(&self.frame);
        value.unwrap_or(Value::Absent)
    }
}

impl SentFrame {
    pub(super) fn new(kind: &LinkedKind, instance: &Instance) -> Self {
        Self {
            region: instance.region,
            kind: kind.id,
            slots: kind.slots,
            functions: Rc::clone(&kind.functions),
            in_browser: instance.in_browser.clone(),
            frame: instance.frame.clone(),
        }
    }

    /// Encodes the slots in the crossing context of the time of the call. `cell` makes a cell of each: it is given the slot's
    /// index, and appends the encoding. `slots` are the cells afterwards; a slot that no function in the browser takes has none.
    pub fn encode(
        &self,
        slots: &mut Vec<Option<CellIndex>>,
        mut cell: impl FnMut(usize, &dyn Fn(&mut Vec<u8>)) -> CellIndex,
    ) {
        slots.clear();
        slots.resize(usize::from(self.slots), None);
        for (part, function) in self.functions.iter().enumerate() {
            if !self.in_browser.has(part) {
                continue;
            }
            for (slot, def) in function.captures() {
                let value = self.frame.values().get(slot);
                if let (Some(value), None) = (value, slots[slot]) {
                    // A node has a name by the handle that writes it, whichever function is the first to take one.
                    let def = match def.writes {
                        true => def,
                        false => self.writer(slot).unwrap_or(def),
                    };
                    slots[slot] = Some(cell(slot, &|bytes| (def.append)(value, bytes)));
                }
            }
        }
    }

    /// Returns the capture of a function in the browser that may write what is in a slot.
    fn writer(&self, slot: usize) -> Option<&'static CaptureDef> {
        let functions = self.functions.iter().enumerate();
        let running = functions.filter(|(part, _)| self.in_browser.has(*part));
        let mut captures = running.flat_map(|(_, function)| function.captures());
        let found = captures.find(|(at, def)| *at == slot && def.writes);
        found.map(|(_, def)| def)
    }
}
