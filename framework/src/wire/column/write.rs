//! Writes columns. This runs on the server.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use super::{
    BACK, BYTES, KIND_BITS, Reader, SAME, STEP, TEXTS, TRIMMED, VARINTS, push_varint, zigzag,
};
use crate::wire::QuickHash;

/// Writes columns and numbers, one after the other.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

/// The bytes of the longest column of one number.
const LONGEST_LONE: usize = 6;

/// A column of so many cells that are equal, or in arithmetic progression, is always one run.
const MANY: usize = 16;

/// The number of cells at the start of a column that are compared with those before them, one by one.
const SEARCHED: usize = 16;

/// The cells of a column.
struct Cells<'a> {
    /// The bytes of each cell; empty if all are numbers.
    cells: Vec<&'a [u8]>,
    /// For each cell the number that it encodes, if a reader would write the same bytes for it.
    numbers: Vec<Option<u64>>,
    /// For each cell the last equal one before it, once that matters: many columns are a single run.
    earlier: OnceCell<Vec<Option<usize>>>,
}

/// A run that starts at some cell.
struct RunOfCells {
    kind: u64,
    length: usize,
    /// The step of `STEP`, or the distance of `BACK`.
    argument: u64,
}

impl Writer {
    /// Writes a number.
    pub fn varint(&mut self, number: u64) {
        push_varint(&mut self.0, number);
    }

    /// Writes a column of numbers.
    pub fn numbers(&mut self, numbers: &[u32]) {
        if let [number] = numbers {
            return self.lone(*number);
        }
        if let Some(step) = progression(numbers) {
            return self.progression(numbers[0].into(), step, numbers.len());
        }
        let numbers = numbers.iter().map(|number| Some(u64::from(*number)));
        self.runs(&Cells::new(Vec::new(), numbers.collect()));
    }

    /// Writes a column of one number: as a step, whose header is zero.
    fn lone(&mut self, number: u32) {
        self.0.reserve(LONGEST_LONE);
        self.varint(STEP);
        self.varint(u64::from(number));
    }

    /// Writes a column. The reader must know the number of its cells.
    pub fn column<Cell: AsRef<[u8]>>(&mut self, cells: &[Cell]) {
        self.cells(cells.iter().map(AsRef::as_ref).collect());
    }

    /// Writes a long column of numbers in progression.
    fn progression(&mut self, first: u64, step: i64, count: usize) {
        let kind = if step == 0 { SAME } else { STEP };
        self.varint(((count - 1) as u64) << KIND_BITS | kind);
        match step {
            0 => {
                self.varint(varint_length(first) as u64);
                self.varint(first);
            }
            step => {
                self.varint(first);
                self.varint(zigzag(step));
            }
        }
    }

    /// Writes a column of these cells.
    pub fn cells(&mut self, cells: Vec<&[u8]>) {
        if let Some((first, step)) = progression_of_cells(&cells) {
            return self.progression(first, step, cells.len());
        }
        let numbers = cells.iter().map(|cell| as_varint(cell)).collect();
        self.runs(&Cells::new(cells, numbers));
    }

    fn runs(&mut self, cells: &Cells<'_>) {
        let (mut at, mut found) = (0, None);
        while at < cells.count() {
            let run = match found.take().or_else(|| cells.repeat(at, 0)) {
                Some(run) => run,
                None => {
                    let (run, next) = cells.literal(at);
                    found = next;
                    run
                }
            };
            self.run(&run, cells, at);
            at += run.length;
        }
    }

    /// Returns the output without the zeros at its end.
    pub fn trimmed(self) -> Vec<u8> {
        let mut bytes = self.0;
        let last = bytes.iter().rev().take(TRIMMED);
        let zeros = last.take_while(|byte| **byte == 0).count();
        bytes.truncate(bytes.len() - zeros);
        bytes
    }

    /// Returns the whole output.
    pub fn untrimmed(self) -> Vec<u8> {
        self.0
    }

