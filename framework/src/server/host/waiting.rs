//! Sessions that wait for a socket, within a budget of memory.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::visitor::Visitor;
use crate::server::view::limit::Limit;

/// Sessions without a socket. When they take more memory than the budget, sessions of the visitor who takes most of it
/// end, the oldest first: a flood of one visitor pushes out that visitor's own pages.
///
/// The rule is not "the oldest of the newcomer's first", because a newcomer who has opened two pages is not the one who
/// fills the budget.
pub(crate) struct WaitingSessions<T> {
    budget: usize,
    /// The limit that is reached when there is no room.
    limit: Limit,
    bytes: usize,
    next: u64,
    visitors: HashMap<Visitor, WaitingVisitor<T>>,
    /// The visitors, the one who takes most memory last; of equals, the one who waits longest.
    order: BTreeSet<(usize, Reverse<u64>, Visitor)>,
}

struct WaitingVisitor<T> {
    bytes: usize,
    /// Sessions with their bytes, by age.
    sessions: BTreeMap<u64, (usize, T)>,
}

/// The place of a session among those that wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WaitingPlace {
    visitor: Visitor,
    number: u64,
}

impl<T> WaitingVisitor<T> {
    fn order(&self, visitor: Visitor) -> Option<(usize, Reverse<u64>, Visitor)> {
        let (oldest, _) = self.sessions.first_key_value()?;
        Some((self.bytes, Reverse(*oldest), visitor))
    }
}

impl<T> WaitingSessions<T> {
    /// Makes an empty list of sessions that may take so many bytes together.
    pub fn new(budget: usize, limit: Limit) -> Self {
        Self {
            budget,
            limit,
            bytes: 0,
            next: 0,
            visitors: HashMap::new(),
            order: BTreeSet::new(),
        }
    }

    /// Adds a session. Returns its place, and the sessions that must end.
    pub fn add(&mut self, visitor: Visitor, bytes: usize, session: T) -> (WaitingPlace, Vec<T>) {
        let number = self.next;
        self.next += 1;
        self.change(visitor, |of| {
            of.bytes += bytes;
            of.sessions.insert(number, (bytes, session));
        });
        self.bytes += bytes;
        (WaitingPlace { visitor, number }, self.shrink())
    }

    /// Notes that a session takes other memory than before. Returns the sessions that must end.
    pub fn resize(&mut self, place: WaitingPlace, bytes: usize) -> Vec<T> {
        let before = self.change(place.visitor, |of| {
            let (held, _) = of.sessions.get_mut(&place.number)?;
            let before = std::mem::replace(held, bytes);
            of.bytes = of.bytes - before + bytes;
            Some(before)
        });
        if let Some(before) = before {
            self.bytes = self.bytes - before + bytes;
        }
        self.shrink()
    }

    /// Removes a session, unless it had to end.
    pub fn remove(&mut self, place: WaitingPlace) {
        let removed = self.change(place.visitor, |of| {
            let (bytes, _) = of.sessions.remove(&place.number)?;
            of.bytes -= bytes;
            Some(bytes)
        });
        self.bytes -= removed.unwrap_or_default();
    }

    /// Ends sessions until the others fit into the budget. The newest stays: its visitor has just been given it. Without a
    /// budget nothing does.
    fn shrink(&mut self) -> Vec<T> {
        let mut ended = Vec::new();
        while self.bytes > self.budget
            && let Some(place) = self.next_to_end()
        {
            let session = self.change(place.visitor, |of| {
                let (bytes, session) = of.sessions.remove(&place.number)?;
                of.bytes -= bytes;
                Some((bytes, session))
            });
            if let Some((bytes, session)) = session {
                self.bytes -= bytes;
                self.limit.hit();
                ended.push(session);
            }
        }
        ended
    }

    fn next_to_end(&self) -> Option<WaitingPlace> {
        let oldest = self.order.iter().rev();
        let mut places =
            oldest.map(|&(_, Reverse(number), visitor)| WaitingPlace { visitor, number });
        places.find(|place| place.number + 1 != self.next || self.budget == 0)
    }

