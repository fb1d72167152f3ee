//! Removes everything from the release artifact that nothing uses any more: data, and entries of the function table.
//!
//! The linker has done this once, but since then the bindings lost the descriptions of their types and the code lost
//! its panics. Data that only these used is still there, because a module by itself does not say which of its numbers
//! are addresses. The relocations do. Starting at the exports, everything that is used is marked:
//!
//! * a function uses the functions that it calls, and the targets of the addresses in its instructions;
//! * a piece of data uses the targets of the addresses in it.
//!
//! Unmarked data becomes zeros, which compress to nothing. An unmarked table entry becomes one that traps.

use std::{
    collections::{BTreeMap, HashSet},
    ops::Range,
};

use walrus::{
    ConstExpr, Data, DataKind, Element, ElementItems, ElementKind, ExportItem, FunctionBuilder,
    FunctionId, FunctionKind, GlobalKind, Module,
    ir::{Instr, InstrLocId, Value, Visitor, dfs_in_order},
};

use crate::relocations::{Address, Place, Relocations, Symbol};

/// Removes everything that is not used. `relocations` are those of the file from which `module` was read.
pub fn unused(module: &mut Module, relocations: &Relocations) {
    if module.data.iter().any(|data| start_of_data(data).is_none()) {
        return;
    }
    let used = Used::of(module, relocations);
    clear_slots(module, &used.slots);
    clear_data(module, relocations, &used.symbols);
    walrus::passes::gc::run(module);
}

/// The used parts of a module.
#[derive(Default)]
struct Used {
    functions: HashSet<FunctionId>,
    /// Entries of the function table.
    slots: HashSet<u32>,
    /// Indices into the symbols of the relocations.
    symbols: HashSet<usize>,
}

impl Used {
    fn of(module: &Module, relocations: &Relocations) -> Self {
        let mut marking = Marking {
            module,
            relocations,
            segments: module.data.iter().collect(),
            table: function_table(module),
            used: Self::default(),
            functions: Vec::new(),
            symbols: Vec::new(),
        };
        marking.mark_roots();
        marking.mark_everything_they_use();
        marking.used
    }
}

/// Marks each used part once.
struct Marking<'a> {
    module: &'a Module,
    relocations: &'a Relocations,
    segments: Vec<&'a Data>,
    table: BTreeMap<u32, FunctionId>,
    used: Used,
    /// Functions whose instructions have not been scanned yet.
    functions: Vec<FunctionId>,
    /// Symbols whose bytes have not been scanned yet.
    symbols: Vec<usize>,
}

impl Marking<'_> {
    fn mark_roots(&mut self) {
        for export in self.module.exports.iter() {
            if let ExportItem::Function(function) = export.item {
                self.mark_function(function);
            }
        }
        for function in self.module.start.iter().chain(&other_elements(self.module)) {
            self.mark_function(*function);
        }
        for address in self.module.globals.iter().filter_map(constant) {
            self.mark_data_at(address);
        }
    }

    fn mark_everything_they_use(&mut self) {
        loop {
            if let Some(function) = self.functions.pop() {
                self.mark_what_function_uses(function);
            } else if let Some(symbol) = self.symbols.pop() {
                self.mark_what_symbol_uses(symbol);
            } else {
                return;
            }
        }
    }

    fn mark_function(&mut self, function: FunctionId) {
        if self.used.functions.insert(function) {
            self.functions.push(function);
        }
    }

    fn mark_slot(&mut self, slot: u32) {
        self.used.slots.insert(slot);
        if let Some(function) = self.table.get(&slot) {
            self.mark_function(*function);
        }
    }

    fn mark_symbol(&mut self, symbol: usize) {
        if self.used.symbols.insert(symbol) {
            self.symbols.push(symbol);
        }
    }

    /// Marks the data at the address in a constant. Constants have no relocations, so the data is assumed to be used.
    fn mark_data_at(&mut self, address: u32) {
        let relocations = self.relocations;
        for (index, symbol) in relocations.symbols.iter().enumerate() {
            let start = self.segments.get(symbol.segment);
            if let Some(start) = start.and_then(|data| start_of_data(data)) {
                let offset = (address as usize).wrapping_sub(start as usize);
                if symbol.bytes.contains(&offset) {
                    self.mark_symbol(index);
                }
            }
        }
    }

    fn mark_what_function_uses(&mut self, function: FunctionId) {
        if let FunctionKind::Local(body) = &self.module.funcs.get(function).kind {
            dfs_in_order(self, body, body.entry_block());
        }
    }

    fn mark_what_symbol_uses(&mut self, symbol: usize) {
        let relocations = self.relocations;
        let Some(Symbol { segment, bytes }) = relocations.symbols.get(symbol) else {
            return;
        };
        let place = |offset| Place {
            segment: *segment,
            offset,
        };
        let addresses = relocations.data.range(place(bytes.start)..place(bytes.end));
        for (place, address) in addresses {
            match address {
                Address::Data(symbol) => self.mark_symbol(*symbol),
                Address::Slot => self.mark_slot(self.word(*place)),
            }
        }
    }

    fn word(&self, place: Place) -> u32 {
        let bytes = &self.segments[place.segment].value[place.offset..][..4];
        bytes
            .iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u32::from(*byte))
    }
}

