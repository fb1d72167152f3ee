//! Reading columns. The browser does this, so it is small.

use super::{
    BACK, BYTES, KIND_BITS, Malformed, SAME, STEP, TEXTS, TRIMMED, VARINTS, push_varint, unzigzag,
};
use crate::wire::limits::SNAPSHOT_BYTES;

/// Reads what a [`Writer`](super::Writer) wrote. No input makes it panic, or allocate beyond the limits.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    /// Zeros that may still be read past the end.
    zeros: usize,
    /// Bytes that may still be written out as cells.
    room: usize,
}

impl<'a> Reader<'a> {
    /// Reads these bytes, and zeros after them.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            zeros: TRIMMED,
            room: SNAPSHOT_BYTES,
        }
    }

    /// Whether only zeros are left.
    pub fn is_at_end(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Reads a column of `count` cells.
    ///
    /// # Errors
    /// If the input is no such column.
    pub fn column(&mut self, count: usize) -> Result<Vec<Vec<u8>>, Malformed> {
        let mut cells = Vec::new();
        while cells.len() < count {
            self.run(&mut cells, count)?;
        }
        Ok(cells)
    }

    /// Reads a column of `count` numbers.
    ///
    /// # Errors
    /// If the input is no such column.
    pub fn numbers(&mut self, count: usize) -> Result<Vec<u32>, Malformed> {
        let cells = self.column(count)?;
        cells.iter().map(|cell| number(cell)).collect()
    }

    /// Reads a column of at most `most` numbers that ends where the input ends.
    ///
    /// # Errors
    /// If the input is no such column.
    pub fn numbers_to_end(&mut self, most: usize) -> Result<Vec<u32>, Malformed> {
        let mut cells = Vec::new();
        self.zeros = 0;
        while !self.is_at_end() {
            self.run(&mut cells, most)?;
        }
        cells.iter().map(|cell| number(cell)).collect()
    }

    /// Reads a number.
    ///
    /// # Errors
    /// If there is none.
    pub fn varint(&mut self) -> Result<u64, Malformed> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Malformed)
    }

    /// Reads one run and appends its cells; `most` is how many there may be then.
    fn run(&mut self, cells: &mut Vec<Vec<u8>>, most: usize) -> Result<(), Malformed> {
        let header = self.varint()?;
        let length = (header >> KIND_BITS) as usize;
        if length >= most - cells.len() {
            return Err(Malformed);
        }
        let length = length + 1;
        match header & ((1 << KIND_BITS) - 1) {
            STEP => self.step(cells, length),
            SAME => self.same(cells, length),
            BACK => self.back(cells, length),
            VARINTS => self.each(cells, length, Self::varint_cell),
            TEXTS => self.each(cells, length, Self::text_cell),
            BYTES => self.each(cells, length, Self::bytes_cell),
            _ => Err(Malformed),
        }
    }

    fn step(&mut self, cells: &mut Vec<Vec<u8>>, length: usize) -> Result<(), Malformed> {
        let mut value = self.varint()?;
        let step = if length > 1 {
            unzigzag(self.varint()?)
        } else {
            0
        };
        for _ in 0..length {
            self.push(cells, varint(value))?;
            value = value.wrapping_add_signed(step);
        }
        Ok(())
    }

    fn same(&mut self, cells: &mut Vec<Vec<u8>>, length: usize) -> Result<(), Malformed> {
        let cell = self.bytes_cell()?;
        for _ in 0..length {
            self.push(cells, cell.clone())?;
        }
        Ok(())
    }

    fn back(&mut self, cells: &mut Vec<Vec<u8>>, length: usize) -> Result<(), Malformed> {
        let distance = self.varint()? as usize;
        let start = cells.len().checked_sub(distance).ok_or(Malformed)?;
        for from in start..start + length {
            // A run may read what it has just written: then a pattern repeats. At no distance there is nothing.
            let cell = cells.get(from).ok_or(Malformed)?.clone();
            self.push(cells, cell)?;
        }
        Ok(())
    }

    fn each(
        &mut self,
        cells: &mut Vec<Vec<u8>>,
        length: usize,
        cell: fn(&mut Self) -> Result<Vec<u8>, Malformed>,
    ) -> Result<(), Malformed> {
        for _ in 0..length {
            let cell = cell(self)?;
            self.push(cells, cell)?;
        }
        Ok(())
    }

    fn push(&mut self, cells: &mut Vec<Vec<u8>>, cell: Vec<u8>) -> Result<(), Malformed> {
        self.room = self.room.checked_sub(cell.len()).ok_or(Malformed)?;
        cells.push(cell);
        Ok(())
    }

    fn varint_cell(&mut self) -> Result<Vec<u8>, Malformed> {
        self.varint().map(varint)
    }

    fn text_cell(&mut self) -> Result<Vec<u8>, Malformed> {
        let length = self.varint()?;
        let mut cell = varint(length);
        self.take(length, &mut cell)?;
        Ok(cell)
    }

    fn bytes_cell(&mut self) -> Result<Vec<u8>, Malformed> {
        let length = self.varint()?;
        let mut cell = Vec::new();
        self.take(length, &mut cell)?;
        Ok(cell)
    }

    fn take(&mut self, length: u64, into: &mut Vec<u8>) -> Result<(), Malformed> {
        for _ in 0..length {
            into.push(self.byte()?);
        }
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        if let Some((first, rest)) = self.bytes.split_first() {
            self.bytes = rest;
            return Ok(*first);
        }
        self.zeros = self.zeros.checked_sub(1).ok_or(Malformed)?;
        Ok(0)
    }
}

fn varint(number: u64) -> Vec<u8> {
    let mut cell = Vec::new();
    push_varint(&mut cell, number);
    cell
}

fn number(cell: &[u8]) -> Result<u32, Malformed> {
    let number = Reader::new(cell).varint()?;
    u32::try_from(number).map_err(|_| Malformed)
}
