//! Places by the hash of what is there.

/// The places of things in a list, found by their hashes.
pub(super) struct ByHash {
    hashes: Vec<u64>,
    /// For each group of hashes, the first place with one of them.
    heads: Vec<usize>,
    /// For each place, the next one of its group.
    next: Vec<usize>,
}

/// The end of the places of a group.
const END: usize = usize::MAX;

/// A factor that spreads bits: many keys are multiples of something.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl ByHash {
    pub(super) fn new(hashes: Vec<u64>) -> Self {
        let count = hashes.len();
        let mut by_hash = Self {
            hashes,
            heads: vec![END; count.next_power_of_two()],
            next: vec![END; count],
        };
        // From the last to the first, so that the places of a group increase.
        for place in (0..count).rev() {
            let head = by_hash.head(by_hash.hashes[place]);
            by_hash.next[place] = std::mem::replace(&mut by_hash.heads[head], place);
        }
        by_hash
    }

    /// Returns the places of the things with a hash, which increase.
    pub(super) fn places(&self, hash: u64) -> impl Iterator<Item = usize> {
        let places = self.chain(hash);
        places.filter(move |place| self.hashes[*place] == hash)
    }

    /// Returns the places of the things whose hashes are in one group with this one.
    fn chain(&self, hash: u64) -> impl Iterator<Item = usize> {
        let head = self.heads[self.head(hash)];
        let there = |place: usize| (place != END).then_some(place);
        std::iter::successors(there(head), move |place| there(self.next[*place]))
    }

    fn head(&self, hash: u64) -> usize {
        let spread = hash.wrapping_mul(SPREAD) >> 32;
        ((spread * self.heads.len() as u64) >> 32) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_a_hash_increase() {
        let by_hash = ByHash::new(vec![7, 1 << 40, 7, 3, 1 << 40, 7]);
        let places = |hash| by_hash.places(hash).collect::<Vec<_>>();
        assert_eq!(places(7), [0, 2, 5]);
        assert_eq!(places(1 << 40), [1, 4]);
        assert!(places(8).is_empty());
        assert_eq!(ByHash::new(Vec::new()).places(7).count(), 0);
    }

    #[test]
    fn few_others_are_met_on_the_way() {
        for step in [1, 2, 1_000, 4_096, 1 << 40] {
            let hashes: Vec<u64> = (0..1_000).map(|key| key * step).collect();
            let by_hash = ByHash::new(hashes.clone());
            let met: usize = hashes.iter().map(|hash| by_hash.chain(*hash).count()).sum();
            assert!(met < 3_000, "{step}: {met}");
        }
    }
}
