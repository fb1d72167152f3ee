//! Rules 3 and 4: the values that cross, each with its reason.

use std::collections::{BTreeMap, BTreeSet};

use super::followed::when;
use super::results::CallIdentity;
use super::{Class, Line, NodeIdentity, Program, Var, Way};
use crate::cross::Held;
use crate::facts::{
    FunctionFacts, NodeKind, Purpose, Restored, ServerWrites, Take, Uplink, VariableOrigin,
};

/// A client function, and how it takes a variable.
type FunctionTake = (&'static FunctionFacts, &'static Take);

impl Program<'_> {
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines: BTreeMap<(&str, Way, &str), Line> = BTreeMap::new();
        for var in self.vars() {
            for line in self.lines_of(var) {
                lines
                    .entry((line.component, line.way, line.name))
                    .or_insert(line);
            }
        }
        lines.into_values().collect()
    }

    /// Returns the lines of one component's variables.
    pub fn lines_in(&self, component: usize) -> Vec<Line> {
        let own = self.vars().filter(|var| self.home[*var] == component);
        own.flat_map(|var| self.lines_of(var)).collect()
    }

    fn lines_of(&self, var: Var) -> Vec<Line> {
        let taken = self.taken(var);
        let Some((FunctionFacts { user, .. }, _)) = taken.first() else {
            return Vec::new();
        };
        let (variable, holds) = (self.variable(var), self.holds(var));
        let mut lines = Vec::new();
        let is_called = variable.origin == VariableOrigin::Action
            || holds.is_some_and(|holds| holds.has(Held::CALL) || holds.leads_to(Held::CALL));
        if is_called {
            let mut callers = taken.iter();
            let caller = callers.find(|(_, take)| take.purpose != Purpose::Read);
            let reason = match caller {
                Some((FunctionFacts { user, .. }, _)) => format!("called by {user}"),
                None => format!("its calls are counted by {user}"),
            };
            lines.push(self.line(var, Way::Call, Class::Action, reason));
        }
        let is_only_called = variable.origin == VariableOrigin::Action
            || holds.is_some_and(|holds| holds == Held::CALL);
        if !is_only_called && self.goes_down(var, &taken) {
            let reason = format!("{} {user}", self.verb(var, &taken));
            lines.push(self.line(var, Way::Down, self.class(var), reason));
        }
        if let Some(reason) = self.goes_up(var, &taken) {
            lines.push(self.line(var, Way::Up, Class::Browser, reason));
        }
        lines
    }

    /// Returns the functions that run in the browser and take a variable, and how they take it.
    fn taken(&self, var: Var) -> Vec<FunctionTake> {
        let component = self.home[var];
        let own = var - self.first[component];
        let functions = self.all[component].functions.iter().enumerate();
        let running = functions.filter(|(number, _)| self.running.contains(&(component, *number)));
        let takes = running.flat_map(|(_, function)| {
            let takes = function.takes.iter();
            takes.map(move |take| (function, take))
        });
        takes.filter(|(_, take)| take.variable == own).collect()
    }

    /// Applies rule 3.
    fn goes_down(&self, var: Var, taken: &[FunctionTake]) -> bool {
        let is_sent = |(function, take): &FunctionTake| {
            !take.is_elidable && (!self.is_memo(var) || self.may_run_without(var, function))
        };
        let is_written = self.written[var] != ServerWrites::Never;
        // What a check has changed or refused comes back.
        let comes_back = || self.is_checked(var) && self.goes_up(var, taken).is_some();
        !self.is_computed(var) && (is_written || taken.iter().any(is_sent) || comes_back())
    }

    /// Returns whether a variable is a memo that the browser computes as soon as the memo is dirty.
    fn is_memo(&self, var: Var) -> bool {
        let is_memo = |node: &NodeIdentity| {
            let memo = node.own();
            memo.is_some_and(|memo| self.functions_of_memo(memo).next().is_some())
        };
        // A memo of the server is never dirty.
        self.is_memo_handle(var)
            || !self.nodes[var].is_empty() && self.nodes[var].iter().all(is_memo)
    }

    /// Returns whether a function may run in the browser although this memo is not dirty.
    fn may_run_without(&self, memo: Var, function: &FunctionFacts) -> bool {
        let first = self.first[self.home[memo]];
        let writes = |take: &&Take| self.may_write(first + take.variable, take);
        let written: Vec<Var> = function
            .takes
            .iter()
            .filter(writes)
            .map(|take| first + take.variable)
            .collect();
        let mut taken = function.takes.iter().map(|take| first + take.variable);
        let is_needed_otherwise = function.is_sure
            || taken.any(|taken| match taken == memo {
                true => self.holds_dirty(memo),
                false => self.is_taken_dirty(taken),
            });
        is_needed_otherwise && !written.iter().any(|source| self.follows(memo, *source))
    }

    /// Returns whether a memo reads a source of its component, directly or through others.
    fn follows(&self, memo: Var, source: Var) -> bool {
        let call = self.call_of(memo);
        let own = match self.variable(memo).origin {
            VariableOrigin::Result { instance, path } => {
                self.result(self.home[memo], instance, path).unwrap_or(memo)
            }
            _ => memo,
        };
        self.follows_in(own, call, source)
    }

    /// Does so for the memo that a call of a composable makes.
    fn follows_in(&self, memo: Var, call: Option<CallIdentity>, source: Var) -> bool {
        let first = self.first[self.home[memo]];
        let mut takes = self
            .functions_of_memo(memo)
            .flat_map(|(_, function)| function.takes);
        takes.any(|take| {
            let read = first + take.variable;
            read == source
                || call.is_some_and(|call| self.is_result_of(source, call, read))
                || self.follows_in(read, call, source)
        })
    }

    /// Returns whether a variable is a handle that the compiler has lost sight of, or is computed from one.
    fn is_lost(&self, var: Var) -> bool {
        self.nodes[var].iter().any(|node| {
            let Some(memo) = node.own() else {
                return true;
            };
            let first = self.first[self.home[memo]];
            let mut takes = self
                .functions_of_memo(memo)
                .flat_map(|(_, function)| function.takes);
            takes.any(|take| self.is_lost(first + take.variable))
        })
    }

    /// Applies rule 4: returns when and why a variable goes up.
    fn goes_up(&self, var: Var, taken: &[FunctionTake]) -> Option<String> {
        let mut writers = taken.iter().filter(|(_, take)| self.may_write(var, take));
        if let Some((FunctionFacts { user, .. }, _)) = writers.next() {
            let (follow, because) = self.followed_by_server(var)?;
            let check = self.check_of(var);
            return Some(format!(
                "{}; written by {user}{check}",
                when(follow, &because)?
            ));
        }
        // The handles in a value that the browser computes belong to the variables that it is computed from.
        if !self.leads_to(var, Held::WRITE) || self.is_computed(var) {
            return None;
        }
        let (follow, because) = self.followed_through(var)?;
        // Bindings and memos only read; events and effects run in any case.
        let writers = || {
            taken
                .iter()
                .filter(|(_, take)| self.may_write_through(var, take))
        };
        let mut sure = writers().filter(|(function, _)| function.is_sure);
        let (FunctionFacts { user, .. }, _) = sure.next().or(writers().next())?;
        Some(format!(
            "{}; a handle in it may be written by {user}",
            when(follow, &because)?
        ))
    }

    /// Returns whether what the browser writes must pass a check.
    fn is_checked(&self, var: Var) -> bool {
        let mut nodes = self.nodes[var].iter();
        nodes.any(|node| {
            node.own()
                .is_some_and(|own| self.variable(own).checked.is_some())
        })
    }

    /// Returns which check what the browser writes must pass: that of the signal, if the variable can be no other one.
    fn check_of(&self, var: Var) -> String {
        let made = self.nodes[var]
            .iter()
            .map(|node| self.checked_at(node.own()?));
        let places: Option<BTreeSet<String>> = made.collect();
        let places: Vec<String> = places.into_iter().flatten().collect();
        match places.is_empty() {
            true => String::new(),
            false => format!("; checked by `validate` at {}", places.join(", ")),
        }
    }

    fn checked_at(&self, var: Var) -> Option<String> {
        let line = self.variable(var).checked?;
        Some(format!("{}:{line}", self.all[self.home[var]].file))
    }

    /// Returns when and why server code follows a handle in the values of a variable's node: it follows a handle that the
    /// compiler has lost sight of, or reads a value that such a handle may be in.
    fn followed_through(&self, var: Var) -> Option<(Uplink, String)> {
        let lost = self
            .written_through(var)
            .map(|lost| self.follow[lost].clone());
        let is_around = |around: &Var| self.may_lead_to(var, *around, self.only_lead(*around));
        lost.chain(self.followed_within(is_around))
            .find(|(follow, _)| *follow != Uplink::Never)
    }

    /// Returns when and why server code follows a variable.
    fn followed_by_server(&self, var: Var) -> Option<(Uplink, String)> {
        let own = self.follow[var].clone();
        let is_lost = self.lost.contains(&var);
        let is_around =
            |around: &Var| is_lost && self.may_lead_to(*around, var, self.value_type(var));
        let all = [own].into_iter().chain(self.followed_within(is_around));
        all.filter(|(follow, _)| *follow != Uplink::Never)
            .reduce(|one, other| if other.0 > one.0 { other } else { one })
    }

    /// Returns when and why server code follows handles in the values of certain variables' nodes.
    fn followed_within<'p>(
        &'p self,
        is_around: impl Fn(&Var) -> bool + 'p,
    ) -> impl Iterator<Item = (Uplink, String)> {
        let around = self
            .vars()
            .filter(|around| self.leads_to(*around, Held::READ));
        around.filter(is_around).flat_map(|around| {
            let variable = self.variable(around);
            let because = self.all[self.home[around]].placed(variable.because_within);
            let memos = self.memos_within(around);
            let memos = memos.map(|memo| self.follow[memo].clone());
            [(variable.follow_within, because)].into_iter().chain(memos)
        })
    }

    /// Returns the memos that may read handles in the values of a variable's node.
    fn memos_within(&self, var: Var) -> impl Iterator<Item = Var> {
        let (home, first) = (self.home[var], self.first[self.home[var]]);
        let is_within = self.variable(var).follow_within != Uplink::Never;
        let memos = first..first + self.all[home].variables.len();
        memos.filter(move |memo| match self.variable(*memo).origin {
            VariableOrigin::Memo { reads, .. } if reads.contains(&(var - first)) => {
                is_within || self.functions_of_memo(*memo).next().is_some()
            }
            _ => false,
        })
    }

    fn verb(&self, var: Var, taken: &[FunctionTake]) -> &'static str {
        let is_data = self.holds(var).is_some_and(Held::is_nothing);
        let is_mirrored = |own: Var| match self.variable(own).origin {
            VariableOrigin::Memo { .. } | VariableOrigin::Mirror => true,
            VariableOrigin::Source => !self.iso[own] && self.written[own] != ServerWrites::Never,
            _ => false,
        };
        let mut owned = self.nodes[var].iter().filter_map(|node| node.own());
        match taken.first() {
            _ if is_data => "used by",
            _ if owned.any(is_mirrored) => "a mirror for",
            Some((_, take)) if take.purpose == Purpose::Write => "written by",
            Some((_, take)) if take.purpose == Purpose::Read => "read by",
            _ => "used by",
        }
    }

    fn class(&self, var: Var) -> Class {
        let variable = self.variable(var);
        let holds = self.holds(var);
        if holds.is_some_and(Held::is_nothing) {
            return class_of(variable.restored);
        }
        let is_handle = holds.is_some() || variable.origin != VariableOrigin::Elsewhere;
        if !is_handle {
            return Class::Recomputed;
        }
        // The handles in the value are sent with it, and what they write is the browser's.
        if self.leads_to(var, Held::WRITE) {
            return Class::Browser;
        }
        let is_lost = self.nodes[var].contains(&NodeIdentity::Elsewhere);
        let owned = self.nodes[var].iter().filter_map(|node| node.own());
        let mut classes: BTreeSet<Class> = owned.map(|own| self.class_of_own(own)).collect();
        if is_lost {
            classes.insert(if self.iso[var] {
                Class::Browser
            } else {
                Class::Open
            });
        }
        match classes.len() {
            1 => classes.pop_first().unwrap_or(Class::Open),
            0 => Class::Recomputed,
            _ => Class::Open,
        }
    }

    fn class_of_own(&self, own: Var) -> Class {
        if self.iso[own] {
            return Class::Browser;
        }
        let is_late = self.written[own] == ServerWrites::Late;
        match self.variable(own).restored {
            Restored::Computed if is_late => Class::Volatile,
            restored => class_of(restored),
        }
    }

    fn line(&self, var: Var, way: Way, class: Class, reason: String) -> Line {
        let (variable, home) = (self.variable(var), self.home[var]);
        let ty = variable.ty.and_then(|ty| self.types[home].captured.get(ty));
        Line {
            component: self.all[home].component,
            way,
            name: variable.name,
            ty: ty.map_or_else(|| "_".to_owned(), |ty| ty.name.clone()),
            class,
            reason: self.all[home].placed(&reason),
            is_lost: self.is_lost(var)
                || way == Way::Up && self.same[var].iter().all(|same| !self.followed[*same]),
        }
    }

    /// Returns why a component may need the server: a client function is a gate, a call, or a write that goes up at
    /// once.
    pub fn may_need_server(&self, component: usize) -> Option<String> {
        let facts = self.all[component];
        let functions = facts.functions.iter().enumerate();
        let mut gates = functions.filter(|(number, function)| {
            facts.nodes[function.node].kind == NodeKind::When
                && self.running.contains(&(component, *number))
        });
        let gate = gates
            .next()
            .map(|(_, gate)| format!("{} asks for its content", gate.user));
        let gate = gate.map(|gate| facts.placed(&gate));
        gate.or_else(|| {
            let lines = self.lines_in(component).into_iter();
            let mut calls = lines.filter(|line| line.way == Way::Call);
            calls
                .next()
                .map(|call| format!("`{}` is {}", call.name, call.reason))
        })
        .or_else(|| {
            let own = self.vars().filter(|var| self.home[*var] == component);
            let mut eager =
                own.filter(|var| self.iso[*var] && self.follow[*var].0 == Uplink::Eager);
            eager.next().map(|var| {
                let because = &self.follow[var].1;
                format!(
                    "`{}` goes up at once, because {because}",
                    self.variable(var).name
                )
            })
        })
    }
}

fn class_of(restored: Restored) -> Class {
    match restored {
        Restored::Computed => Class::Recomputed,
        Restored::Stored => Class::Durable,
        Restored::Lost => Class::Volatile,
    }
}
