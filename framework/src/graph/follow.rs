//! Followed nodes: a host is told when their values have changed. It costs a flag, where an effect for each of them would
//! cost a node, an edge and a run. As with effects, a host hears of nodes in a paused scope once that is resumed.

use super::current::graph;
use super::node::{FOLLOWED, MARKED, NodeId, OVERDUE, RENEWED};
use super::runtime::Graph;

/// Follows a signal or memo from now on.
pub(crate) fn follow(id: NodeId) {
    graph(|graph| {
        if graph.exists(id) {
            graph.nodes[id.index].set(FOLLOWED);
        }
    });
}

/// Does not follow a node any longer.
pub(crate) fn unfollow(id: NodeId) {
    graph(|graph| {
        if graph.exists(id) {
            graph.nodes[id.index].clear(FOLLOWED | RENEWED | OVERDUE);
        }
    });
}

/// Takes the followed nodes whose values have changed. They are complete after a [`flush`](super::flush).
pub(crate) fn take_renewed() -> Vec<NodeId> {
    let mut renewed = graph(|graph| std::mem::take(&mut graph.renewed));
    renewed.retain(|id| {
        graph(|graph| {
            let is_followed = graph.exists(*id) && graph.nodes[id.index].is(FOLLOWED);
            if is_followed {
                graph.nodes[id.index].clear(RENEWED);
            }
            is_followed
        })
    });
    renewed
}

impl Graph {
    /// Notes that a followed node has another value.
    pub(super) fn renew(&mut self, node: u32) {
        if !self.nodes[node].is(FOLLOWED) || self.nodes[node].is(RENEWED) {
            return;
        }
        if self.is_paused(node) {
            self.nodes[node].set(OVERDUE);
        } else {
            self.nodes[node].set(RENEWED);
            self.renewed.push(self.id(node));
        }
    }

    /// Notes that a followed memo was marked.
    pub(super) fn expect(&mut self, memo: u32) {
        if self.nodes[memo].is(FOLLOWED) {
            self.expected.push(self.id(memo));
        }
    }

    /// Notes what has happened to a followed node while its scope was paused.
    pub(super) fn resume_followed(&mut self, node: u32) {
        if self.nodes[node].is(OVERDUE) {
            self.nodes[node].clear(OVERDUE);
            self.renew(node);
        }
        if self.nodes[node].is(MARKED) {
            self.expect(node);
        }
    }

    /// Takes a marked memo that is followed and may run.
    pub(super) fn next_expected(&mut self) -> Option<NodeId> {
        while let Some(id) = self.expected.pop() {
            if self.exists(id) && self.nodes[id.index].is(FOLLOWED) && !self.is_paused(id.index) {
                return Some(id);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Runtime, RwSignal, ScopeId, flush, memo};

    #[test]
    fn a_memo_is_renewed_when_its_value_has_changed() {
        let runtime = Runtime::new();
        runtime.defer_effects();
        let _here = runtime.enter();
        let number = RwSignal::new(1);
        let is_even = memo(move || number.get() % 2 == 0);
        follow(is_even.id());
        number.set(3);
        flush();
        assert_eq!(take_renewed(), []);
        number.set(4);
        assert_eq!(take_renewed(), [], "it has not run yet");
        flush();
        assert_eq!(take_renewed(), [is_even.id()]);
        assert_eq!(take_renewed(), []);
    }

    #[test]
    fn a_signal_is_renewed_by_each_write_until_it_is_not_followed() {
        let runtime = Runtime::new();
        let _here = runtime.enter();
        let number = RwSignal::new(1);
        follow(number.id());
        number.set(1);
        number.set(2);
        assert_eq!(take_renewed(), [number.id()]);
        number.set(3);
        unfollow(number.id());
        assert_eq!(take_renewed(), []);
        number.set(4);
        assert_eq!(take_renewed(), []);
    }

    #[test]
    fn nodes_of_a_paused_scope_are_renewed_when_it_is_resumed() {
        let runtime = Runtime::new();
        runtime.defer_effects();
        let _here = runtime.enter();
        let outside = RwSignal::new(1);
        let scope = ScopeId::current().child();
        let (signal, twice) = scope.run(|| (RwSignal::new(1), memo(move || outside.get() * 2)));
        follow(signal.id());
        follow(twice.id());
        scope.pause();
        signal.set(2);
        outside.set(2);
        flush();
        assert_eq!(take_renewed(), []);
        scope.resume();
        flush();
        let mut renewed = take_renewed();
        renewed.sort();
        assert_eq!(renewed, [signal.id(), twice.id()]);
    }

    #[test]
    fn a_disposed_node_is_not_renewed() {
        let runtime = Runtime::new();
        let _here = runtime.enter();
        let scope = ScopeId::current().child();
        let signal = scope.run(|| RwSignal::new(1));
        follow(signal.id());
        signal.set(2);
        scope.dispose();
        assert_eq!(take_renewed(), []);
    }
}
