//! The numbers by which the rows of a list are known.

use std::hash::{Hash, Hasher};

/// Returns a number for a key, the same in each process. Keys that are consecutive integers have consecutive numbers.
pub(crate) fn key_hash<K: Hash>(key: &K) -> u64 {
    let mut hasher = KeyHasher::default();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Returns a smaller number for a key, by which its row is named: consecutive numbers take little room in a column.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn key_number<K: Hash>(key: &K) -> u32 {
    let number = key_hash(key);
    (number ^ number >> 32) as u32
}

/// A hasher without a seed, which leaves a single integer as it is. Who chooses keys that collide gets rows without a name.
#[derive(Default)]
struct KeyHasher {
    state: u64,
    has_begun: bool,
}

/// A factor that spreads bits.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl KeyHasher {
    fn add(&mut self, number: u64) {
        self.state = match std::mem::replace(&mut self.has_begun, true) {
            false => number,
            true => {
                let mixed = (self.state.rotate_left(23) ^ number).wrapping_mul(SPREAD);
                mixed ^ mixed >> 29
            }
        };
    }
}

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.add(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.add(number.into());
    }

    fn write_u16(&mut self, number: u16) {
        self.add(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.add(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.add(number as u64);
    }

    fn finish(&self) -> u64 {
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consecutive_integers_have_consecutive_numbers() {
        assert_eq!([7u32, 8, 9].map(|key| key_number(&key)), [7, 8, 9]);
        assert_eq!([7i64, 8, 9].map(|key| key_number(&key)), [7, 8, 9]);
        assert_eq!(key_number(&7usize), key_number(&7u64));
    }

    #[test]
    fn keys_of_other_types_are_told_apart() {
        let keys = [
            "",
            "a",
            "b",
            "aa",
            "ab",
            "ba",
            "a longer key",
            "a longer kez",
        ];
        let mut numbers = keys.map(|key| key_number(&key)).to_vec();
        numbers.extend([(1u32, 2u32), (2, 1), (1, 3)].map(|key| key_number(&key)));
        let all = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), all);
    }
}
