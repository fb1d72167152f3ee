//! Which bytes of an encoded snapshot are about what. Only the overlay of dev mode asks.

use super::{Mark, Snapshot, lanes, write};
use crate::part::KindId;

/// A part of the bytes, and what it is about: nothing in particular, or these members of the snapshot together.
pub struct Stretch {
    /// How long it is.
    pub bytes: usize,
    /// What it is about.
    pub members: Vec<Member>,
}

/// A value in a snapshot, by the places in its lists.
pub enum Member {
    /// That there is a scope, and of what kind.
    Scope(usize),
    /// What a scope captured.
    Slot {
        /// The scope.
        scope: usize,
        /// Which of its slots.
        slot: usize,
    },
    /// A node, or its value.
    Node(usize),
}

/// The stretches of what [`encode`](super::encode) gives, in order.
pub fn stretches(snapshot: &Snapshot, first: KindId) -> Vec<Stretch> {
    let mut ends = Vec::new();
    let encoded = write(snapshot, first, |mark, end| ends.push((mark, end)));
    let mut start = 0;
    let mut stretch = |(mark, end): (Mark, usize)| {
        // Zeros at the end are left out.
        let end = end.min(encoded.len());
        let bytes = end - std::mem::replace(&mut start, end);
        let members = members(snapshot, mark);
        Stretch { bytes, members }
    };
    ends.into_iter().map(&mut stretch).collect()
}

fn members(snapshot: &Snapshot, mark: Mark) -> Vec<Member> {
    match mark {
        Mark::Head => Vec::new(),
        Mark::Scopes => (0..snapshot.scopes.len()).map(Member::Scope).collect(),
        Mark::Statuses => (0..snapshot.nodes.len()).map(Member::Node).collect(),
        Mark::Slot(kind, slot) => {
            let scopes = snapshot.scopes.iter().enumerate();
            let alike = scopes.filter(|(_, scope)| scope.kind == kind);
            alike
                .map(|(scope, _)| Member::Slot { scope, slot })
                .collect()
        }
        Mark::Lane(lane) => {
            let nodes = snapshot.nodes.iter().enumerate();
            let (places, valued): (Vec<_>, Vec<_>) =
                nodes.filter(|(_, node)| node.value.is_some()).unzip();
            let found = places.into_iter().zip(lanes(&valued));
            found
                .filter(|(_, own)| *own == lane)
                .map(|(node, _)| Member::Node(node))
                .collect()
        }
    }
}
