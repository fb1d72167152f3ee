//! The results of composables: a variable of the caller is the composable's own.

use super::{Program, Var};
use crate::facts::VariableOrigin;

/// The call of a composable: the component that calls it, and the number among its instances.
pub(super) type CallIdentity = (usize, usize);

impl Program<'_> {
    /// Returns the variable of a composable that a part of its result is.
    pub(super) fn result(&self, caller: usize, instance: usize, path: &str) -> Option<Var> {
        let target = self.composable(caller, instance)?;
        let returned = self.all[target].returned.iter();
        let mut same = returned.filter(|returned| returned.path == path);
        same.next()
            .map(|returned| self.first[target] + returned.variable)
    }

    fn composable(&self, caller: usize, instance: usize) -> Option<usize> {
        match self.targets(caller, instance)[..] {
            [target] => Some(target),
            _ => None,
        }
    }

    /// Finds the handles that composables return to callers which do more with the result than to take its parts.
    pub(super) fn find_returned(&mut self) {
        let mut unseen = vec![false; self.all.len()];
        for (component, facts) in self.all.iter().enumerate() {
            unseen[component] |= facts.is_called_unseen;
            let first = self.first[component];
            for (number, instance) in facts.instances.iter().enumerate() {
                let is_part = |var: Var| match self.variable(var).origin {
                    VariableOrigin::Result { instance, path } if instance == number => {
                        self.is_data(var) || self.result(component, instance, path).is_some()
                    }
                    _ => true,
                };
                let mut own = first..first + facts.variables.len();
                if !instance.is_bound || !own.all(is_part) {
                    let targets = self.targets(component, number).into_iter();
                    targets.for_each(|target| unseen[target] = true);
                }
            }
        }
        for (component, facts) in self.all.iter().enumerate() {
            for returned in facts.returned.iter().filter(|_| unseen[component]) {
                let var = self.first[component] + returned.variable;
                self.returned.entry(var).or_default().push(returned.lost);
            }
        }
    }

    /// Returns the call whose result a variable is a part of.
    pub(super) fn call_of(&self, var: Var) -> Option<CallIdentity> {
        match self.variable(var).origin {
            VariableOrigin::Result { instance, .. } => Some((self.home[var], instance)),
            _ => None,
        }
    }

    /// Returns whether a variable of the caller is this variable of the composable that it calls there.
    pub(super) fn is_result_of(&self, var: Var, call: CallIdentity, own: Var) -> bool {
        let VariableOrigin::Result { instance, path } = self.variable(var).origin else {
            return false;
        };
        (self.home[var], instance) == call && self.result(call.0, instance, path) == Some(own)
    }
}
