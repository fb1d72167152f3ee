//! An index from hashes to nodes: open addressing, linear probing, no removal.

/// An index from hashes to nodes. Much smaller in the browser's artifact than a `HashMap`.
pub(super) struct HashIndex {
    slots: Vec<Option<(u64, u32)>>,
    used: usize,
    /// The slot of a node that was needed when last asked.
    witness: usize,
}

impl HashIndex {
    pub(super) const fn new() -> HashIndex {
        HashIndex {
            slots: Vec::new(),
            used: 0,
            witness: 0,
        }
    }

    pub(super) fn get(&self, hash: u64) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        self.slots[self.slot_for(hash)].map(|(_, node)| node)
    }

    /// Adds a hash that is not in the index. A full index first drops the nodes for which `is_needed` is false, and
    /// grows if that was not enough. Returns the dropped nodes.
    pub(super) fn add(
        &mut self,
        hash: u64,
        node: u32,
        is_needed: impl Fn(u32) -> bool,
    ) -> Vec<u32> {
        let mut dropped = Vec::new();
        if self.used * 2 >= self.slots.len() {
            dropped = self.rebuild(is_needed);
        }
        self.fill(hash, node);
        dropped
    }

    /// Returns whether any node is needed. Repeated calls mostly check one node.
    pub(super) fn any(&mut self, is_needed: impl Fn(u32) -> bool) -> bool {
        let count = self.slots.len();
        let from = std::mem::take(&mut self.witness);
        let is_witness = |slot: &usize| self.slots[*slot].is_some_and(|(_, node)| is_needed(node));
        let witness = (0..count)
            .map(|step| (from + step) % count)
            .find(is_witness);
        self.witness = witness.unwrap_or(0);
        witness.is_some()
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = u32> {
        self.slots.iter().flatten().map(|(_, node)| *node)
    }

    fn rebuild(&mut self, is_needed: impl Fn(u32) -> bool) -> Vec<u32> {
        let mut dropped = Vec::new();
        let mut kept = Vec::new();
        for (hash, node) in self.slots.drain(..).flatten() {
            match is_needed(node) {
                true => kept.push((hash, node)),
                false => dropped.push(node),
            }
        }
        self.slots
            .resize(((kept.len() + 1) * 4).next_power_of_two(), None);
        self.used = 0;
        for (hash, node) in kept {
            self.fill(hash, node);
        }
        dropped
    }

    fn fill(&mut self, hash: u64, node: u32) {
        let slot = self.slot_for(hash);
        self.slots[slot] = Some((hash, node));
        self.used += 1;
    }

    /// Returns the slot that holds the hash, or the empty one where it belongs. At least half of the slots are empty.
    fn slot_for(&self, hash: u64) -> usize {
        let last = self.slots.len() - 1;
        let mut slot = hash as usize & last;
        while self.slots[slot].is_some_and(|(other, _)| other != hash) {
            slot = (slot + 1) & last;
        }
        slot
    }
}
