//! Random graphs, compared with an oracle that computes every value again.

use std::cell::RefCell;
use std::rc::Rc;

use proptest::prelude::*;
use watershed::graph::{Memo, Runtime, RwSignal, ScopeId, batch, memo, select, watch};

/// A computation over nodes that come before it, by index: signals first, then memos.
#[derive(Clone, Debug)]
enum Formula {
    Sum(Vec<usize>),
    /// Reads one node modulo 2, so equal results are likely.
    Parity(usize),
    /// Reads the second or the third node, depending on the first.
    Choice(usize, usize, usize),
    Selects(usize, i64),
}

#[derive(Clone, Debug)]
enum Action {
    Write(Vec<(usize, i64)>),
    Read(usize),
    Pause(usize),
    Resume(usize),
    Dispose(usize),
}

#[derive(Clone, Debug)]
struct Plan {
    signals: usize,
    memos: Vec<Formula>,
    effects: Vec<Formula>,
    actions: Vec<Action>,
    /// The number of slots that were used before.
    scattered: usize,
}

impl Formula {
    fn compute(&self, read: &dyn Fn(usize) -> i64, selects: &dyn Fn(usize, i64) -> bool) -> i64 {
        match self {
            Formula::Sum(of) => of.iter().map(|each| read(*each)).sum::<i64>() % 100,
            Formula::Parity(of) => read(*of) % 2,
            Formula::Choice(on, then, other) => {
                read(if read(*on) % 2 == 0 { *then } else { *other })
            }
            Formula::Selects(of, key) => selects(*of, *key).into(),
        }
    }
}

fn formula(nodes: usize) -> impl Strategy<Value = Formula> {
    prop_oneof![
        prop::collection::vec(0..nodes, 1..4).prop_map(Formula::Sum),
        (0..nodes).prop_map(Formula::Parity),
        (0..nodes, 0..nodes, 0..nodes)
            .prop_map(|(on, then, other)| Formula::Choice(on, then, other)),
        (0..nodes, 0..4i64).prop_map(|(of, key)| Formula::Selects(of, key)),
    ]
}

fn action(signals: usize, memos: usize, effects: usize) -> impl Strategy<Value = Action> {
    prop_oneof![
        4 => prop::collection::vec((0..signals, 0..4i64), 1..4).prop_map(Action::Write),
        1 => (0..memos).prop_map(Action::Read),
        1 => (0..effects).prop_map(Action::Pause),
        1 => (0..effects).prop_map(Action::Resume),
        1 => (0..effects).prop_map(Action::Dispose),
    ]
}

prop_compose! {
    fn plan()(signals in 1..5usize, memos in 1..12usize, effects in 1..6usize)(
        memos in (signals..signals + memos).map(formula).collect::<Vec<_>>(),
        effects in prop::collection::vec(formula(signals + memos), effects),
        actions in prop::collection::vec(action(signals, memos, effects), 1..20),
        signals in Just(signals),
        scattered in 0..20usize,
    ) -> Plan {
        Plan { signals, memos, effects, actions, scattered }
    }
}

/// The graph of a plan, with a record of its runs.
struct Machine {
    signals: Vec<RwSignal<i64>>,
    memos: Vec<Memo<i64>>,
    /// The scope of each effect, with the last value that it saw.
    effects: Vec<(ScopeId, Rc<RefCell<Option<i64>>>)>,
    /// The formulas that ran in this turn: memos, then effects.
    runs: Rc<RefCell<Vec<usize>>>,
}

impl Machine {
    fn new(plan: &Plan) -> Machine {
        let signals: Vec<_> = (0..plan.signals).map(|_| RwSignal::new(0)).collect();
        let mut machine = Machine {
            signals,
            memos: Vec::new(),
            effects: Vec::new(),
            runs: Rc::default(),
        };
        for formula in &plan.memos {
            let compute = machine.computation(formula, machine.memos.len());
            machine.memos.push(memo(compute));
        }
        for (at, formula) in plan.effects.iter().enumerate() {
            let compute = machine.computation(formula, plan.memos.len() + at);
            let (scope, seen) = (ScopeId::current().child(), Rc::default());
            let sees: Rc<RefCell<Option<i64>>> = Rc::clone(&seen);
            scope.run(|| watch(move || *sees.borrow_mut() = Some(compute())));
            machine.effects.push((scope, seen));
        }
        machine
    }