    /// Writes the run that starts at this cell.
    fn run(&mut self, run: &RunOfCells, cells: &Cells<'_>, at: usize) {
        self.varint(((run.length - 1) as u64) << KIND_BITS | run.kind);
        match run.kind {
            STEP => {
                cells.write(at, &mut self.0);
                if run.length > 1 {
                    self.varint(run.argument);
                }
            }
            SAME => self.bytes(cells, at),
            BACK => self.varint(run.argument),
            BYTES => (at..at + run.length).for_each(|cell| self.bytes(cells, cell)),
            _ => (at..at + run.length).for_each(|cell| cells.write(cell, &mut self.0)),
        }
    }

    fn bytes(&mut self, cells: &Cells<'_>, at: usize) {
        self.varint(cells.length(at) as u64);
        cells.write(at, &mut self.0);
    }
}

impl<'a> Cells<'a> {
    fn new(cells: Vec<&'a [u8]>, numbers: Vec<Option<u64>>) -> Self {
        Self {
            cells,
            numbers,
            earlier: OnceCell::new(),
        }
    }

    /// Appends the bytes of a cell.
    fn write(&self, at: usize, bytes: &mut Vec<u8>) {
        match self.numbers[at] {
            Some(number) => push_varint(bytes, number),
            None => bytes.extend_from_slice(self.cells[at]),
        }
    }

    /// Returns the number of bytes of a cell.
    fn length(&self, at: usize) -> usize {
        match self.numbers[at] {
            Some(number) => varint_length(number),
            None => self.cells[at].len(),
        }
    }

    /// Returns the number of bytes of several cells.
    fn lengths(&self, cells: Range<usize>) -> usize {
        let numbers = self.numbers[cells.clone()].iter().zip(cells);
        let lengths = numbers.map(|(number, at)| match number {
            Some(number) => varint_length(*number),
            None => self.cells[at].len(),
        });
        lengths.sum()
    }

    /// Returns whether two cells are equal.
    fn are_equal(&self, one: usize, other: usize) -> bool {
        match (self.numbers[one], self.numbers[other]) {
            (None, None) => self.cells[one] == self.cells[other],
            (one, other) => one == other,
        }
    }

    /// Returns the last cell before this one that is equal.
    fn earlier(&self, at: usize) -> Option<usize> {
        if at < SEARCHED && self.earlier.get().is_none() {
            return (0..at).rev().find(|earlier| self.are_equal(*earlier, at));
        }
        let earlier = self
            .earlier
            .get_or_init(|| match self.numbers.iter().all(Option::is_some) {
                true => earlier_equal(self.numbers.iter().map(|number| number.unwrap_or_default())),
                false => earlier_equal((0..self.count()).map(|at| match self.numbers[at] {
                    Some(number) => (true, number, &[][..]),
                    None => (false, 0, self.cells[at]),
                })),
            });
        earlier[at]
    }

    fn count(&self) -> usize {
        self.numbers.len()
    }

    /// Returns the repeating run at `at` that saves most, if it saves more than `headers` bytes.
    fn repeat(&self, at: usize, headers: isize) -> Option<RunOfCells> {
        let runs = [self.step(at), self.same(at), self.back(at)];
        let savings = runs.into_iter().flatten();
        let savings = savings.map(|run| (self.saved(at, &run), run));
        let (saved, run) = savings.max_by_key(|(saved, _)| *saved)?;
        // Cells that follow need a header of their own.
        let headers = headers + isize::from(at + run.length < self.count());
        (saved >= headers).then_some(run)
    }

    /// Estimates how many bytes the run saves compared with its cells one by one.
    fn saved(&self, at: usize, run: &RunOfCells) -> isize {
        let first = self.length(at);
        let plain = match run.kind {
            SAME => first * run.length,
            _ => self.lengths(at..at + run.length),
        };
        let argument = varint_length(run.argument);
        let cost = match run.kind {
            BACK => argument,
            _ => first + argument,
        };
        plain as isize - cost as isize
    }

