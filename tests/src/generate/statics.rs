//! The consequences of the rules for a component by itself, before it is on a page, found by brute force. Branches that
//! are not shown yet count too.

use std::collections::BTreeSet;

use super::program::{
    Attribute, Component, Condition, Expr, Given, Node, Prop, Step, Target, Variable,
};

/// The colours of a component.
#[derive(Debug, Default)]
pub struct Statics {
    /// The signals that its own client code writes.
    iso: BTreeSet<usize>,
    /// The signals whose setter it gives away, or has from elsewhere.
    open: BTreeSet<usize>,
    /// The memos that its own client code needs, and whose sources the browser writes.
    memos: BTreeSet<usize>,
    /// The signals that its structure follows.
    pub eager: BTreeSet<usize>,
    /// The signals that its other server code captures.
    pub lazy: BTreeSet<usize>,
    is_composed: bool,
}

/// All code in a component.
#[derive(Default)]
struct Said<'a> {
    steps: Vec<&'a Step>,
    bindings: Vec<&'a Expr>,
    shows: Vec<&'a Condition>,
    structure: Vec<&'a Expr>,
    given: Vec<&'a Given>,
}

impl Statics {
    /// Finds the colours of a component. A composable may make its signals.
    pub fn of(component: &Component, is_composed: bool) -> Self {
        let mut said = Said::default();
        said.steps.extend(&component.mount);
        said.nodes(component, &component.body);
        let mut statics = Self {
            is_composed,
            ..Self::default()
        };
        statics.sources(component, &said);
        while statics.client_memo(component, &said) {}
        statics.uplinks(component, &said);
        statics
    }

    /// Returns whether the browser evaluates a condition too (rule 5): it has all captures anyway.
    pub fn is_gate(&self, condition: &Condition) -> bool {
        let read = variables(&condition.value);
        !read.is_empty()
            && read.iter().all(|variable| match variable {
                Variable::Signal(at) => self.iso.contains(at),
                Variable::Memo(at) => self.memos.contains(at),
                _ => false,
            })
    }

    /// Returns whether the browser may run a memo (rule 10).
    pub fn is_client_memo(&self, memo: usize) -> bool {
        self.memos.contains(&memo)
    }

    /// Applies rule 1.
    fn sources(&mut self, component: &Component, said: &Said<'_>) {
        if self.is_composed {
            self.open.extend(0..component.signals.len());
            return;
        }
        for step in &said.steps {
            if let Step::Set(Target::Signal(at), _) | Step::Add(Target::Signal(at), _) = step {
                self.iso.insert(*at);
            }
        }
        for given in &said.given {
            if let Given::Write(Target::Signal(at)) = given {
                self.open.insert(*at);
            }
        }
    }

    /// Applies rules 2 to 4, for one more memo. Returns whether there was one.
    fn client_memo(&mut self, component: &Component, said: &Said<'_>) -> bool {
        let steps = said.steps.iter().map(|step| value(step));
        let bindings = said
            .bindings
            .iter()
            .copied()
            .filter(|expr| self.is_dirty(component, expr));
        let memos = self.memos.iter().map(|memo| &component.memos[*memo]);
        let client: Vec<&Expr> = steps.chain(bindings).chain(memos).collect();
        let captured = client.into_iter().flat_map(variables);
        let found = captured.into_iter().find_map(|variable| match variable {
            Variable::Memo(at) if !self.memos.contains(&at) => {
                self.is_dirty(component, &component.memos[at]).then_some(at)
            }
            _ => None,
        });
        found.is_some_and(|memo| self.memos.insert(memo))
    }

    fn is_dirty(&self, component: &Component, expr: &Expr) -> bool {
        variables(expr).into_iter().any(|variable| match variable {
            Variable::Signal(at) => self.iso.contains(&at) || self.open.contains(&at),
            Variable::Memo(at) => self.is_dirty(component, &component.memos[at]),
            Variable::Prop(at) => component.props[at] != Prop::Number,
            Variable::Item(_) | Variable::Argument => false,
        })
    }