    fn computation(&self, formula: &Formula, number: usize) -> impl Fn() -> i64 + 'static {
        let (signals, memos) = (self.signals.clone(), self.memos.clone());
        let (formula, runs) = (formula.clone(), self.runs.clone());
        move || {
            runs.borrow_mut().push(number);
            let read = |at: usize| match signals.get(at) {
                Some(signal) => signal.get(),
                None => memos[at - signals.len()].get(),
            };
            let selects = |at: usize, key: i64| match signals.get(at) {
                Some(signal) => select(*signal, &key),
                None => select(memos[at - signals.len()], &key),
            };
            formula.compute(&read, &selects)
        }
    }

    fn act(&self, action: &Action) {
        match action {
            Action::Write(writes) => batch(|| {
                for (signal, value) in writes {
                    self.signals[*signal].set(*value);
                }
            }),
            Action::Read(memo) => drop(self.memos[*memo].get()),
            Action::Pause(effect) => self.effects[*effect].0.pause(),
            Action::Resume(effect) => self.effects[*effect].0.resume(),
            Action::Dispose(effect) => self.effects[*effect].0.dispose(),
        }
    }

    /// Returns the formulas that ran since the last call, sorted.
    fn runs(&self) -> Vec<usize> {
        let mut runs = std::mem::take(&mut *self.runs.borrow_mut());
        runs.sort_unstable();
        runs
    }
}

/// Computes every node of a plan from the values of its signals.
fn oracle(plan: &Plan, signals: &[i64]) -> (Vec<i64>, Vec<i64>) {
    let mut values = signals.to_vec();
    for formula in &plan.memos {
        let value = formula.compute(&|at| values[at], &|at, key| values[at] == key);
        values.push(value);
    }
    let effects = plan
        .effects
        .iter()
        .map(|formula| formula.compute(&|at| values[at], &|at, key| values[at] == key));
    let effects = effects.collect();
    (values.split_off(plan.signals), effects)
}

/// Leaves free slots behind, so that the order of later nodes' slots is not that of their creation.
fn scatter(count: usize) {
    let scopes: Vec<_> = (0..count).map(|_| ScopeId::current().child()).collect();
    for scope in &scopes {
        scope.run(|| memo(|| RwSignal::new(0).get_untracked()));
    }
    scopes.into_iter().for_each(ScopeId::dispose);
}

fn check(plan: &Plan) {
    scatter(plan.scattered);
    let machine = Machine::new(plan);
    let mut signals = vec![0; plan.signals];
    let _first = machine.runs();
    for action in &plan.actions {
        if let Action::Write(writes) = action {
            writes
                .iter()
                .for_each(|(signal, value)| signals[*signal] = *value);
        }
        machine.act(action);
        let runs = machine.runs();
        assert!(
            runs.windows(2).all(|pair| pair[0] != pair[1]),
            "something ran twice in one turn: {runs:?}"
        );
        let (memos, effects) = oracle(plan, &signals);
        for ((scope, seen), expected) in machine.effects.iter().zip(&effects) {
            if scope.exists() && !scope.is_paused() {
                assert_eq!(
                    *seen.borrow(),
                    Some(*expected),
                    "an effect missed a change after {action:?}"
                );
            }
        }
        if let Action::Read(memo) = action {
            assert_eq!(machine.memos[*memo].get(), memos[*memo]);
        }
    }
    let (memos, _) = oracle(plan, &signals);
    let shown: Vec<_> = machine.memos.iter().map(|memo| memo.get()).collect();
    assert_eq!(shown, memos);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_is_as_if_computed_anew_and_runs_once_a_turn(plan in plan()) {
        Runtime::new().run(|| check(&plan));
    }
}