    /// Returns the progression at `at`, if its cells are not equal. Its numbers are those that JavaScript's are exact for,
    /// steps included: a script reads it in the browser.
    fn step(&self, at: usize) -> Option<RunOfCells> {
        let exact = |number: &Option<u64>| number.filter(|number| *number < 1 << 52);
        let mut expected = exact(&self.numbers[at])?;
        let second = exact(self.numbers.get(at + 1)?)?;
        let step = second.wrapping_sub(expected);
        if step == 0 {
            return None;
        }
        let steps = self.numbers[at..].iter().take_while(|number| {
            let fits = exact(number) == Some(expected);
            expected = expected.wrapping_add(step);
            fits
        });
        Some(RunOfCells {
            kind: STEP,
            length: steps.count(),
            argument: zigzag(step as i64),
        })
    }

    fn same(&self, at: usize) -> Option<RunOfCells> {
        let length = match self.numbers[at] {
            number @ Some(_) => {
                let numbers = self.numbers[at..].iter();
                numbers.take_while(|other| **other == number).count()
            }
            None => {
                let cells = at..self.count();
                cells.take_while(|cell| self.are_equal(*cell, at)).count()
            }
        };
        (length > 1).then_some(RunOfCells {
            kind: SAME,
            length,
            argument: 0,
        })
    }

    fn back(&self, at: usize) -> Option<RunOfCells> {
        let from = self.earlier(at)?;
        let cells = (at..self.count()).zip(from..);
        let length = cells
            .take_while(|(cell, earlier)| self.are_equal(*cell, *earlier))
            .count();
        Some(RunOfCells {
            kind: BACK,
            length,
            argument: (at - from) as u64,
        })
    }

    /// Returns the run that writes out the cells from `at` up to the next repetition, or the next cell of another kind.
    /// Returns that repetition too.
    fn literal(&self, at: usize) -> (RunOfCells, Option<RunOfCells>) {
        let kind = self.kind_of(at);
        let (mut end, mut next) = (at + 1, None);
        while end < self.count() && self.fits(kind, end) {
            next = self.repeat(end, 1);
            if next.is_some() {
                break;
            }
            end += 1;
        }
        let kind = match end - at {
            // The header is zero.
            1 if kind == VARINTS => STEP,
            _ => kind,
        };
        let run = RunOfCells {
            kind,
            length: end - at,
            argument: 0,
        };
        (run, next)
    }

    /// Returns the literal kind that encodes a cell in the fewest bytes.
    fn kind_of(&self, at: usize) -> u64 {
        match self.numbers[at] {
            Some(_) => VARINTS,
            None if is_text(self.cells[at]) => TEXTS,
            None => BYTES,
        }
    }

    /// Returns whether a literal run of this kind can continue with a cell.
    fn fits(&self, kind: u64, at: usize) -> bool {
        self.kind_of(at) == kind || kind == TEXTS && is_text(self.cells[at])
    }
}

/// Returns for each item the index of the last equal one before it.
fn earlier_equal<T: Eq + Hash>(items: impl ExactSizeIterator<Item = T>) -> Vec<Option<usize>> {
    let hash = QuickHash::default();
    let mut last = HashMap::with_capacity_and_hasher(items.len(), hash);
    let items = items.enumerate();
    items.map(|(at, item)| last.insert(item, at)).collect()
}

/// Returns the step of a long progression; `None` if the numbers are anything else.
fn progression(numbers: &[u32]) -> Option<i64> {
    let [first, second, ..] = numbers else {
        return None;
    };
    let step = second.wrapping_sub(*first);
    let is_long = numbers.len() >= MANY;
    let is_even = || {
        let mut pairs = numbers.windows(2);
        pairs.all(|pair| {
            pair[1].wrapping_sub(pair[0]) == step && (pair[1] < pair[0]) == (second < first)
        })
    };
    (is_long && is_even()).then(|| i64::from(*second) - i64::from(*first))
}

