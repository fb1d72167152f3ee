//! Plans: the kind of component in each spot, the offered handles that it takes, and its initial values.
//!
//! All values that cross contain their origin: the number of the instance, and which of its values they are.

use std::fmt;
use std::rc::Rc;

use fastrand::Rng;

use super::kinds::{Kind, empty, for_each_child, root};
use super::program::{Component, Given, MODULUS, Node, Program, Prop};

/// The most instances in a tree, besides its root.
const MOST: usize = 12;
const DEPTH: usize = 5;

/// All values are above this number, so that none is equal to another number by chance.
const BASE: i64 = 3_141_592_653_589_000_000;
/// A value modulo this number is the number that it means.
const RANGE: i64 = 1_000;
/// The number of values of an instance.
const ORIGINS: i64 = 64;

/// The plan of an instance: in a spot, or at the root.
#[derive(Clone)]
pub struct Plan(Rc<InstancePlan>);

#[derive(Clone)]
struct InstancePlan {
    number: usize,
    /// `None` for the root.
    kind: Option<usize>,
    /// For each prop whether it takes the second of two offered handles.
    picks: Vec<bool>,
    firsts: Vec<i32>,
    given: i32,
    /// The plans of its spots.
    spots: Vec<Option<Plan>>,
}

/// The origin of a value: an instance, and which of its values it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The instance.
    pub instance: usize,
    /// The value.
    pub value: Valued,
}

/// One of the values of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Valued {
    /// The value of a signal.
    Signal(usize),
    /// The captured constant of a memo.
    MemoConstant(usize),
    /// The value of a memo.
    Memo(usize),
    /// The captured constant of a list.
    ListConstant(usize),
    /// An item of a list.
    Item(usize),
    /// The number that the instance was given.
    Number,
}

/// Returns the plan of a seed, always the same.
pub fn plan(rng: &mut Rng, kinds: &[Kind]) -> Plan {
    let mut draw = PlanDraw {
        rng,
        kinds,
        count: 0,
        most: 0,
    };
    draw.most = draw.rng.usize(1..=MOST);
    draw.root()
}

struct PlanDraw<'a> {
    rng: &'a mut Rng,
    kinds: &'a [Kind],
    count: usize,
    most: usize,
}

impl PlanDraw<'_> {
    fn root(&mut self) -> Plan {
        self.instance(None, &root(), 1, 0)
    }

    fn spot(&mut self, depth: usize) -> Option<Plan> {
        if depth > DEPTH || self.count > self.most {
            return None;
        }
        let number = self.rng.usize(..self.kinds.len());
        let kind = &self.kinds[number];
        Some(self.instance(Some(number), &kind.component, kind.spots(), depth))
    }

    fn instance(
        &mut self,
        kind: Option<usize>,
        component: &Component,
        spots: usize,
        depth: usize,
    ) -> Plan {
        let number = self.count;
        self.count += 1;
        let mut small = |_| self.rng.i32(0..MODULUS);
        let firsts = component.signals.iter().map(&mut small).collect();
        let given = small(&0);
        let picks = component.props.iter().map(|_| self.rng.bool()).collect();
        let spots = (0..spots).map(|_| self.spot(depth + 1)).collect();
        Plan(Rc::new(InstancePlan {
            number,
            kind,
            picks,
            firsts,
            given,
            spots,
        }))
    }
}

/// The questions of a page's components to their plan.
impl Plan {
    /// Returns the plan of one of its spots.
    pub fn spot(&self, spot: usize) -> Option<Self> {
        self.0.spots[spot].clone()
    }

    /// Returns its kind.
    pub fn kind(&self) -> Option<usize> {
        self.0.kind
    }

    /// Returns whether a prop takes the second of the handles of its type that are offered.
    pub fn picks(&self, prop: usize) -> bool {
        self.0.picks[prop]
    }

    /// Returns the first value of a signal.
    pub fn signal(&self, at: usize) -> i64 {
        self.value(Valued::Signal(at)) + i64::from(self.0.firsts[at])
    }

    /// Returns the captured constant of a memo.
    pub fn memo(&self, at: usize) -> i64 {
        self.value(Valued::MemoConstant(at))
    }

    /// Returns the captured constant of a list.
    pub fn list(&self, at: usize) -> i64 {
        self.value(Valued::ListConstant(at))
    }

    /// Returns the number that it is given.
    pub fn number(&self) -> i64 {
        self.value(Valued::Number) + i64::from(self.0.given)
    }

    /// Returns the plans with one instance less, for each that can be removed: it is replaced by an empty spot, or by
    /// the plan of one of its own spots.
    pub fn smaller(&self) -> Vec<Self> {
        let mut smaller = self.with_one_less();
        smaller.iter_mut().for_each(|plan| plan.renumber(&mut 0));
        smaller
    }

    fn with_one_less(&self) -> Vec<Self> {
        let spots = self.0.spots.iter().enumerate();
        let filled = spots.filter_map(|(at, spot)| Some((at, spot.as_ref()?)));
        filled
            .flat_map(|(at, spot)| {
                let promoted = spot.0.spots.iter().flatten().cloned().map(Some);
                let less = spot.with_one_less().into_iter().map(Some);
                let changed = std::iter::once(None).chain(promoted).chain(less);
                changed.map(move |spot| self.with(at, spot))
            })
            .collect()
    }

    fn with(&self, at: usize, spot: Option<Self>) -> Self {
        let mut instance = (*self.0).clone();
        instance.spots[at] = spot;
        Self(Rc::new(instance))
    }

    fn renumber(&mut self, next: &mut usize) {
        let mut instance = (*self.0).clone();
        instance.number = *next;
        *next += 1;
        for spot in instance.spots.iter_mut().flatten() {
            spot.renumber(next);
        }
        self.0 = Rc::new(instance);
    }

