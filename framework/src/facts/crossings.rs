//! Which values can cross between the server and browsers, in a whole program.
//!
//! # Input
//! The facts of all components.
//!
//! # Output
//! One [`Line`] for each variable and way: what goes down to client code, what the browser may write and the server
//! needs, what it may call.
//!
//! # Rules
//! Those of `server/link`, for everything that can be on a page instead of what is on one. Two variables may be the same
//! node if a component was given the one as the other; a handle that the compiler loses sight of (in a struct, a
//! context, a closure) may be every other one that it has lost sight of, if the types allow it.
//!
//! 1. Events, callbacks and effects run in the browser; a binding, gate or memo does if it takes a dirty node, a memo
//!    only if it is needed too.
//! 2. What such a function may write is iso. What is iso is dirty, and a memo that takes something dirty.
//! 3. What such a function takes goes down, unless the browser makes it itself: it computes the memo, or the signal starts
//!    with a constant and no server code writes it.
//! 4. What is iso goes up if server code follows it, directly or through memos and mirrors.
//!
//! # Why a fixpoint
//! A function that comes to run in the browser may write something that makes another one run there.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use serde::Serialize;

use super::{
    Facts, Follow, Function, Given, How, Instance, Lost, Origin, Presence, Take, Types, Variable,
    Written,
};
use crate::cross::Holds;

/// A value that can cross.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The component whose client code takes it.
    pub component: &'static str,
    /// Which way it goes.
    pub way: Way,
    /// The variable or path.
    pub name: &'static str,
    /// Its type, without paths; `_` if neither inference nor the source tells.
    pub ty: String,
    /// What becomes of it when its page is built again.
    pub class: Class,
    /// Why it crosses.
    pub reason: String,
    /// The compiler has lost sight of the handle: it may be another one than it was made as.
    #[serde(skip)]
    pub is_lost: bool,
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// The argument of an action goes up.
    Call,
    /// To the browser.
    Down,
    /// To the server.
    Up,
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Call => "call",
            Self::Down => "down",
            Self::Up => "up",
        })
    }
}

/// What becomes of a value when its page is built again, in another process or after a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// It is called, and has no value.
    Action,
    /// The browser brings it.
    Browser,
    /// It depends on who gives it.
    Open,
    /// Running the component gives it again.
    Recomputed,
    /// It is lost.
    Volatile,
}

/// Every value that can cross in a program of these components, sorted by component, way and name.
pub fn crossings(all: &[&'static Facts]) -> Vec<Line> {
    Program::of(all).lines()
}

const NONE: &[Lost] = &[];
const READER: &[Lost] = &[Lost::Reader, Lost::Both];
const WRITER: &[Lost] = &[Lost::Writer, Lost::Both];
const ANY: &[Lost] = &[Lost::Reader, Lost::Writer, Lost::Both];

/// A client function, and how it takes a variable.
type Taken = (&'static Function, &'static Take);

/// A variable of one of the components.
type Var = usize;

/// What a variable may be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Node {
    /// What this variable was made as.
    Own(Var),
    /// A handle that the compiler has lost sight of.
    Elsewhere,
}

/// A program, linked.
pub(super) struct Program<'a> {
    all: &'a [&'static Facts],
    types: Vec<Types>,
    /// The number of each component's first variable.
    first: Vec<Var>,
    /// The component of each variable.
    home: Vec<usize>,
    nodes: Vec<BTreeSet<Node>>,
    /// For each variable those that may be the same node, itself among them.
    same: Vec<Vec<Var>>,
    /// The same, with those that may read it out of sight.
    readers: Vec<Vec<Var>>,
    /// The same, with those that may write it out of sight.
    writers: Vec<Vec<Var>>,
    /// The variables that may be handles which the compiler has lost sight of.
    lost: BTreeSet<Var>,
    /// Client functions that can run in the browser.
    running: BTreeSet<(usize, usize)>,
    iso: Vec<bool>,
    dirty: Vec<bool>,
    needed: Vec<bool>,
    written: Vec<Written>,
    follow: Vec<(Follow, String)>,
    /// The variables that server code is seen to follow.
    followed: Vec<bool>,
}

