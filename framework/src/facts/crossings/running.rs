//! Rules 1 and 2: the client functions that can run in the browser, and the nodes that they may write.

use std::collections::BTreeSet;

use super::results::CallIdentity;
use super::{NodeIdentity, Program, Var};
use crate::cross::Held;
use crate::facts::{FunctionFacts, Presence, Purpose, Take, VariableOrigin};

impl Program<'_> {
    pub(super) fn round(&mut self) -> bool {
        let before = self.size();
        for (component, facts) in self.all.iter().enumerate() {
            for (number, function) in facts.functions.iter().enumerate() {
                if self.can_run(component, function) {
                    self.running.insert((component, number));
                }
            }
        }
        let mut iso = BTreeSet::new();
        let mut needed = BTreeSet::new();
        for (component, number) in &self.running {
            for take in self.all[*component].functions[*number].takes {
                let var = self.first[*component] + take.variable;
                needed.insert(var);
                if self.may_write(var, take) {
                    iso.insert(var);
                }
                if self.may_write_through(var, take) {
                    self.opened.insert(var);
                    iso.extend(self.written_through(var));
                }
            }
        }
        let memos = self.vars().filter(|var| self.computes_dirty(*var));
        let dirty: BTreeSet<Var> = memos.chain(iso.iter().copied()).collect();
        for var in self.vars() {
            let any =
                |found: &BTreeSet<Var>, among: &[Var]| among.iter().any(|one| found.contains(one));
            let is_iso = any(&iso, &self.writers[var]);
            self.dirty[var] |= is_iso || any(&dirty, &self.same[var]);
            self.iso[var] |= is_iso;
            self.needed[var] |= any(&needed, &self.readers[var]);
        }
        before != self.size()
    }

    /// Returns a number that is greater if more is known.
    fn size(&self) -> usize {
        let flags = count(&self.iso) + count(&self.dirty) + count(&self.needed);
        self.running.len() + self.opened.len() + flags
    }

    fn can_run(&self, component: usize, function: &FunctionFacts) -> bool {
        let is_needed = |memo: usize| self.needed[self.first[component] + memo];
        if function.presence == Presence::Never {
            return false;
        }
        function.is_sure
            || function.memo.is_none_or(is_needed) && self.takes_dirty(component, function)
    }

    fn takes_dirty(&self, component: usize, function: &FunctionFacts) -> bool {
        let mut taken = function.takes.iter();
        taken.any(|take| self.is_taken_dirty(self.first[component] + take.variable))
    }

    /// Returns whether a function that takes a variable runs in the browser because of it.
    pub(super) fn is_taken_dirty(&self, var: Var) -> bool {
        self.dirty[var] || self.counts_calls(var) || self.holds_dirty(var)
    }

    /// Returns whether a variable is an action, whose calls the browser counts.
    fn counts_calls(&self, var: Var) -> bool {
        let is_handle = |holds: Held| holds.has(Held::CALL);
        self.variable(var).origin == VariableOrigin::Action
            || self.holds(var).is_some_and(is_handle)
    }

    /// Returns whether a handle in the values of a variable's node may be one of a dirty node.
    pub(super) fn holds_dirty(&self, var: Var) -> bool {
        let mut dirty = self.lost.iter().filter(|lost| self.dirty[**lost]);
        let leads = self.leads_to(var, Held::READ) || self.leads_to(var, Held::WRITE);
        leads
            && (dirty.any(|lost| self.may_lead_to(var, *lost, self.value_type(*lost)))
                || (self.opened.iter())
                    .any(|opened| self.may_lead_to(var, *opened, self.only_lead(*opened))))
    }

    /// Returns the lost variables that the handles in the values of a variable's node may write.
    pub(super) fn written_through(&self, var: Var) -> impl Iterator<Item = Var> {
        let lost = self.lost.iter().copied();
        lost.filter(move |lost| {
            !self.is_read_only(*lost) && self.may_lead_to(var, *lost, self.value_type(*lost))
        })
    }

    /// Returns whether no handle of a variable's node writes it.
    fn is_read_only(&self, var: Var) -> bool {
        matches!(
            self.variable(var).origin,
            VariableOrigin::Action | VariableOrigin::Memo { .. } | VariableOrigin::Mirror
        ) || self.is_memo_handle(var)
    }

    /// Returns whether a variable is a handle that only memos have.
    pub(super) fn is_memo_handle(&self, var: Var) -> bool {
        let ty = self.variable(var).ty;
        let ty = ty.and_then(|ty| self.types[self.home[var]].captured.get(ty));
        ty.is_some_and(|ty| ty.is_memo)
    }

    /// Returns whether a handle in the values of a variable's node has an ability.
    pub(super) fn leads_to(&self, var: Var, ability: Held) -> bool {
        self.holds(var).is_some_and(|holds| holds.leads_to(ability))
    }

    /// Returns whether a function that takes a variable like this may write a handle in the values of its node. One that
    /// only reads the value's own handle may not, if the value is a handle.
    pub(super) fn may_write_through(&self, var: Var, take: &Take) -> bool {
        let is_read = take.reads_within && self.has_handles_as_values(var);
        self.leads_to(var, Held::WRITE) && !is_read
    }

    fn has_handles_as_values(&self, var: Var) -> bool {
        let ty = self.variable(var).ty;
        let ty = ty.and_then(|ty| self.types[self.home[var]].captured.get(ty));
        ty.is_some_and(|ty| ty.has_handles_as_values)
    }

    /// Returns whether a handle in the values of a variable's node may be one that another variable is or leads to, of a
    /// node with values of this type.
    pub(super) fn may_lead_to(&self, var: Var, other: Var, value: Option<&str>) -> bool {
        let one = self.only_lead(var);
        let is_type = one.is_none() || value.is_none() || one == value;
        (is_type || self.may_pass_on(other, one)) && self.are_on_one_page(var, other)
    }

    /// Returns the type of the values of the handles in a variable's node, if it is only one and known.
    pub(super) fn only_lead(&self, var: Var) -> Option<&str> {
        let types = &self.types[self.home[var]].captured;
        types.get(self.variable(var).ty?)?.leads_to.as_deref()
    }

    /// Returns whether a variable is a memo that takes a dirty node.
    fn computes_dirty(&self, var: Var) -> bool {
        let component = self.home[var];
        self.functions_of_memo(var)
            .any(|(_, function)| self.takes_dirty(component, function))
    }

    pub(super) fn functions_of_memo(
        &self,
        var: Var,
    ) -> impl Iterator<Item = (usize, &'static FunctionFacts)> {
        let component = self.home[var];
        let own = var - self.first[component];
        let functions = self.all[component].functions.iter().enumerate();
        functions.filter(move |(_, function)| function.memo == Some(own))
    }

    /// Returns the handles that a captured variable may hold; `None` if nothing is known.
    pub(super) fn holds(&self, var: Var) -> Option<Held> {
        let ty = self.variable(var).ty?;
        self.types[self.home[var]].captured.get(ty)?.holds
    }

    /// Like `holds`, of a variable that is a handle itself.
    pub(super) fn handle_holds(&self, var: Var) -> Option<Held> {
        let ty = self.types[self.home[var]]
            .captured
            .get(self.variable(var).ty?)?;
        ty.holds.filter(|_| ty.is_handle)
    }

    pub(super) fn may_write(&self, var: Var, take: &Take) -> bool {
        match (self.variable(var).origin, take.purpose) {
            _ if self.is_read_only(var) => false,
            // A user's own type may have a method of that name, and write in it.
            (_, Purpose::Read) => self.is_record(var) && self.holds_writer(var),
            (_, Purpose::Write) => true,
            (VariableOrigin::Source, Purpose::Use) => true,
            (_, Purpose::Use) => self.holds_writer(var),
        }
    }

    fn holds_writer(&self, var: Var) -> bool {
        self.holds(var).is_some_and(|holds| holds.has(Held::WRITE))
    }

    /// Returns whether a variable is known to be a value that holds handles, and not a handle itself.
    fn is_record(&self, var: Var) -> bool {
        let ty = self.variable(var).ty;
        let ty = ty.and_then(|ty| self.types[self.home[var]].captured.get(ty));
        ty.is_some_and(|ty| ty.holds.is_some() && !ty.is_handle)
    }

    /// Returns whether the browser computes a variable on every page, whatever else is on it.
    pub(super) fn is_computed(&self, var: Var) -> bool {
        let call = self.call_of(var);
        let is_run = |node: &NodeIdentity| {
            node.own().is_some_and(|memo| {
                let mut functions = self.functions_of_memo(memo);
                functions.next().is_some_and(|(_, function)| {
                    function.is_sure || self.is_surely_dirty(memo, call, &mut BTreeSet::new())
                })
            })
        };
        !self.nodes[var].is_empty() && self.nodes[var].iter().all(is_run)
    }

    /// Returns whether every page on which the variable is has a function that writes it, or a node that it reads. The
    /// component that made a node is on every page on which another one is given it. If the variable is one of a
    /// composable, it is that of this call.
    fn is_surely_dirty(
        &self,
        var: Var,
        call: Option<CallIdentity>,
        seen: &mut BTreeSet<Var>,
    ) -> bool {
        if self.is_surely_called(var) {
            return true;
        }
        let mut nodes = self.nodes[var].iter();
        let mut is_dirty = |node: &NodeIdentity| {
            let own = node.own();
            own.is_some_and(|own| self.is_own_surely_dirty(own, call, seen))
        };
        !self.nodes[var].is_empty() && nodes.all(&mut is_dirty)
    }

    /// Returns whether every page with a variable's component has a function of the component that calls the variable, an
    /// action.
    fn is_surely_called(&self, var: Var) -> bool {
        let home = self.home[var];
        let functions = self.all[home].functions.iter();
        let always = functions.filter(|function| function.presence == Presence::Always);
        let mut takes = always.flat_map(|function| function.takes);
        self.counts_calls(var)
            && takes.any(|take| {
                self.first[home] + take.variable == var && take.purpose != Purpose::Read
            })
    }

    fn is_own_surely_dirty(
        &self,
        own: Var,
        call: Option<CallIdentity>,
        seen: &mut BTreeSet<Var>,
    ) -> bool {
        // A component inside of itself may be given its own memo.
        if !seen.insert(own) {
            return false;
        }
        let (home, variable) = (self.home[own], self.variable(own));
        let first = self.first[home];
        let is_dirty = if variable.origin == VariableOrigin::Source {
            let functions = self.all[home].functions.iter();
            let always = functions.filter(|function| function.presence == Presence::Always);
            let mut takes = always.flat_map(|function| function.takes);
            takes.any(|take| first + take.variable == own && self.may_write(own, take))
                || call.is_some_and(|call| self.caller_writes(call, own))
        } else {
            let functions = self.functions_of_memo(own);
            let mut takes = functions.flat_map(|(_, function)| function.takes);
            takes.any(|take| self.is_surely_dirty(first + take.variable, call, seen))
        };
        seen.remove(&own);
        is_dirty
    }

    /// Returns whether every page with the caller of a composable has a function of the caller that writes a signal which
    /// this call returns.
    fn caller_writes(&self, call: CallIdentity, own: Var) -> bool {
        let functions = self.all[call.0].functions.iter();
        let always = functions.filter(|function| function.presence == Presence::Always);
        let mut takes = always.flat_map(|function| function.takes);
        takes.any(|take| {
            let var = self.first[call.0] + take.variable;
            self.is_result_of(var, call, own) && self.may_write(var, take)
        })
    }
}

fn count(flags: &[bool]) -> usize {
    flags.iter().filter(|flag| **flag).count()
}