    fn value(&self, value: Valued) -> i64 {
        let origin = Origin {
            instance: self.0.number,
            value,
        };
        BASE + origin.code() * RANGE
    }
}

/// Prints `1 is Kind7 (takes 0, 1; starts with 3, 4; given 5) [2 is Kind3 …]`, where `-` is an empty spot.
impl fmt::Debug for Plan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let InstancePlan {
            number,
            kind,
            picks,
            firsts,
            given,
            spots,
        } = &*self.0;
        match kind {
            Some(kind) => write!(out, "{number} is Kind{kind}")?,
            None => write!(out, "{number} is the root")?,
        }
        write!(
            out,
            " (picks {picks:?}; starts with {firsts:?}; given {given}) ["
        )?;
        for spot in spots {
            match spot {
                Some(plan) => write!(out, "{plan:?}")?,
                None => write!(out, "-")?,
            }
        }
        write!(out, "]")
    }
}

/// Returns the number that a value means.
pub fn low(value: i64) -> i64 {
    value % RANGE
}

/// Changes a value so that it means another number.
pub fn put(value: &mut i64, number: i64) {
    *value += number - low(*value);
}

/// Returns the value that a memo or a list makes of its captured constant.
pub fn derived(captured: i64, number: i64) -> i64 {
    captured + RANGE + number
}

impl Origin {
    /// Returns the origin of a value, if it is one of a plan's.
    pub fn of(value: i64) -> Option<Self> {
        let code = value.checked_sub(BASE)?.div_euclid(RANGE);
        let (instance, value) = (code.div_euclid(ORIGINS), code.rem_euclid(ORIGINS));
        let at = usize::try_from(value % 16 / 2).ok()?;
        let value = match (value / 16, value % 2) {
            (0, 0) => Valued::Signal(at),
            (1, 0) => Valued::MemoConstant(at),
            (1, _) => Valued::Memo(at),
            (2, 0) => Valued::ListConstant(at),
            (2, _) => Valued::Item(at),
            (3, 0) => Valued::Number,
            _ => return None,
        };
        let instance = usize::try_from(instance).ok().filter(|it| *it <= MOST)?;
        Some(Self { instance, value })
    }

    fn code(self) -> i64 {
        let (group, at, is_derived) = match self.value {
            Valued::Signal(at) => (0, at, 0),
            Valued::MemoConstant(at) => (1, at, 0),
            Valued::Memo(at) => (1, at, 1),
            Valued::ListConstant(at) => (2, at, 0),
            Valued::Item(at) => (2, at, 1),
            Valued::Number => (3, 0, 0),
        };
        self.instance as i64 * ORIGINS + group * 16 + at as i64 * 2 + is_derived
    }
}

/// A tree, as the program in which each instance is a component of its own.
#[derive(Debug)]
pub struct Planted<'a> {
    /// The program. Its components are the instances, and last the component of empty spots.
    pub program: Program,
    /// The kinds of the instances.
    pub kinds: Vec<Option<&'a Kind>>,
}

impl<'a> Planted<'a> {
    /// Makes the tree of a plan.
    pub fn new(plan: &Plan, kinds: &'a [Kind]) -> Self {
        let mut plans = Vec::new();
        plan.gather(&mut plans);
        plans.sort_by_key(|plan| plan.0.number);
        let kind_of = |plan: &&Plan| plan.kind().map(|kind| &kinds[kind]);
        let components = plans.iter().map(|plan| plan.component(kinds, plans.len()));
        Self {
            program: Program {
                components: components.chain([leaf()]).collect(),
            },
            kinds: plans.iter().map(kind_of).chain([None]).collect(),
        }
    }
}

impl Plan {
    fn gather<'p>(&'p self, plans: &mut Vec<&'p Plan>) {
        plans.push(self);
        let children = self.0.spots.iter().flatten();
        children.for_each(|child| child.gather(plans));
    }

    fn component(&self, kinds: &[Kind], leaf: usize) -> Component {
        let mut component = match self.kind() {
            Some(kind) => kinds[kind].component.clone(),
            None => root(),
        };
        component.signals.clone_from(&self.0.firsts);
        for_each_child(&mut component.body, &mut |spot, given| {
            let child = self.spot(*spot);
            *spot = child.as_ref().map_or(leaf, |child| child.0.number);
            let offered = std::mem::take(given);
            *given = child.map_or_else(Vec::new, |child| child.taken(kinds, &offered));
        });
        component
    }

    /// Returns the handles that it takes of those that are offered.
    fn taken(&self, kinds: &[Kind], offered: &[Given]) -> Vec<Given> {
        let props = self
            .kind()
            .map_or(&[][..], |kind| &kinds[kind].component.props);
        let taken = props.iter().enumerate().map(|(at, prop)| {
            let second = usize::from(self.picks(at));
            match prop {
                Prop::Number => Given::Number(self.0.given),
                Prop::Read => offered[second].clone(),
                Prop::Write => offered[2 + second].clone(),
                Prop::Derived => offered[4].clone(),
                Prop::Call => offered[5].clone(),
            }
        });
        taken.collect()
    }
}

/// Returns the component of a spot that the plan leaves empty.
fn leaf() -> Component {
    Component {
        signals: vec![0],
        body: vec![Node::Text("leaf")],
        ..empty()
    }
}

impl Kind {
    /// Returns the number of its spots.
    pub fn spots(&self) -> usize {
        let mut body = self.component.body.clone();
        let mut spots = 0;
        for_each_child(&mut body, &mut |_, _| spots += 1);
        spots
    }
}
