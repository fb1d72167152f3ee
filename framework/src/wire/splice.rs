//! A small change of a large text.

use serde::{Deserialize, Serialize};

/// Replaces a piece of a text. Positions are UTF-16 units from the start of the dynamic text, as the browser counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splice {
    /// The start of the piece.
    pub start: u32,
    /// The length of the piece.
    pub removed: u32,
    /// The text that replaces it.
    pub inserted: String,
}

/// Shorter texts are sent whole: finding the change costs more than the bytes it saves.
const WORTHWHILE: usize = 64;

impl Splice {
    /// Returns the change from `old` to `new`, if sending it saves at least half of a text that is long enough.
    pub fn between(old: &str, new: &str) -> Option<Self> {
        if new.len() < WORTHWHILE {
            return None;
        }
        let start = common_prefix(old, new);
        let (old_rest, new_rest) = (&old[start..], &new[start..]);
        let end = common_suffix(old_rest, new_rest);
        let inserted = &new_rest[..new_rest.len() - end];
        (inserted.len() * 2 <= new.len()).then(|| Self {
            start: utf16_length(&old[..start]),
            removed: utf16_length(&old_rest[..old_rest.len() - end]),
            inserted: inserted.to_owned(),
        })
    }
}

/// Returns the length of the common start in bytes, in whole characters.
fn common_prefix(a: &str, b: &str) -> usize {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b);
    same.map(|(character, _)| character.len_utf8()).sum()
}

/// Returns the length of the common end in bytes, in whole characters.
fn common_suffix(a: &str, b: &str) -> usize {
    let same = a
        .chars()
        .rev()
        .zip(b.chars().rev())
        .take_while(|(a, b)| a == b);
    same.map(|(character, _)| character.len_utf8()).sum()
}

fn utf16_length(text: &str) -> u32 {
    let units = text.encode_utf16().count();
    u32::try_from(units).expect("a text is shorter than 2^32 units")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(old: &str, splice: &Splice) -> String {
        let mut units: Vec<u16> = old.encode_utf16().collect();
        let start = splice.start as usize;
        let end = start + splice.removed as usize;
        units.splice(start..end, splice.inserted.encode_utf16());
        String::from_utf16(&units).expect("a splice cuts between characters")
    }

    #[track_caller]
    fn turns_into(old: &str, new: &str) -> Splice {
        let splice = Splice::between(old, new).expect("a small change of a large text");
        assert_eq!(applied(old, &splice), new);
        splice
    }

    #[test]
    fn appending_sends_what_was_appended() {
        let old = "line\n".repeat(100);
        let splice = turns_into(&old, &format!("{old}more"));
        assert_eq!((splice.start, splice.removed), (500, 0));
        assert_eq!(splice.inserted, "more");
    }

    #[test]
    fn positions_count_utf16_units() {
        let old = format!("😀{}é", "x".repeat(100));
        let splice = turns_into(&old, &old.replace("é", "ü"));
        assert_eq!((splice.start, splice.removed), (102, 1));
    }

    #[test]
    fn repeated_text_is_not_counted_twice() {
        let old = "a".repeat(100);
        let splice = turns_into(&old, &"a".repeat(101));
        assert_eq!((splice.start, splice.inserted.as_str()), (100, "a"));
        turns_into(&"a".repeat(101), &old);
    }

    #[test]
    fn small_texts_and_large_changes_are_sent_whole() {
        assert_eq!(Splice::between("Count: 1", "Count: 2"), None);
        assert_eq!(Splice::between(&"x".repeat(100), &"y".repeat(100)), None);
    }
}