    /// Applies rule 5, as far as the component decides it.
    fn uplinks(&mut self, component: &Component, said: &Said<'_>) {
        if self.is_composed {
            return;
        }
        let (gates, others): (Vec<&Condition>, Vec<&Condition>) = said
            .shows
            .iter()
            .partition(|condition| self.is_gate(condition));
        let followed = said
            .structure
            .iter()
            .copied()
            .chain(others.into_iter().map(|when| &when.value));
        let eager = followed.flat_map(|expr| own(component, expr)).collect();
        let actions = component.actions.iter();
        let mut lazy: BTreeSet<usize> = actions.clone().map(|action| action.target).collect();
        let late = actions
            .map(|action| &action.value)
            .chain(gates.into_iter().map(|when| &when.value));
        let server = (0..component.memos.len()).filter(|memo| !self.memos.contains(memo));
        let server = server.map(|memo| &component.memos[memo]);
        let lists = component
            .lists
            .iter()
            .flat_map(|list| [&list.count, &list.shift, &list.base]);
        lazy.extend(
            late.chain(server)
                .chain(lists)
                .flat_map(|expr| own(component, expr)),
        );
        (self.eager, self.lazy) = (eager, lazy);
    }
}

impl<'a> Said<'a> {
    fn nodes(&mut self, component: &'a Component, nodes: &'a [Node]) {
        nodes.iter().for_each(|node| self.node(component, node));
    }

    fn node(&mut self, component: &'a Component, node: &'a Node) {
        match node {
            Node::Text(_) => {}
            Node::Bound(_, expr) => self.bindings.push(expr),
            Node::Element {
                attributes,
                children,
                ..
            } => {
                self.bindings.extend(attributes.iter().map(shown));
                self.nodes(component, children);
            }
            Node::Button(steps) => self.steps.extend(steps),
            Node::Show {
                when,
                children,
                fallback,
                ..
            } => {
                self.shows.push(when);
                self.nodes(component, children);
                self.nodes(component, fallback.as_deref().unwrap_or_default());
            }
            Node::If { when, yes, no } => {
                self.structure.push(&when.value);
                self.nodes(component, yes);
                self.nodes(component, no);
            }
            Node::Match(expr, arms) => {
                self.structure.push(expr);
                arms.iter().for_each(|arm| self.nodes(component, arm));
            }
            Node::For { list, row, .. } => {
                let list = &component.lists[*list];
                self.structure
                    .extend([&list.count, &list.shift, &list.base]);
                self.nodes(component, row);
            }
            Node::Child { given, .. } => given.iter().for_each(|given| match given {
                Given::Call(steps) => self.steps.extend(steps),
                other => self.given.push(other),
            }),
        }
    }
}

/// Returns the variables in an expression.
fn variables(expr: &Expr) -> Vec<Variable> {
    match expr {
        Expr::Number(_) => Vec::new(),
        Expr::Read(variable) => vec![*variable],
        Expr::Add(a, b) | Expr::Multiply(a, b) => {
            [a, b].into_iter().flat_map(|it| variables(it)).collect()
        }
        Expr::Choose(condition, yes, no) => [&condition.value, yes, no]
            .into_iter()
            .flat_map(variables)
            .collect(),
    }
}

/// Returns the component's own signals that an expression reads, directly or through memos.
fn own(component: &Component, expr: &Expr) -> Vec<usize> {
    let read = variables(expr).into_iter();
    read.flat_map(|variable| match variable {
        Variable::Signal(at) => vec![at],
        Variable::Memo(at) => own(component, &component.memos[at]),
        _ => Vec::new(),
    })
    .collect()
}

fn value(step: &Step) -> &Expr {
    match step {
        Step::Set(_, expr) | Step::Add(_, expr) | Step::Dispatch(_, expr) | Step::Call(_, expr) => {
            expr
        }
    }
}

/// Returns the expression of an attribute.
pub fn shown(attribute: &Attribute) -> &Expr {
    match attribute {
        Attribute::Value(_, expr) | Attribute::Style(_, expr) => expr,
        Attribute::Flag(_, condition) | Attribute::Class(_, condition) => &condition.value,
    }
}
