//! Finds the addresses in a linked module, from the relocations that the linker leaves with `--emit-relocs`.
//!
//! Without them an address is a number like any other, and it is not known which data and which entries of the function
//! table are used.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use anyhow::{Context, Result};
use wasmparser::{
    DataSectionReader, FunctionBody, KnownCustom, Linking, LinkingSectionReader, Parser, Payload,
    RelocSectionReader, RelocationEntry, RelocationType, SymbolInfo,
};

/// All addresses in a module.
#[derive(Debug, Default)]
pub struct Relocations {
    /// The addresses in instructions, by the instruction's position in the file.
    pub code: HashMap<u32, Address>,
    /// The addresses in data.
    pub data: BTreeMap<Place, Address>,
    /// Every piece of data, in the order of the symbol table. Other symbols are empty.
    pub symbols: Vec<Symbol>,
}

/// The target of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// An entry of the function table.
    Slot,
    /// The symbol with this index.
    Data(usize),
}

/// One byte of a data segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub segment: usize,
    pub offset: usize,
}

/// One piece of data: a static, a string, a table of methods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Symbol {
    pub segment: usize,
    pub bytes: Range<usize>,
}

impl Relocations {
    /// Reads the relocations of the module `wasm`; `None` if the linker left none.
    pub fn read(wasm: &[u8]) -> Result<Option<Self>> {
        let mut sections = Sections::default();
        let mut relocations = None::<Self>;
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            sections.add(&payload)?;
            let Payload::CustomSection(custom) = payload else {
                continue;
            };
            match custom.as_known() {
                KnownCustom::Linking(linking) => {
                    relocations.get_or_insert_default().symbols = symbols(&linking)?;
                }
                KnownCustom::Reloc(entries) => {
                    relocations
                        .get_or_insert_default()
                        .add(&entries, &sections)?;
                }
                _ => {}
            }
        }
        Ok(relocations)
    }

    fn add(&mut self, entries: &RelocSectionReader, sections: &Sections) -> Result<()> {
        let section = sections.all.get(entries.section_index() as usize);
        let section = section.context("a relocation of a section that is not there")?;
        for entry in entries.entries() {
            let entry = entry?;
            let Some(address) = address(&entry) else {
                continue;
            };
            let position = section.start + entry.offset as usize;
            if let Some(place) = sections.place(position) {
                self.data.insert(place, address);
            } else if let Some(instruction) = sections.instruction(position) {
                self.code.insert(u32::try_from(instruction)?, address);
            }
        }
        Ok(())
    }
}

fn address(entry: &RelocationEntry) -> Option<Address> {
    match entry.ty {
        RelocationType::TableIndexSleb | RelocationType::TableIndexI32 => Some(Address::Slot),
        RelocationType::MemoryAddrLeb
        | RelocationType::MemoryAddrSleb
        | RelocationType::MemoryAddrI32 => Some(Address::Data(entry.index as usize)),
        _ => None,
    }
}

/// The positions of the parts of the file.
#[derive(Default)]
struct Sections {
    all: Vec<Range<usize>>,
    /// The start of every instruction, ascending.
    instructions: Vec<usize>,
    code: Range<usize>,
    /// The bytes of every data segment.
    segments: Vec<Range<usize>>,
}

impl Sections {
    fn add(&mut self, payload: &Payload) -> Result<()> {
        match payload {
            Payload::CodeSectionStart { range, .. } => self.code = range.clone(),
            Payload::CodeSectionEntry(function) => self.add_instructions(function)?,
            Payload::DataSection(data) => self.segments = segments(data)?,
            _ => {}
        }
        self.all
            .extend(payload.as_section().map(|(_, range)| range));
        Ok(())
    }

    fn add_instructions(&mut self, function: &FunctionBody) -> Result<()> {
        for instruction in function.get_operators_reader()?.into_iter_with_offsets() {
            let (_, start) = instruction?;
            self.instructions.push(start);
        }
        Ok(())
    }

    /// Returns the start of the instruction that contains the byte at `position`.
    fn instruction(&self, position: usize) -> Option<usize> {
        if !self.code.contains(&position) {
            return None;
        }
        let after = self
            .instructions
            .partition_point(|start| *start <= position);
        self.instructions[..after].last().copied()
    }

    fn place(&self, position: usize) -> Option<Place> {
        let holds = |bytes: &Range<usize>| bytes.contains(&position);
        let segment = self.segments.iter().position(holds)?;
        let offset = position - self.segments[segment].start;
        Some(Place { segment, offset })
    }
}

fn segments(data: &DataSectionReader) -> Result<Vec<Range<usize>>> {
    let bytes =
        |segment: wasmparser::Data| segment.range.end - segment.data.len()..segment.range.end;
    data.clone()
        .into_iter()
        .map(|segment| Ok(bytes(segment?)))
        .collect()
}

fn symbols(linking: &LinkingSectionReader) -> Result<Vec<Symbol>> {
    let mut symbols = Vec::new();
    for part in linking.subsections() {
        if let Linking::SymbolTable(table) = part? {
            for symbol in table {
                symbols.push(data_symbol(&symbol?));
            }
        }
    }
    Ok(symbols)
}

fn data_symbol(symbol: &SymbolInfo) -> Symbol {
    match symbol {
        SymbolInfo::Data {
            symbol: Some(data), ..
        } => Symbol {
            segment: data.index as usize,
            bytes: data.offset as usize..(data.offset + data.size) as usize,
        },
        _ => Symbol::default(),
    }
}
