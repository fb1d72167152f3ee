//! The changes since the last snapshot that the browser must be told of, or that the server must carry out.

use super::{Link, Resident, ResidentKind, ResidentPartId, Runs, SentFrame};
use crate::function::Role;
use crate::graph::{NodeId, ScopeId};
use crate::wire::message::Uplink;

impl Link {
    /// Takes the changed uplinks that the browser must be told of, besides those of nodes that are new to it.
    pub fn take_uplinked(&mut self) -> Vec<(NodeId, Uplink)> {
        let mut uplinked = std::mem::take(&mut self.uplinked);
        uplinked.sort_unstable();
        uplinked.dedup();
        let with_uplink = uplinked.into_iter().map(|node| (node, self.uplink(node)));
        with_uplink
            .filter(|(_, uplink)| *uplink != Uplink::None)
            .collect()
    }

    /// Returns whether the browser may write sources that it could not write before.
    pub fn has_new_sources(&self) -> bool {
        !self.uplinked.is_empty()
    }

    /// Takes the scopes in which the server ran functions that the browser runs now.
    pub fn take_relieved(&mut self) -> Vec<ScopeId> {
        std::mem::take(&mut self.relieved)
    }

    /// Takes the frames of residents with functions that the browser runs now, by region.
    pub fn take_promoted(&mut self) -> Vec<SentFrame> {
        let mut promoted = std::mem::take(&mut self.promoted);
        promoted.sort_unstable_by_key(|resident| {
            self.residents.get(resident).map(|instance| instance.region)
        });
        let mut take =
            |resident: Resident| self.residents.get_mut(&resident).map(ResidentKind::frame);
        promoted.into_iter().filter_map(&mut take).collect()
    }

    /// Takes the bindings that the browser does not run, once all values that it gets are known. The server runs those
    /// that can change.
    pub fn take_dormant(&mut self) -> Vec<(Resident, usize, ScopeId)> {
        std::mem::take(&mut self.undecided)
            .into_iter()
            .filter_map(|id| self.hand_to_server(id))
            .collect()
    }

    fn hand_to_server(
        &mut self,
        (resident, index): ResidentPartId,
    ) -> Option<(Resident, usize, ScopeId)> {
        let instance = self.residents.get_mut(&resident)?;
        let part = instance.parts.get_mut(index)?;
        let can_change = part
            .captures
            .iter()
            .any(|capture| !capture.nodes.is_empty());
        if part.runs != Runs::Nobody || !can_change || !matches!(part.role, Role::Binding { .. }) {
            return None;
        }
        let scope = instance.scope.child();
        part.runs = Runs::Server(scope);
        Some((resident, index, scope))
    }
}