impl<'instr> Visitor<'instr> for Marking<'_> {
    fn visit_instr(&mut self, instruction: &'instr Instr, location: &'instr InstrLocId) {
        if location.is_default() {
            return;
        }
        match (self.relocations.code.get(&location.data()), instruction) {
            (Some(Address::Data(symbol)), _) => self.mark_symbol(*symbol),
            (Some(Address::Slot), Instr::Const(slot)) => {
                if let Value::I32(slot) = slot.value {
                    self.mark_slot(slot.cast_unsigned());
                }
            }
            _ => {}
        }
    }

    fn visit_function_id(&mut self, function: &FunctionId) {
        self.mark_function(*function);
    }
}

/// Returns the functions that the module puts into its function table at fixed places.
fn function_table(module: &Module) -> BTreeMap<u32, FunctionId> {
    let mut table = BTreeMap::new();
    for element in module.elements.iter() {
        if let Some((start, functions)) = table_functions(element) {
            table.extend((start..).zip(functions.iter().copied()));
        }
    }
    table
}

fn table_functions(element: &Element) -> Option<(u32, &[FunctionId])> {
    match (&element.kind, &element.items) {
        (ElementKind::Active { offset, .. }, ElementItems::Functions(functions)) => {
            Some((number(offset)?, functions))
        }
        _ => None,
    }
}

/// Returns the functions in all other elements, which may be used in any way.
fn other_elements(module: &Module) -> Vec<FunctionId> {
    let others = module
        .elements
        .iter()
        .filter(|element| table_functions(element).is_none());
    others
        .flat_map(|element| match &element.items {
            ElementItems::Functions(functions) => functions.clone(),
            ElementItems::Expressions(_, expressions) => {
                expressions.iter().filter_map(referenced).collect()
            }
        })
        .collect()
}

fn referenced(expression: &ConstExpr) -> Option<FunctionId> {
    match expression {
        ConstExpr::RefFunc(function) => Some(*function),
        _ => None,
    }
}

/// Returns the value of a constant global. The only variable of a module is its stack pointer.
fn constant(global: &walrus::Global) -> Option<u32> {
    match &global.kind {
        GlobalKind::Local(value) if !global.mutable => number(value),
        _ => None,
    }
}

fn start_of_data(data: &Data) -> Option<u32> {
    match &data.kind {
        DataKind::Active { offset, .. } => number(offset),
        DataKind::Passive => None,
    }
}

fn number(expression: &ConstExpr) -> Option<u32> {
    match expression {
        ConstExpr::Value(Value::I32(number)) => Some(number.cast_unsigned()),
        _ => None,
    }
}

