//! Rows that are like the row before them. Of a thousand rows that differ in their items alone, the link knows the first
//! one, the *model*. What the browser is told of the others follows from it: they have the same functions, the same
//! captures from outside, and nodes of their own with the next numbers. So of such a row there are only the cells that
//! are its own, and it needs no nodes at all when the page is settled: it rests already.

use super::numbers::Numbers;
use crate::cross::{CapturedValue, ValueOps, Ways, handle_ops};
use crate::function::{Frame, Function};
use crate::graph::{NodeId, hooks};
use crate::part::KindId;
use crate::wire::number::{NodeNumber, Region};
use crate::wire::snapshot::{CellIndex, GatheredSnapshot};

/// Rows that are like a model. Their regions follow its region.
pub(crate) struct AlikeRows {
    pub model: Region,
    pub kind: KindId,
    /// The captures of the model.
    frame: Frame,
    /// The nodes of the model, in the order of creation.
    pub nodes: Vec<NodeId>,
    slots: Vec<AlikeSlot>,
    captured: Vec<CapturedNode>,
    /// The number of cells of a row.
    width: usize,
    /// A hash of what each row shows on the server.
    shown: Vec<u64>,
    /// The cells of all rows, row by row.
    bytes: Vec<u8>,
    /// The end of each cell in `bytes`.
    ends: Vec<u32>,
    /// The lowest number of the first row's nodes.
    first: NodeNumber,
    /// The number of nodes of a row that the browser knows.
    numbered: u32,
}

/// Bytes of most cells, at most.
const USUAL: usize = 4;

/// The way in which the rows capture the value in a slot.
enum AlikeSlot {
    /// All captured the same.
    Same,
    /// Each captured a value, whose encoding is this cell.
    Value(usize),
    /// Each captured one of its own nodes: the index is one of `captured`.
    Node(usize),
}

/// A node of the model that its functions captured.
struct CapturedNode {
    /// The index in the nodes of the model.
    at: usize,
    value: &'static ValueOps,
    /// The cell with the value.
    cell: usize,
    /// The difference between its number and the lowest one of the row, if it has a number.
    offset: Option<u32>,
}

impl AlikeRows {
    /// Makes an empty list, with room for so many rows. `None` if values of the model's frame cannot be compared with those
    /// of another row.
    pub fn like(
        room: usize,
        model: Region,
        kind: KindId,
        functions: &[Function],
        frame: &Frame,
        nodes: &[NodeId],
    ) -> Option<Self> {
        let mut alike = Self {
            model,
            kind,
            frame: frame.clone(),
            nodes: nodes.to_vec(),
            slots: Vec::with_capacity(frame.values().len()),
            captured: Vec::new(),
            width: 0,
            shown: Vec::new(),
            bytes: Vec::new(),
            ends: Vec::new(),
            first: NodeNumber::default(),
            numbered: 0,
        };
        for (slot, value) in frame.values().iter().enumerate() {
            let slot = match value {
                CapturedValue::Nothing => AlikeSlot::Same,
                CapturedValue::Handle(node) => match nodes.iter().position(|own| own == node) {
                    Some(at) => AlikeSlot::Node(alike.capture(at, ops_in(functions, slot, value)?)),
                    None => AlikeSlot::Same,
                },
                CapturedValue::Plain(_) => AlikeSlot::Value(alike.next_cell()),
                CapturedValue::Linked(_) => return None,
            };
            alike.slots.push(slot);
        }
        alike.shown.reserve(room);
        alike.ends.reserve(room * alike.width);
        alike.bytes.reserve(room * alike.width * USUAL);
        Some(alike)
    }

    /// Returns the index of a captured node.
    fn capture(&mut self, at: usize, value: &'static ValueOps) -> usize {
        let known = self.captured.iter().position(|known| known.at == at);
        known.unwrap_or_else(|| {
            let cell = self.next_cell();
            self.captured.push(CapturedNode {
                at,
                value,
                cell,
                offset: None,
            });
            self.captured.len() - 1
        })
    }

    fn next_cell(&mut self) -> usize {
        self.width += 1;
        self.width - 1
    }

    /// Adds the next row, if it is like the model. It has these nodes and so many bindings, each of which is a node of the
    /// model. `shown` is a hash of what these show.
    pub fn add(&mut self, frame: &Frame, nodes: &[NodeId], bindings: usize, shown: u64) -> bool {
        let (own, model) = (frame.values(), self.frame.values());
        let is_alike = nodes.len() + bindings == self.nodes.len()
            && own.len() == model.len()
            && own
                .iter()
                .zip(model)
                .zip(&self.slots)
                .all(|((own, model), slot)| match (own, model, slot) {
                    (CapturedValue::Nothing, CapturedValue::Nothing, _) => true,
                    (CapturedValue::Handle(own), CapturedValue::Handle(model), AlikeSlot::Same) => {
                        own == model
                    }
                    (CapturedValue::Handle(own), _, AlikeSlot::Node(captured)) => {
                        nodes.get(self.captured[*captured].at) == Some(own)
                    }
                    (CapturedValue::Plain(_), _, AlikeSlot::Value(_)) => true,
                    _ => false,
                });
        if !is_alike {
            return false;
        }
        let before = self.ends.len();
        for (value, slot) in own.iter().zip(&self.slots) {
            match (value, slot) {
                (CapturedValue::Plain(plain), AlikeSlot::Value(_)) => {
                    self.bytes.extend_from_slice(plain.bytes());
                }
                (CapturedValue::Handle(node), AlikeSlot::Node(captured)) => {
                    let captured = &self.captured[*captured];
                    if captured.cell < self.ends.len() - before {
                        continue;
                    }
                    let bytes = &mut self.bytes;
                    hooks::with_value(*node, |value| (captured.value.append)(value, bytes));
                }
                _ => continue,
            }
            self.ends.push(self.bytes.len() as u32);
        }
        self.shown.push(shown);
        true
    }

