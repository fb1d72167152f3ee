//! The encoding of positions in a piece of markup: `[n_steps, step*, place, argument*]`.
//!
//! A step `0..=127` selects a child element counted from the start, `128 + i` one counted from the end. A walk begins
//! at the element of a region with one element. In a bracketed region, the first step selects among the elements
//! between the brackets.

/// The element itself.
pub const ELEMENT: u8 = 0;
/// The whole content of the element.
pub const CONTENT: u8 = 1;
/// A piece of a text node: child node index, then UTF-16 lengths of the static text before and after (varints).
pub const TEXT: u8 = 2;
/// A structure hole at the end of the element (or of the bracketed range, with no steps).
pub const END: u8 = 3;
/// A structure hole right before the element.
pub const BEFORE: u8 = 4;
/// A position that no steps reach: the region's explicit mark with this index (varint).
pub const ANCHOR: u8 = 5;
/// Added to an index that counts from the end.
pub const FROM_END: u8 = 128;

/// Encodes a position without arguments; `None` if there are too many steps.
pub fn at(steps: &[u8], place: u8) -> Option<Vec<u8>> {
    let mut bytes = vec![u8::try_from(steps.len()).ok()?];
    bytes.extend(steps);
    bytes.push(place);
    Some(bytes)
}

/// Encodes the position of a piece of a text node: its index among the child nodes, and the lengths of the static text
/// before and after it.
pub fn text(steps: &[u8], node: u8, before: usize, after: usize) -> Option<Vec<u8>> {
    let mut bytes = at(steps, TEXT)?;
    bytes.push(node);
    push(before, &mut bytes);
    push(after, &mut bytes);
    Some(bytes)
}

/// Encodes the position of a region's explicit mark.
pub fn mark(index: u16) -> Vec<u8> {
    let mut bytes = vec![0, ANCHOR];
    push(usize::from(index), &mut bytes);
    bytes
}

fn push(mut number: usize, bytes: &mut Vec<u8>) {
    while number >= 128 {
        bytes.push(number as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// A decoded position, with its arguments still encoded.
#[derive(Clone, Copy, Debug)]
pub struct Read<'a> {
    /// The steps that lead to an element; empty for the region itself.
    pub steps: &'a [u8],
    /// One of the constants of this module.
    pub place: u8,
    /// The arguments: see [`number`].
    pub arguments: &'a [u8],
}

/// Decodes a position; `None` if the bytes are not one.
#[inline]
pub fn read(bytes: &[u8]) -> Option<Read<'_>> {
    let (count, rest) = bytes.split_first()?;
    let (steps, rest) = rest.split_at_checked(usize::from(*count))?;
    let (place, arguments) = rest.split_first()?;
    Some(Read {
        steps,
        place: *place,
        arguments,
    })
}

/// Removes a number from the front of the arguments: seven bits a byte, the lowest first. Returns 0 if there are no
/// more.
#[inline]
pub fn number(arguments: &mut &[u8]) -> u32 {
    let mut number = 0;
    let mut shift = 0;
    while let Some((byte, rest)) = arguments.split_first() {
        *arguments = rest;
        number |= u32::from(byte & 127) << shift;
        if byte & 128 == 0 {
            break;
        }
        shift += 7;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let bytes = text(&[1, FROM_END + 2], 3, 5, 300).expect("two steps are few");
        let Read {
            steps,
            place,
            mut arguments,
        } = read(&bytes).expect("it is a place");
        assert_eq!((steps, place), (&[1, FROM_END + 2][..], TEXT));
        assert_eq!(arguments.split_off_first(), Some(&3));
        assert_eq!(number(&mut arguments), 5);
        assert_eq!(number(&mut arguments), 300);
        assert_eq!(number(&mut arguments), 0);
    }

    #[test]
    fn marks_are_numbers() {
        for index in [0, 127, 128, u16::MAX] {
            let bytes = mark(index);
            let mut found = read(&bytes).expect("it is a place");
            assert_eq!(found.place, ANCHOR);
            assert_eq!(number(&mut found.arguments), u32::from(index));
        }
    }

    #[test]
    fn other_bytes_are_no_place() {
        for bytes in [&[][..], &[3, 1], &[0]] {
            assert!(read(bytes).is_none(), "{bytes:?}");
        }
    }
}
