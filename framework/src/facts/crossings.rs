//! The values that can cross between the server and browsers, in a whole program.
//!
//! # Input
//! The facts of all components.
//!
//! # Output
//! One [`Line`] for each variable and way: what goes down to client code, what the browser may write and the server
//! needs, what it may call.
//!
//! # Rules
//! The rules of `server/page_state/link`, applied to everything that can be on a page instead of what is on one. Two
//! variables may be the same node if a component was given the one as the other. A handle that the compiler loses sight
//! of (in a struct, a context, a closure) may be any other handle that it has lost sight of, if the types allow it.
//!
//! 1. Events, callbacks and effects run in the browser; a binding, gate or memo does if it takes a dirty node, a memo
//!    only if it is needed too.
//! 2. What such a function may write is iso. What is iso is dirty, and a memo that takes something dirty. A function that
//!    takes a node whose value holds handles takes the handles' nodes too.
//! 3. What such a function takes goes down, unless the browser makes it itself: it computes the memo, or the signal starts
//!    with a constant and no server code writes it. The item of a row that the browser makes comes from the memo that the
//!    list follows: the rows of a first page bring theirs, which say no more than that.
//! 4. What is iso goes up if server code follows it, directly or through memos and mirrors.
//!
//! # Why a fixpoint
//! A function that comes to run in the browser may write something that makes another one run there.

mod followed;
mod lines;
mod neighbours;
mod related;
mod results;
mod running;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use super::instances::types_of;
use super::{Facts, InstanceFacts, Lost, ServerWrites, Types, Uplink, Variable};
use results::CallIdentity;

/// A value that can cross.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The component whose client code takes it.
    pub component: &'static str,
    /// The direction.
    pub way: Way,
    /// The variable or path.
    pub name: &'static str,
    /// The type, without paths; `_` if neither inference nor the source says.
    pub ty: String,
    /// The fate of the value when its page is built again.
    pub class: Class,
    /// The reason why it crosses.
    pub reason: String,
    /// True if the compiler has lost sight of the handle: it may be another node than the one it was made as.
    #[serde(skip)]
    pub is_lost: bool,
}

/// The direction in which a value crosses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Up, as the argument of an action.
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

/// The fate of a value when its page is built again, in another process or after a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// An action: it is called, and has no value.
    Action,
    /// The browser still has the value and sends it.
    Browser,
    /// Depends on the variable that the component is given.
    Open,
    /// The component computes the value when it runs again.
    Recomputed,
    /// The value is stored whenever it changes.
    Durable,
    /// The value is lost.
    Volatile,
}

/// Returns every value that can cross in a program of these components, sorted by component, direction and name.
pub fn crossings(all: &[&'static Facts]) -> Vec<Line> {
    Program::of(all).lines()
}

/// A variable of one of the components.
type Var = usize;

/// A node that a variable may be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum NodeIdentity {
    /// The node that this variable was made as.
    Own(Var),
    /// The node that this variable of a composable was made as in one call.
    Called(Var, CallIdentity),
    /// A handle that the compiler has lost sight of.
    Elsewhere,
}

impl NodeIdentity {
    /// Returns the variable that the node was made as.
    fn own(self) -> Option<Var> {
        match self {
            Self::Own(own) | Self::Called(own, _) => Some(own),
            Self::Elsewhere => None,
        }
    }
}

/// A program with the facts of all its components related to each other.
pub(super) struct Program<'a> {
    all: &'a [&'static Facts],
    types: Vec<Types>,
    /// The number of each component's first variable.
    first: Vec<Var>,
    /// The component of each variable.
    home: Vec<usize>,
    nodes: Vec<BTreeSet<NodeIdentity>>,
    /// For each variable the variables that may be the same node, itself included.
    same: Vec<Vec<Var>>,
    /// Like `same`, and the variables that may read the node where the compiler does not see it.
    readers: Vec<Vec<Var>>,
    /// Like `same`, and the variables that may write the node where the compiler does not see it.
    writers: Vec<Vec<Var>>,
    /// The handles that composables return to callers which are not seen to use them.
    returned: BTreeMap<Var, Vec<Lost>>,
    /// The variables that may be handles which the compiler has lost sight of.
    lost: BTreeSet<Var>,
    /// For each component, whether each other one can be on a page with it.
    neighbours: Vec<Vec<bool>>,
    /// Client functions that can run in the browser.
    running: BTreeSet<(usize, usize)>,
    /// Variables by which the browser has handles that are in the values of their nodes, and writes through them.
    opened: BTreeSet<Var>,
    iso: Vec<bool>,
    dirty: Vec<bool>,
    needed: Vec<bool>,
    written: Vec<ServerWrites>,
    follow: Vec<(Uplink, String)>,
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
            types: types_of(all),
            first,
            home,
            nodes: Vec::new(),
            same: Vec::new(),
            readers: Vec::new(),
            writers: Vec::new(),
            returned: BTreeMap::new(),
            lost: BTreeSet::new(),
            neighbours: Vec::new(),
            running: BTreeSet::new(),
            opened: BTreeSet::new(),
            iso: vec![false; count],
            dirty: vec![false; count],
            needed: vec![false; count],
            written: vec![ServerWrites::Never; count],
            follow: Vec::new(),
            followed: Vec::new(),
        };
        program.find_neighbours();
        program.find_returned();
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

    /// Returns the components that an instance may be: several only if its path is not known.
    pub fn targets(&self, component: usize, number: usize) -> Vec<usize> {
        let instance: &InstanceFacts = &self.all[component].instances[number];
        let path = instance.path.map(|path| path().to_owned());
        let path = path.or_else(|| {
            self.types[component]
                .children
                .get(number)?
                .as_ref()
                .map(|child| child.path.clone())
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
}