impl<'a> Program<'a> {
    pub fn of(all: &'a [&'static Facts]) -> Self {
        let mut first = Vec::new();
        let mut home = Vec::new();
        for (component, facts) in all.iter().enumerate() {
            first.push(home.len());
            home.extend(facts.variables.iter().map(|_| component));
        }
        let count = home.len();
        let mut program = Self {
            all,
            types: all.iter().map(|facts| (facts.types)()).collect(),
            first,
            home,
            nodes: Vec::new(),
            same: Vec::new(),
            readers: Vec::new(),
            writers: Vec::new(),
            lost: BTreeSet::new(),
            running: BTreeSet::new(),
            iso: vec![false; count],
            dirty: vec![false; count],
            needed: vec![false; count],
            written: vec![Written::Never; count],
            follow: Vec::new(),
            followed: Vec::new(),
        };
        program.relate();
        while program.round() {}
        program.find_written();
        program.find_followed();
        program
    }

    fn variable(&self, var: Var) -> &'static Variable {
        let home = self.home[var];
        &self.all[home].variables[var - self.first[home]]
    }

    fn vars(&self) -> std::ops::Range<Var> {
        0..self.home.len()
    }

    /// The components that an instance may be: several only if its path is not known.
    pub fn targets(&self, component: usize, number: usize) -> Vec<usize> {
        let instance: &Instance = &self.all[component].instances[number];
        let path = instance.path.map(|path| path().to_owned());
        let path = path.or_else(|| {
            self.types[component]
                .children
                .get(number)
                .cloned()
                .flatten()
        });
        let is_it = |facts: &Facts| match &path {
            Some(path) => facts.component == path.split('<').next().unwrap_or(path),
            None => facts.name() == instance.name,
        };
        let all = self.all.iter().enumerate();
        all.filter(|(_, facts)| is_it(facts))
            .map(|(target, _)| target)
            .collect()
    }

    // ---- Which variables may be one node.

    fn relate(&mut self) {
        let given = self.given();
        self.nodes = self.vars().map(|_| BTreeSet::new()).collect();
        for var in self.vars() {
            self.nodes[var] = self.nodes_of(var, &given, &mut BTreeSet::new());
        }
        let mut members: HashMap<Node, Vec<Var>> = HashMap::new();
        for var in self.vars() {
            for node in &self.nodes[var] {
                members.entry(*node).or_default().push(var);
            }
        }
        let elsewhere = members.get(&Node::Elsewhere).cloned().unwrap_or_default();
        let lost = members.values().filter(|members| self.loses(members, ANY));
        self.lost = lost.flatten().chain(&elsewhere).copied().collect();
        let related = |sight| {
            let related = self.vars().map(|var| self.related(var, &members, sight));
            related.collect()
        };
        (self.same, self.readers, self.writers) = (related(NONE), related(READER), related(WRITER));
    }

    /// Whether the compiler loses sight of such a handle of the node that these are.
    fn loses(&self, members: &[Var], sight: &[Lost]) -> bool {
        members
            .iter()
            .any(|var| sight.contains(&self.variable(*var).lost))
    }

    /// What each prop of each component is given.
    fn given(&self) -> HashMap<(usize, &'static str), Vec<Option<Var>>> {
        let mut given: HashMap<_, Vec<_>> = HashMap::new();
        for (component, facts) in self.all.iter().enumerate() {
            for (number, instance) in facts.instances.iter().enumerate() {
                for target in self.targets(component, number) {
                    for (prop, value) in instance.gives {
                        let known = given.entry((target, *prop)).or_default();
                        match value {
                            Given::Variable(var) => known.push(Some(self.first[component] + var)),
                            Given::Unknown => known.push(None),
                            Given::Value => {}
                        }
                    }
                }
            }
        }
        given
    }

    fn nodes_of(
        &self,
        var: Var,
        given: &HashMap<(usize, &'static str), Vec<Option<Var>>>,
        seen: &mut BTreeSet<Var>,
    ) -> BTreeSet<Node> {
        if !seen.insert(var) {
            return BTreeSet::new();
        }
        match self.variable(var).origin {
            Origin::Elsewhere => BTreeSet::from([Node::Elsewhere]),
            Origin::Prop(prop) => match given.get(&(self.home[var], prop)) {
                Some(given_as) => {
                    let nodes = given_as.iter().flat_map(|from| match from {
                        Some(from) => self.nodes_of(*from, given, seen),
                        None => BTreeSet::from([Node::Elsewhere]),
                    });
                    nodes.collect()
                }
                None => BTreeSet::from([Node::Elsewhere]),
            },
            _ => BTreeSet::from([Node::Own(var)]),
        }
    }

    /// The variables that may be the same node. A node whose handle the compiler has lost may be whatever comes from
    /// elsewhere; and that may be every node that it has lost a handle of.
    fn related(&self, var: Var, members: &HashMap<Node, Vec<Var>>, sight: &[Lost]) -> Vec<Var> {
        let mut same = BTreeSet::from([var]);
        let value = self.value_type(var);
        let fits = |other: &&Var| match (value, self.value_type(**other)) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        let elsewhere = members.get(&Node::Elsewhere).map_or(&[][..], Vec::as_slice);
        for node in &self.nodes[var] {
            match node {
                Node::Elsewhere => same.extend(self.lost.iter().filter(fits)),
                Node::Own(_) => {
                    same.extend(&members[node]);
                    if self.loses(&members[node], sight) {
                        same.extend(elsewhere.iter().filter(fits));
                    }
                }
            }
        }
        same.into_iter().collect()
    }

    /// The type of the values of the node, if the variable is known to be a handle of one.
    fn value_type(&self, var: Var) -> Option<&str> {
        let ty = &self.types[self.home[var]]
            .captured
            .get(self.variable(var).ty?)?;
        ty.is_handle.then_some(&ty.name)
    }

    // ---- Rules 1 and 2.

    fn round(&mut self) -> bool {
        let before = (
            self.running.len(),
            count(&self.iso) + count(&self.dirty) + count(&self.needed),
        );
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
                if self
                    .holds(var)
                    .is_some_and(|holds| holds.leads_to(Holds::WRITE))
                {
                    iso.extend(&self.lost);
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
        let after = (
            self.running.len(),
            count(&self.iso) + count(&self.dirty) + count(&self.needed),
        );
        before != after
    }

    fn can_run(&self, component: usize, function: &Function) -> bool {
        let is_needed = |memo: usize| self.needed[self.first[component] + memo];
        if function.presence == Presence::Never {
            return false;
        }
        function.is_sure
            || function.memo.is_none_or(is_needed) && self.takes_dirty(component, function)
    }

    fn takes_dirty(&self, component: usize, function: &Function) -> bool {
        let mut taken = function.takes.iter();
        taken.any(|take| self.dirty[self.first[component] + take.variable])
    }

    /// Whether it is a memo that takes something dirty.
    fn computes_dirty(&self, var: Var) -> bool {
        let component = self.home[var];
        self.functions_of_memo(var)
            .any(|(_, function)| self.takes_dirty(component, function))
    }

    fn functions_of_memo(&self, var: Var) -> impl Iterator<Item = (usize, &'static Function)> {
        let component = self.home[var];
        let own = var - self.first[component];
        let functions = self.all[component].functions.iter().enumerate();
        functions.filter(move |(_, function)| function.memo == Some(own))
    }

    /// What is known of the handles in a captured variable.
    fn holds(&self, var: Var) -> Option<Holds> {
        let ty = self.variable(var).ty?;
        self.types[self.home[var]].captured.get(ty)?.holds
    }

    fn may_write(&self, var: Var, take: &Take) -> bool {
        match (self.variable(var).origin, take.how) {
            (Origin::Action | Origin::Memo { .. } | Origin::Mirror, _) => false,
            // A type of the user's may have a method of that name, and do there what it likes.
            (_, How::Read) => self.is_record(var) && self.holds_writer(var),
            (_, How::Write) => true,
            (Origin::Source, How::Use) => true,
            (_, How::Use) => self.holds_writer(var),
        }
    }

    fn holds_writer(&self, var: Var) -> bool {
        self.holds(var).is_some_and(|holds| holds.has(Holds::WRITE))
    }

    /// Whether it is known to be a value with handles in it, and no handle.
    fn is_record(&self, var: Var) -> bool {
        let ty = self.variable(var).ty;
        let ty = ty.and_then(|ty| self.types[self.home[var]].captured.get(ty));
        ty.is_some_and(|ty| ty.holds.is_some() && !ty.is_handle)
    }

    /// Whether the browser computes it, whatever it is and whatever else is on the page.
    fn is_computed(&self, var: Var) -> bool {
        let is_run = |node: &Node| match node {
            Node::Own(memo) => {
                self.functions_of_memo(*memo).next().is_some() && self.is_surely_dirty(*memo)
            }
            Node::Elsewhere => false,
        };
        !self.nodes[var].is_empty() && self.nodes[var].iter().all(is_run)
    }

    /// Whether every page with the component has a function that writes it, or something that it reads.
    fn is_surely_dirty(&self, var: Var) -> bool {
        let (home, variable) = (self.home[var], self.variable(var));
        let first = self.first[home];
        if variable.origin == Origin::Source {
            let always = self.all[home]
                .functions
                .iter()
                .filter(|function| function.presence == Presence::Always);
            let mut takes = always.flat_map(|function| function.takes);
            return takes.any(|take| first + take.variable == var && self.may_write(var, take));
        }
        let mut takes = self
            .functions_of_memo(var)
            .flat_map(|(_, function)| function.takes);
        takes.any(|take| self.is_surely_dirty(first + take.variable))
    }

    // ---- Rules 3 and 4: what server code does.

    fn find_written(&mut self) {
        for var in self.vars() {
            let written = self.writers[var]
                .iter()
                .map(|same| self.variable(*same).written);
            self.written[var] = written.max().unwrap_or(Written::Never);
        }
    }

    fn find_followed(&mut self) {
        let direct = |var| {
            let variable = self.variable(var);
            let because = self.all[self.home[var]].placed(variable.because);
            (variable.follow, because)
        };
        let mut direct: Vec<(Follow, String)> = self.vars().map(direct).collect();
        for var in self.vars() {
            if let Origin::Memo { reads, .. } = self.variable(var).origin
                && self.needed[var]
                && self.functions_of_memo(var).next().is_none()
            {
                let because = format!("the mirror `{}` follows it", self.variable(var).name);
                for read in reads {
                    raise(
                        &mut direct[self.first[self.home[var]] + read],
                        Follow::Eager,
                        &because,
                    );
                }
            }
        }
        // Through memos: each of them may be given to whoever follows it.
        loop {
            self.follow = self
                .vars()
                .map(|var| self.strongest(var, &direct))
                .collect();
            let before: usize = direct.iter().map(|(follow, _)| *follow as usize).sum();
            for var in self.vars() {
                let Origin::Memo { reads, .. } = self.variable(var).origin else {
                    continue;
                };
                let (follow, because) = self.follow[var].clone();
                for read in reads {
                    raise(
                        &mut direct[self.first[self.home[var]] + read],
                        follow,
                        &because,
                    );
                }
            }
            let after: usize = direct.iter().map(|(follow, _)| *follow as usize).sum();
            if before == after {
                let is_followed = |(follow, _): &(Follow, String)| *follow != Follow::Never;
                self.followed = direct.iter().map(is_followed).collect();
                return;
            }
        }
    }

    fn strongest(&self, var: Var, direct: &[(Follow, String)]) -> (Follow, String) {
        let mut strongest = direct[var].clone();
        for same in &self.readers[var] {
            let (follow, because) = &direct[*same];
            raise(&mut strongest, *follow, because);
        }
        strongest
    }

    // ---- What follows.

    fn lines(&self) -> Vec<Line> {
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

    /// Those of the variables of one component.
    pub fn lines_in(&self, component: usize) -> Vec<Line> {
        let own = self.vars().filter(|var| self.home[*var] == component);
        own.flat_map(|var| self.lines_of(var)).collect()
    }

    fn lines_of(&self, var: Var) -> Vec<Line> {
        let taken = self.taken(var);
        let Some((Function { user, .. }, _)) = taken.first() else {
            return Vec::new();
        };
        let (variable, holds) = (self.variable(var), self.holds(var));
        let mut lines = Vec::new();
        let is_called = variable.origin == Origin::Action
            || holds.is_some_and(|holds| holds.has(Holds::CALL) || holds.leads_to(Holds::CALL));
        if is_called {
            lines.push(self.line(var, Way::Call, Class::Action, format!("called by {user}")));
        }
        let is_only_called =
            variable.origin == Origin::Action || holds.is_some_and(|holds| holds == Holds::CALL);
        if !is_only_called && self.goes_down(var, &taken) {
            let reason = format!("{} {user}", self.verb(var, &taken));
            lines.push(self.line(var, Way::Down, self.class(var), reason));
        }
        if let Some(reason) = self.goes_up(var, &taken) {
            lines.push(self.line(var, Way::Up, Class::Browser, reason));
        }
        lines
    }

    /// The functions that run in the browser and take it: whose it is, and how.
    fn taken(&self, var: Var) -> Vec<Taken> {
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

    /// Rule 3.
    fn goes_down(&self, var: Var, taken: &[Taken]) -> bool {
        let is_sent = |(function, take): &Taken| {
            !take.is_elidable && (!self.is_memo(var) || self.may_run_without(var, function))
        };
        let is_written = self.written[var] != Written::Never;
        !self.is_computed(var) && (is_written || taken.iter().any(is_sent))
    }

    /// Whether it is a memo that the browser computes as soon as that is dirty.
    fn is_memo(&self, var: Var) -> bool {
        let is_memo = |node: &Node| match node {
            Node::Own(memo) => self.functions_of_memo(*memo).next().is_some(),
            Node::Elsewhere => false,
        };
        !self.nodes[var].is_empty() && self.nodes[var].iter().all(is_memo)
    }

    /// Whether a function may run in the browser although this memo is not dirty.
    fn may_run_without(&self, memo: Var, function: &Function) -> bool {
        let first = self.first[self.home[memo]];
        let writes = |take: &&Take| self.may_write(first + take.variable, take);
        let written: Vec<Var> = function
            .takes
            .iter()
            .filter(writes)
            .map(|take| first + take.variable)
            .collect();
        let mut others = function.takes.iter().map(|take| first + take.variable);
        let is_needed_otherwise =
            function.is_sure || others.any(|other| other != memo && self.dirty[other]);
        is_needed_otherwise && !written.iter().any(|source| self.follows(memo, *source))
    }

    /// Whether a memo reads a source of its component, directly or through others.
    fn follows(&self, memo: Var, source: Var) -> bool {
        let first = self.first[self.home[memo]];
        let mut takes = self
            .functions_of_memo(memo)
            .flat_map(|(_, function)| function.takes);
        takes.any(|take| {
            let read = first + take.variable;
            read == source || self.follows(read, source)
        })
    }

    /// Whether it is, or is computed of, a handle that the compiler has lost sight of.
    fn is_lost(&self, var: Var) -> bool {
        self.nodes[var].iter().any(|node| match node {
            Node::Elsewhere => true,
            Node::Own(memo) => {
                let first = self.first[self.home[*memo]];
                let mut takes = self
                    .functions_of_memo(*memo)
                    .flat_map(|(_, function)| function.takes);
                takes.any(|take| self.is_lost(first + take.variable))
            }
        })
    }

    /// Rule 4: when and why.
    fn goes_up(&self, var: Var, taken: &[Taken]) -> Option<String> {
        let mut writers = taken.iter().filter(|(_, take)| self.may_write(var, take));
        if let Some((Function { user, .. }, _)) = writers.next() {
            let (follow, because) = &self.follow[var];
            return Some(format!("{}; written by {user}", when(*follow, because)?));
        }
        let leads = self
            .holds(var)
            .is_some_and(|holds| holds.leads_to(Holds::WRITE));
        let mut followed = self.lost.iter().map(|lost| &self.follow[*lost]);
        let (follow, because) = followed.find(|(follow, _)| leads && *follow != Follow::Never)?;
        let (Function { user, .. }, _) = taken.first()?;
        Some(format!(
            "{}; a handle in it is written by {user}",
            when(*follow, because)?
        ))
    }

    fn verb(&self, var: Var, taken: &[Taken]) -> &'static str {
        let is_data = self.holds(var).is_some_and(Holds::is_nothing);
        let is_mirrored = |node: &Node| match node {
            Node::Own(own) => match self.variable(*own).origin {
                Origin::Memo { .. } | Origin::Mirror => true,
                Origin::Source => !self.iso[*own] && self.written[*own] != Written::Never,
                _ => false,
            },
            Node::Elsewhere => false,
        };
        match taken.first() {
            _ if is_data => "used by",
            _ if self.nodes[var].iter().any(is_mirrored) => "a mirror for",
            Some((_, take)) if take.how == How::Write => "written by",
            Some((_, take)) if take.how == How::Read => "read by",
            _ => "used by",
        }
    }

    fn class(&self, var: Var) -> Class {
        let variable = self.variable(var);
        let holds = self.holds(var);
        if holds.is_some_and(Holds::is_nothing) {
            return recomputed(variable.is_volatile);
        }
        let is_handle = holds.is_some() || variable.origin != Origin::Elsewhere;
        if !is_handle {
            return recomputed(false);
        }
        let is_lost = self.nodes[var].contains(&Node::Elsewhere);
        let owned = self.nodes[var].iter().filter_map(|node| match node {
            Node::Own(own) => Some(*own),
            Node::Elsewhere => None,
        });
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
        let is_late = self.written[own] == Written::Late;
        recomputed(is_late || self.variable(own).is_volatile)
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

    // ---- For pages.

    /// Why something in a component may need the server: a client function is a gate, a call, a write that goes up at once.
    pub fn may_need_server(&self, component: usize) -> Option<String> {
        let facts = self.all[component];
        let functions = facts.functions.iter().enumerate();
        let mut gates = functions.filter(|(number, function)| {
            facts.nodes[function.node].kind == "when"
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
                own.filter(|var| self.iso[*var] && self.follow[*var].0 == Follow::Eager);
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

fn raise(known: &mut (Follow, String), follow: Follow, because: &str) {
    if follow > known.0 {
        *known = (follow, because.to_owned());
    }
}

fn when(follow: Follow, because: &str) -> Option<String> {
    match follow {
        Follow::Never => None,
        Follow::Lazy => Some(format!("with the next batch, because {because}")),
        Follow::Eager => Some(format!("at once, because {because}")),
    }
}

fn recomputed(is_volatile: bool) -> Class {
    if is_volatile {
        Class::Volatile
    } else {
        Class::Recomputed
    }
}

fn count(flags: &[bool]) -> usize {
    flags.iter().filter(|flag| **flag).count()
}
