//! Many similar cells in few bytes.
//!
//! A column is a list of *runs* over cells, each of which is some bytes. The frames of a thousand rows differ in little
//! more than a number that steps, so one slot of them is one run of five bytes. A run is a header
//! `(length - 1) << 3 | kind`, followed by the data of its kind:
//!
//! | kind | cells | then follow |
//! |---|---|---|
//! | 0 `STEP` | varints in arithmetic progression | the first and, if there are more, the step (zigzag) |
//! | 1 `SAME` | one cell, repeated | its length and its bytes |
//! | 2 `BACK` | the cells from some distance back on | the distance, in cells |
//! | 3 `VARINTS` | varints | the varints |
//! | 4 `TEXTS` | texts: a length and as many bytes | the texts |
//! | 5 `BYTES` | any | for each its length and its bytes |
//!
//! The most frequent column, a single zero, is two zero bytes. Zero bytes at the end of the output are left out:
//! a [`Reader`] gives zeros past the end, though not for ever.

mod read;
mod write;

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize, Serializer};
use serde_bytes::ByteBuf;

pub use read::Reader;
pub use write::Writer;

use super::limits::NODES;

const STEP: u64 = 0;
const SAME: u64 = 1;
const BACK: u64 = 2;
const VARINTS: u64 = 3;
const TEXTS: u64 = 4;
const BYTES: u64 = 5;

/// The number of bits of a header that give its kind.
const KIND_BITS: u32 = 3;

/// The number of zero bytes that may be left out at the end. With more, a short input could expand to a long one.
const TRIMMED: usize = 256;

/// The input was not made by a [`Writer`], or expands to more than is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("malformed column")
    }
}

impl std::error::Error for Malformed {}

/// Numbers in a message, as a column: a thousand numbers with a constant step cost little more than one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "ByteBuf", bound = "")]
pub struct NumberColumn<N> {
    numbers: Vec<u32>,
    of: PhantomData<N>,
}

impl<N> NumberColumn<N> {
    /// Makes a column of bare numbers.
    pub(super) fn bare(numbers: Vec<u32>) -> Self {
        Self {
            numbers,
            of: PhantomData,
        }
    }

    /// Adds a number.
    pub fn push(&mut self, number: N)
    where
        N: Into<u32>,
    {
        self.numbers.push(number.into());
    }

    /// Returns the numbers in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = N> + Clone
    where
        N: From<u32>,
    {
        self.numbers.iter().copied().map(N::from)
    }
}

impl<N> Serialize for NumberColumn<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut writer = Writer::default();
        writer.numbers(&self.numbers);
        serializer.serialize_bytes(&writer.untrimmed())
    }
}

impl<N> TryFrom<ByteBuf> for NumberColumn<N> {
    type Error = Malformed;

    fn try_from(bytes: ByteBuf) -> Result<Self, Malformed> {
        let mut reader = Reader::new(&bytes);
        let numbers = reader.numbers_to_end(NODES);
        reader.finish().map(|()| Self::bare(numbers))
    }
}

impl<N: Into<u32>> FromIterator<N> for NumberColumn<N> {
    fn from_iter<I: IntoIterator<Item = N>>(numbers: I) -> Self {
        Self::bare(numbers.into_iter().map(N::into).collect())
    }
}

impl<N: Into<u32>> From<Vec<N>> for NumberColumn<N> {
    fn from(numbers: Vec<N>) -> Self {
        numbers.into_iter().collect()
    }
}

/// Appends a number, seven bits a byte, the last byte below 128.
pub(crate) fn push_varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

pub(super) fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

pub(super) fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests;