    /// Returns the region of a row.
    pub fn region(&self, row: usize) -> Region {
        Region(self.model.0 + 1 + row as u32)
    }

    /// Returns the number of rows.
    pub fn count(&self) -> usize {
        self.shown.len()
    }

    /// Adds the frames of the rows to a snapshot that has that of the model, and numbers their nodes. `slots` are the
    /// cells of the model.
    pub fn add_frames(
        &mut self,
        numbers: &Numbers,
        snapshot: &mut GatheredSnapshot,
        slots: &[Option<CellIndex>],
    ) {
        self.number(numbers, slots);
        let (nodes, own) = (self.count_nodes() as usize, self.ends.len());
        snapshot.reserve(self.count(), self.count() * slots.len(), nodes, nodes + own);
        let nothing = snapshot.cell(&[]);
        let mut cells = Vec::with_capacity(slots.len());
        for row in 0..self.count() {
            cells.clear();
            for (slot, model) in self.slots.iter().zip(slots) {
                cells.push(match (slot, model) {
                    (_, None) => nothing,
                    (AlikeSlot::Same, Some(model)) => *model,
                    (AlikeSlot::Value(cell), Some(_)) => snapshot.cell(self.cell(row, *cell)),
                    (AlikeSlot::Node(captured), Some(_)) => {
                        let offset = self.captured[*captured].offset.unwrap_or_default();
                        snapshot.number(self.first_of(row).0 + offset)
                    }
                });
            }
            snapshot.frame(self.region(row), self.kind, cells.iter().copied());
        }
    }

    /// Gives numbers to the nodes of all rows: those of a row are in the order of the model's.
    fn number(&mut self, numbers: &Numbers, slots: &[Option<CellIndex>]) {
        let mut known = Vec::new();
        for (slot, cell) in self.slots.iter().zip(slots) {
            if let (AlikeSlot::Node(captured), Some(_)) = (slot, cell) {
                let node = self.nodes[self.captured[*captured].at];
                known.push((numbers.of(node), *captured));
            }
        }
        known.sort_unstable();
        known.dedup();
        self.numbered = known.len() as u32;
        for (offset, (_, captured)) in known.into_iter().enumerate() {
            self.captured[captured].offset = Some(offset as u32);
        }
        self.first = numbers.reserve(self.count_nodes());
    }

    /// Returns the number of nodes of all rows that the browser knows.
    pub fn count_nodes(&self) -> u32 {
        self.numbered * self.count() as u32
    }

    /// Returns whether the nodes of the rows have the numbers from this one on.
    pub fn starts_at(&self, number: NodeNumber) -> bool {
        self.first == number
    }

    /// Adds the nodes of the rows to a snapshot, whose first node has the number `first`.
    pub fn add_nodes(&self, numbers: &Numbers, snapshot: &mut GatheredSnapshot, first: NodeNumber) {
        let mut numbered: Vec<_> = self
            .captured
            .iter()
            .filter(|node| node.offset.is_some())
            .collect();
        numbered.sort_unstable_by_key(|node| node.offset);
        let like = |node: &&CapturedNode| {
            let model = numbers.of(self.nodes[node.at]).unwrap_or_default();
            let model = snapshot.shape((model.0 - first.0) as usize);
            let (shape, is_sent) = model.unwrap_or((node.value.shape, true));
            (node.cell, shape, is_sent)
        };
        let numbered: Vec<_> = numbered.iter().map(like).collect();
        for row in 0..self.count() {
            for (cell, shape, is_sent) in &numbered {
                let value = is_sent.then(|| snapshot.cell(self.cell(row, *cell)));
                snapshot.node(*shape, value);
            }
        }
    }

    /// Returns the lowest number of a row's nodes.
    pub fn first_of(&self, row: usize) -> NodeNumber {
        NodeNumber(self.first.0 + self.numbered * row as u32)
    }

    /// Returns a hash of what a row shows on the server.
    pub fn shown(&self, row: usize) -> u64 {
        self.shown[row]
    }

    /// Returns the difference between the number of a node and the lowest one of its row, and the cell with the node's
    /// value, if the browser knows the node. `at` is the index of the node.
    pub fn known(&self, at: usize) -> Option<(u32, usize)> {
        let captured = self.captured.iter().find(|captured| captured.at == at)?;
        Some((captured.offset?, captured.cell))
    }

    /// Returns a cell of a row.
    pub fn cell(&self, row: usize, cell: usize) -> &[u8] {
        let at = row * self.width + cell;
        let before = at.checked_sub(1);
        let start = before.map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..self.ends[at] as usize]
    }
}

/// Returns the operations on the value of the node in a slot, if values of it hold no handles.
fn ops_in(functions: &[Function], slot: usize, value: &CapturedValue) -> Option<&'static ValueOps> {
    let mut captures = functions.iter().flat_map(Function::captures);
    let (_, def) = captures.find(|(taken, _)| *taken == slot)?;
    let ops = handle_ops(value, def.append)?;
    (ops.ways == Ways::Both).then_some(ops)
}