/// Returns the first number and the step of a long progression; `None` if the cells are anything else.
fn progression_of_cells(cells: &[&[u8]]) -> Option<(u64, i64)> {
    let [first, second, ..] = cells else {
        return None;
    };
    let exact = |cell: &[u8]| as_varint(cell).filter(|number| *number < 1 << 52);
    let (first, second) = (exact(first)?, exact(second)?);
    let step = second as i64 - first as i64;
    let mut expected = first as i64;
    let is_long = cells.len() >= MANY;
    let is_even = is_long
        && cells.iter().all(|cell| {
            let fits = exact(cell).is_some_and(|number| number as i64 == expected);
            expected = expected.wrapping_add(step);
            fits
        });
    is_even.then_some((first, step))
}

/// Returns the number that this cell encodes, if a reader would write the same bytes for it.
fn as_varint(cell: &[u8]) -> Option<u64> {
    let (number, length) = leading_varint(cell)?;
    (length == cell.len()).then_some(number)
}

/// Returns whether the cell is a length followed by as many bytes.
fn is_text(cell: &[u8]) -> bool {
    leading_varint(cell).is_some_and(|(length, from)| (cell.len() - from) as u64 == length)
}

/// Returns the number at the start of a cell and the length of its encoding, if a reader would write the same bytes.
fn leading_varint(cell: &[u8]) -> Option<(u64, usize)> {
    match cell {
        [byte @ ..0x80, ..] => return Some((u64::from(*byte), 1)),
        [low, high @ 1..0x80, ..] => {
            return Some((u64::from(low & 0x7f) | u64::from(*high) << 7, 2));
        }
        _ => {}
    }
    let number = Reader::new(cell).varint();
    let mut rest = number;
    let length = varint_length(number);
    for byte in cell.get(..length)? {
        let more = if rest >= 0x80 { 0x80 } else { 0 };
        if *byte != rest as u8 & 0x7f | more {
            return None;
        }
        rest >>= 7;
    }
    Some((number, length))
}

/// Returns the length of a number's encoding.
fn varint_length(number: u64) -> usize {
    let bits = u64::BITS - (number | 1).leading_zeros();
    bits.div_ceil(7) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns the bytes of a column as they are written without a look at the whole of it.
    fn in_runs(numbers: &[u32]) -> Vec<u8> {
        let numbers = numbers.iter().map(|number| Some(u64::from(*number)));
        let mut writer = Writer::default();
        writer.runs(&Cells::new(Vec::new(), numbers.collect()));
        writer.untrimmed()
    }

    fn varint(number: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        push_varint(&mut bytes, number.into());
        bytes
    }

    proptest! {
        #[test]
        fn a_long_progression_is_written_like_any_other_column(
            first: u32,
            step in prop_oneof![Just(0), -3..3_i64, -100_000_000..100_000_000_i64],
            count in 2..60_i64,
            odd in prop_oneof![Just(None), (0..60_usize).prop_map(Some)],
        ) {
            let progression = (0..count).map(|at| (i64::from(first) + at * step) as u32);
            let mut numbers: Vec<u32> = progression.collect();
            if let Some(number) = odd.and_then(|at| numbers.get_mut(at)) {
                *number = number.wrapping_add(1);
            }
            let (mut of_numbers, mut of_cells) = (Writer::default(), Writer::default());
            of_numbers.numbers(&numbers);
            let cells: Vec<_> = numbers.iter().map(|number| varint(*number)).collect();
            of_cells.column(&cells);
            let expected = in_runs(&numbers);
            prop_assert_eq!(of_numbers.untrimmed(), &expected[..]);
            prop_assert_eq!(of_cells.untrimmed(), &expected[..]);
        }
    }
}