    /// Changes the sessions of a visitor, and the visitor's place in the order.
    fn change<R>(
        &mut self,
        visitor: Visitor,
        change: impl FnOnce(&mut WaitingVisitor<T>) -> R,
    ) -> R {
        let of = self
            .visitors
            .entry(visitor)
            .or_insert_with(|| WaitingVisitor {
                bytes: 0,
                sessions: BTreeMap::new(),
            });
        if let Some(order) = of.order(visitor) {
            self.order.remove(&order);
        }
        let result = change(of);
        match of.order(visitor) {
            Some(order) => drop(self.order.insert(order)),
            None => drop(self.visitors.remove(&visitor)),
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn visitor(number: u32) -> Visitor {
        Visitor::Client(IpAddr::from(Ipv4Addr::from(number)))
    }

    #[test]
    fn a_flood_of_one_visitor_ends_only_that_visitors_pages_the_oldest_first() {
        let mut waiting = WaitingSessions::new(100, Limit::Waiting);
        for honest in 1..=5 {
            assert_eq!(waiting.add(visitor(honest), 10, "honest").1, [""; 0]);
        }
        for (at, page) in ["1", "2", "3", "4", "5", "6", "7"].into_iter().enumerate() {
            let (_, ended) = waiting.add(visitor(9), 10, page);
            let expected: &[_] = if at < 5 { &[] } else { &[["1", "2"][at - 5]] };
            assert_eq!(ended, expected);
        }
        // An honest visitor who comes later pushes out the flood, too.
        assert_eq!(waiting.add(visitor(6), 20, "honest").1, ["3", "4"]);
        assert_eq!(waiting.bytes, 100);
    }

    #[test]
    fn among_visitors_with_as_much_the_one_who_waits_longest_goes() {
        let mut waiting = WaitingSessions::new(30, Limit::Waiting);
        let (first, _) = waiting.add(visitor(1), 10, "a");
        waiting.add(visitor(2), 10, "b");
        waiting.add(visitor(3), 10, "c");
        assert_eq!(waiting.add(visitor(4), 10, "d").1, ["a"]);
        // It has ended already.
        waiting.remove(first);
        assert_eq!(waiting.bytes, 30);
    }

    #[test]
    fn the_newest_stays_however_large_it_is() {
        let mut waiting = WaitingSessions::new(30, Limit::Waiting);
        waiting.add(visitor(1), 10, "a");
        waiting.add(visitor(2), 10, "b");
        assert_eq!(waiting.add(visitor(2), 100, "large").1, ["b", "a"]);
        assert_eq!(waiting.add(visitor(3), 10, "next").1, ["large"]);
    }

    #[test]
    fn without_a_budget_nothing_waits() {
        let mut waiting = WaitingSessions::new(0, Limit::Waiting);
        assert_eq!(waiting.add(visitor(1), 10, "a").1, ["a"]);
        assert_eq!(waiting.bytes, 0);
    }

    #[test]
    fn a_session_that_grows_counts_with_what_it_has() {
        let mut waiting = WaitingSessions::new(30, Limit::Waiting);
        let (place, _) = waiting.add(visitor(1), 10, "a");
        waiting.add(visitor(2), 10, "b");
        assert_eq!(waiting.resize(place, 15), [""; 0]);
        assert_eq!(waiting.resize(place, 25), ["a"]);
        assert_eq!(waiting.bytes, 10);
    }

    proptest! {
        #[test]
        fn the_books_are_right_whatever_happens(steps in vec((0..4u32, 0..50usize, any::<bool>()), 1..60)) {
            let mut waiting = WaitingSessions::new(100, Limit::Waiting);
            let mut places = Vec::new();
            for (who, bytes, removes) in steps {
                match places.pop() {
                    Some(place) if removes => waiting.remove(place),
                    Some(place) => drop(waiting.resize(place, bytes)),
                    None => {}
                }
                places.push(waiting.add(visitor(who), bytes, ()).0);
                let sums = waiting.visitors.values().map(|of| of.bytes);
                prop_assert_eq!(sums.sum::<usize>(), waiting.bytes);
                let held = waiting.visitors.values().flat_map(|of| of.sessions.values());
                prop_assert_eq!(held.map(|(bytes, ())| bytes).sum::<usize>(), waiting.bytes);
                prop_assert!(waiting.bytes <= 100);
                prop_assert_eq!(waiting.order.len(), waiting.visitors.len());
            }
        }
    }
}
