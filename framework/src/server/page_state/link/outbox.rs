//! The changes since the last snapshot that the browser must be told of, or that the server must carry out.

use super::{Link, Resident, ResidentPart, SentFrame};
use crate::function::Role;
use crate::graph::{NodeId, ScopeId};
use crate::wire::message::Uplink;

impl Link {
    /// Returns whether there are none, and nothing is to be decided.
    pub fn is_quiet(&self) -> bool {
        self.promoted.is_empty()
            && self.undecided.is_empty()
            && self.relieved.is_empty()
            && self.unmirrored.is_empty()
            && self.opened.is_empty()
            && self.uplinked.is_empty()
    }

    /// Takes the changed uplinks that the browser must be told of, of the nodes that it was told of before.
    pub fn take_uplinked(&mut self, is_told: impl Fn(NodeId) -> bool) -> Vec<(NodeId, Uplink)> {
        let mut uplinked = std::mem::take(&mut self.uplinked);
        uplinked.retain(|node| is_told(*node));
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

    /// Takes the nodes whose handles the browser may use from now on.
    pub fn take_opened(&mut self) -> Vec<NodeId> {
        std::mem::take(&mut self.opened)
    }

    /// Takes the nodes that need no mirror any longer.
    pub fn take_unmirrored(&mut self) -> Vec<NodeId> {
        std::mem::take(&mut self.unmirrored)
    }

    /// Takes the frames of residents with functions that the browser runs now, by region.
    pub fn take_promoted(&mut self) -> Vec<SentFrame> {
        let promoted = std::mem::take(&mut self.promoted);
        let frames = promoted.into_iter().filter_map(|resident| {
            let (kind, instance) = self.residents.get_mut(resident)?;
            instance.is_promoted = false;
            Some(SentFrame::new(kind, instance))
        });
        let mut frames: Vec<_> = frames.collect();
        frames.sort_by_key(|frame| frame.region);
        frames
    }

    /// Takes the bindings that the browser does not run, once all values that it gets are known. The server runs those
    /// that can change.
    pub fn take_dormant(&mut self) -> Vec<(Resident, usize, ScopeId)> {
        std::mem::take(&mut self.undecided)
            .into_iter()
            .filter_map(|id| self.hand_to_server(id))
            .collect()
    }

    fn hand_to_server(&mut self, id: ResidentPart) -> Option<(Resident, usize, ScopeId)> {
        let (function, instance) = self.residents.part(id)?;
        let captured = instance.frame.taken(function);
        let can_change = captured
            .flat_map(|(value, _)| value.nodes())
            .next()
            .is_some();
        let is_binding = matches!(function.role, Role::Binding { .. });
        if instance.in_browser.has(id.part()) || !can_change || !is_binding {
            return None;
        }
        let scope = instance.scope.child();
        self.residents.runs_on_server(id, scope);
        Some((id.resident, id.part(), scope))
    }
}
