//! Reads columns. Parts of this run in the browser, so it is small: after malformed input the reader reads zeros, and
//! reports the error at the end. No input makes it panic, or use more memory than the limits allow. What is a column is
//! read by a script there: `cli/src/glue/columns.js`.

use super::{
    BACK, BYTES, KIND_BITS, Malformed, SAME, STEP, TEXTS, TRIMMED, VARINTS, push_varint, unzigzag,
};
use crate::wire::limits::SNAPSHOT_BYTES;

/// Reads the output of a [`Writer`](super::Writer).
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    /// Zeros that may still be read past the end.
    zeros: usize,
    /// Bytes that the cells may still take in memory.
    room: usize,
    is_malformed: bool,
}

impl<'a> Reader<'a> {
    /// Makes a reader of these bytes, followed by zeros.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            zeros: TRIMMED,
            room: SNAPSHOT_BYTES,
            is_malformed: false,
        }
    }

    /// Makes a reader of these bytes alone.
    pub fn exact(bytes: &'a [u8]) -> Self {
        Self {
            zeros: 0,
            ..Self::new(bytes)
        }
    }

    /// Ends reading.
    ///
    /// # Errors
    /// If anything was malformed, or if there are more bytes: then the values that were read must not be used.
    pub fn finish(self) -> Result<(), Malformed> {
        if self.is_malformed || !self.bytes.is_empty() {
            return Err(Malformed);
        }
        Ok(())
    }

    /// Marks the input as malformed.
    pub fn refuse(&mut self) {
        self.is_malformed = true;
    }

    /// Returns whether the column was malformed.
    pub fn is_malformed(&self) -> bool {
        self.is_malformed
    }

    /// Reads a column of `count` cells; fewer if it is malformed.
    pub fn column(&mut self, count: usize) -> Vec<Vec<u8>> {
        let mut cells = Vec::new();
        while cells.len() < count && !self.is_malformed {
            self.run(&mut cells, count);
        }
        cells
    }

    /// Reads a column of `count` numbers; fewer if it is malformed.
    pub fn numbers(&mut self, count: usize) -> Vec<u32> {
        let cells = self.column(count);
        cells.iter().map(|cell| self.number(cell)).collect()
    }

    /// Reads a column of at most `most` numbers that ends where the input ends.
    pub fn numbers_to_end(&mut self, most: usize) -> Vec<u32> {
        self.zeros = 0;
        let mut cells = Vec::new();
        while !self.bytes.is_empty() && !self.is_malformed {
            self.run(&mut cells, most);
        }
        cells.iter().map(|cell| self.number(cell)).collect()
    }

    /// Reads a number.
    pub fn varint(&mut self) -> u64 {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
        }
        self.refuse();
        0
    }

    /// Reads a number of 32 bits. Not inlined, because it is called often.
    #[inline(never)]
    pub fn u32(&mut self) -> u32 {
        let number = self.varint();
        self.narrow(number)
    }

    fn narrow(&mut self, number: u64) -> u32 {
        u32::try_from(number).unwrap_or_else(|_| {
            self.refuse();
            0
        })
    }

    /// Reads one run and appends its cells; at most `most` cells are allowed in all.
    fn run(&mut self, cells: &mut Vec<Vec<u8>>, most: usize) {
        let header = self.varint();
        let (kind, length) = (header & ((1 << KIND_BITS) - 1), header >> KIND_BITS);
        if length >= (most - cells.len()) as u64 {
            return self.refuse();
        }
        // Data that comes once, before the cells.
        let same = if kind == SAME {
            self.bytes()
        } else {
            Vec::new()
        };
        let mut number = match kind {
            STEP | BACK => self.varint(),
            _ => 0,
        };
        let step = match (kind, length) {
            (STEP, 1..) => unzigzag(self.varint()),
            _ => 0,
        };
        for _ in 0..=length {
            let cell = match kind {
                STEP => varint(number),
                SAME => same.clone(),
                BACK => self.again(cells, number as usize),
                VARINTS => varint(self.varint()),
                TEXTS => self.text(),
                BYTES => self.bytes(),
                _ => self.refused(),
            };
            match self.room.checked_sub(cell.len()) {
                Some(room) if !self.is_malformed => self.room = room,
                _ => return self.refuse(),
            }
            cells.push(cell);
            number = number.wrapping_add_signed(step);
        }
    }

    /// Returns the cell at a distance before the end. A run may read cells that it has just written, so a pattern can
    /// repeat.
    fn again(&mut self, cells: &[Vec<u8>], distance: usize) -> Vec<u8> {
        let from = cells.len().checked_sub(distance);
        let cell = from.and_then(|from| cells.get(from));
        cell.cloned().unwrap_or_else(|| self.refused())
    }

    fn text(&mut self) -> Vec<u8> {
        let length = self.varint();
        self.take(varint(length), length)
    }

    /// Reads a length and as many bytes.
    pub fn bytes(&mut self) -> Vec<u8> {
        let length = self.varint();
        self.take(Vec::new(), length)
    }

    /// Reads a length and as many bytes, all of which must be there.
    pub fn slice(&mut self) -> &'a [u8] {
        let length = self.u32() as usize;
        if length > self.bytes.len() {
            self.refuse();
            return &[];
        }
        let (slice, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        slice
    }

    /// Returns the bytes that were not read.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    fn take(&mut self, mut cell: Vec<u8>, length: u64) -> Vec<u8> {
        for _ in 0..length {
            if self.is_malformed {
                break;
            }
            cell.push(self.byte());
        }
        cell
    }

    /// Reads a byte.
    pub fn byte(&mut self) -> u8 {
        if let Some((first, rest)) = self.bytes.split_first() {
            self.bytes = rest;
            return *first;
        }
        match self.zeros.checked_sub(1) {
            Some(zeros) => self.zeros = zeros,
            None => self.refuse(),
        }
        0
    }

    /// Returns the number in a cell.
    fn number(&mut self, cell: &[u8]) -> u32 {
        let number = Reader::new(cell).varint();
        self.narrow(number)
    }

    fn refused(&mut self) -> Vec<u8> {
        self.refuse();
        Vec::new()
    }
}

fn varint(number: u64) -> Vec<u8> {
    let mut cell = Vec::new();
    push_varint(&mut cell, number);
    cell
}