fn clear_slots(module: &mut Module, used: &HashSet<u32>) {
    let mut trap = FunctionBuilder::new(&mut module.types, &[], &[]);
    trap.func_body().unreachable();
    let trap = trap.finish(Vec::new(), &mut module.funcs);
    for element in module.elements.iter_mut() {
        let Some((start, _)) = table_functions(element) else {
            continue;
        };
        if let ElementItems::Functions(functions) = &mut element.items {
            for (slot, function) in (start..).zip(functions) {
                if !used.contains(&slot) {
                    *function = trap;
                }
            }
        }
    }
}

fn clear_data(module: &mut Module, relocations: &Relocations, used: &HashSet<usize>) {
    let segments: Vec<_> = module.data.iter().map(Data::id).collect();
    for (segment, id) in segments.into_iter().enumerate() {
        let symbols = used
            .iter()
            .filter_map(|index| relocations.symbols.get(*index));
        let kept = symbols.filter(|symbol| symbol.segment == segment);
        let data = module.data.get_mut(id);
        clear_all_but(&mut data.value, kept.map(|symbol| symbol.bytes.clone()));
    }
}

/// Clears all bytes but the kept ones. Zeros at the end are removed, because memory is zero to begin with.
fn clear_all_but(bytes: &mut Vec<u8>, kept: impl Iterator<Item = Range<usize>>) {
    let mut cleared = vec![0; bytes.len()];
    for range in kept {
        cleared[range.clone()].copy_from_slice(&bytes[range]);
    }
    let end = cleared.iter().rposition(|byte| *byte != 0);
    cleared.truncate(end.map_or(0, |last| last + 1));
    *bytes = cleared;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `run` reads the first symbol, which holds the address of the second and a table entry.
    const MODULE: &str = r#"(module
        (memory 1)
        (table (export "table") 4 4 funcref)
        (func (export "run") (result i32) (i32.load (i32.const 16)))
        (func $called (result i32) (i32.const 1))
        (func $forgotten (result i32) (i32.const 2))
        (elem (i32.const 1) $forgotten $called)
        (data (i32.const 16) "\18\00\00\00\02\00\00\00second!!unused!!"))"#;

    fn symbol(bytes: Range<usize>) -> Symbol {
        Symbol { segment: 0, bytes }
    }

    fn pruned() -> Module {
        let wasm = wat::parse_str(MODULE).expect("this is a module");
        let place = |offset| Place { segment: 0, offset };
        let address = wasm
            .windows(3)
            .position(|bytes| bytes == [0x41, 16, 0x28])
            .expect("`run` pushes 16 and loads");
        let relocations = Relocations {
            code: [(address as u32, Address::Data(0))].into(),
            data: [
                (place(0), Address::Data(1)),
                (place(4), Address::Slot),
                (place(16), Address::Slot),
            ]
            .into(),
            symbols: vec![symbol(0..8), symbol(8..16), symbol(16..24)],
        };
        let mut module = Module::from_buffer(&wasm).expect("walrus reads it");
        unused(&mut module, &relocations);
        module
    }

    #[test]
    fn data_stays_that_data_in_use_refers_to() {
        let module = pruned();
        let data = module.data.iter().next().expect("a segment stays");
        assert_eq!(data.value, b"\x18\0\0\0\x02\0\0\0second!!");
    }

    #[test]
    fn an_entry_of_the_table_that_nothing_refers_to_traps() {
        let module = pruned();
        let table = function_table(&module);
        let traps = |slot: u32| {
            let FunctionKind::Local(body) = &module.funcs.get(table[&slot]).kind else {
                panic!("entries are local functions");
            };
            matches!(
                body.block(body.entry_block()).instrs[..],
                [(Instr::Unreachable(_), _)]
            )
        };
        assert!(traps(1) && !traps(2));
        assert_eq!(module.funcs.iter_local().count(), 3);
    }
}
