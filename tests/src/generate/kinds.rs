//! Kinds of components that are independent of each other: a [plan](super::plan) decides at run time which one is in
//! which place.
//!
//! A kind has *spots*. Each spot offers handles, the kind's own or those that it was given, to the kind in the spot,
//! which takes some of them in its own way.

use fastrand::Rng;

use super::program::{Component, Expr, Form, Given, Node, Prop, Step, Target, Variable};
use super::random::handing_on;

/// The number of kinds: as many as compile in a few seconds.
pub const COUNT: usize = 28;

/// The props that a spot offers.
pub const OFFERED: [Prop; 6] = [
    Prop::Read,
    Prop::Read,
    Prop::Write,
    Prop::Write,
    Prop::Derived,
    Prop::Call,
];

const WANTED: [Prop; 7] = [
    Prop::Number,
    Prop::Read,
    Prop::Read,
    Prop::Write,
    Prop::Write,
    Prop::Derived,
    Prop::Call,
];

const WAYS: [Way; 6] = [
    Way::Props,
    Way::Fields,
    Way::Tools,
    Way::Groups,
    Way::Whole,
    Way::Context,
];

/// A component that may be in any spot.
#[derive(Debug)]
pub struct Kind {
    /// The number of the kind; the kind of the root has the last one.
    pub number: usize,
    /// The code. The components in it are spots, numbered in their order.
    pub component: Component,
    /// The way in which it takes its props.
    pub way: Way,
    /// True if a composable makes its signals.
    pub is_composed: bool,
    /// The element around its markup.
    pub frame: Frame,
}

/// The way in which a component takes its props.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One prop for each.
    Props,
    /// A struct that crosses, whose fields it uses.
    Fields,
    /// A struct that does not cross, whose fields it uses.
    Tools,
    /// A `Vec` for each type.
    Groups,
    /// A struct that crosses, whose methods it calls.
    Whole,
    /// A struct in a context.
    Context,
}

/// The form of a plain `<div>` of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// An element.
    Element,
    /// A component that puts one around its children.
    Children,
    /// A component that puts one around its slot's content.
    Slot,
}

/// Returns the kinds of a seed, always the same.
pub fn kinds(seed: u64) -> Vec<Kind> {
    let mut rng = Rng::with_seed(seed);
    (0..COUNT).map(|number| kind(&mut rng, number)).collect()
}

/// Returns the component at the root of every tree: it has signals to offer, and no code that writes them.
pub fn root() -> Component {
    let [first, second] = [0, 1].map(Variable::Signal);
    let sum = Expr::Add(Box::new(Expr::Read(first)), Box::new(Expr::Read(second)));
    let shown = [first, second, Variable::Memo(0)];
    let shown = shown.map(|variable| Node::Bound(Form::Plain, Expr::Read(variable)));
    let [to_first, to_second] = [0, 1].map(Target::Signal);
    let spot = Node::Child {
        component: 0,
        given: vec![
            Given::Read(first),
            Given::Read(second),
            Given::Write(to_first),
            Given::Write(to_second),
            Given::Read(Variable::Memo(0)),
            Given::Call(vec![Step::Add(to_second, Expr::Read(Variable::Argument))]),
        ],
    };
    Component {
        signals: vec![0, 0],
        memos: vec![sum],
        body: shown.into_iter().chain([spot]).collect(),
        ..empty()
    }
}

fn kind(rng: &mut Rng, number: usize) -> Kind {
    let props = (0..rng.usize(1..=4))
        .map(|_| WANTED[rng.usize(..WANTED.len())])
        .collect();
    let taker = Component {
        props: OFFERED.to_vec(),
        ..empty()
    };
    let mut component = handing_on(rng, props, taker);
    number_spots(&mut component.body, &mut 0);
    Kind {
        number,
        component,
        way: WAYS[number % WAYS.len()],
        is_composed: rng.u8(..4) == 0,
        frame: [Frame::Element, Frame::Children, Frame::Slot][rng.usize(..3)],
    }
}

/// Returns a component without code and markup.
pub fn empty() -> Component {
    Component {
        props: Vec::new(),
        signals: Vec::new(),
        memos: Vec::new(),
        lists: Vec::new(),
        actions: Vec::new(),
        mount: None,
        body: Vec::new(),
    }
}

fn number_spots(nodes: &mut [Node], next: &mut usize) {
    for_each_child(nodes, &mut |component, _| {
        *component = *next;
        *next += 1;
    });
}

/// Calls `change` for each use of a component, in order.
pub fn for_each_child(nodes: &mut [Node], change: &mut impl FnMut(&mut usize, &mut Vec<Given>)) {
    for node in nodes {
        match node {
            Node::Text(_) | Node::Bound(..) | Node::Button(_) => {}
            Node::Element { children, .. } => for_each_child(children, change),
            Node::Show {
                children, fallback, ..
            } => {
                for_each_child(children, change);
                for_each_child(fallback.as_deref_mut().unwrap_or_default(), change);
            }
            Node::If { yes, no, .. } => {
                for_each_child(yes, change);
                for_each_child(no, change);
            }
            Node::Match(_, arms) => arms.iter_mut().for_each(|arm| for_each_child(arm, change)),
            Node::For { row, .. } => for_each_child(row, change),
            Node::Child { component, given } => change(component, given),
        }
    }
}

/// Returns the changing texts in markup, in order.
pub fn texts(nodes: &[Node]) -> Vec<&Expr> {
    let texts = nodes.iter().flat_map(|node| match node {
        Node::Bound(_, expr) => vec![expr],
        Node::Element { children, .. } => texts(children),
        Node::Show {
            children, fallback, ..
        } => [
            texts(children),
            texts(fallback.as_deref().unwrap_or_default()),
        ]
        .concat(),
        Node::If { yes, no, .. } => [texts(yes), texts(no)].concat(),
        Node::Match(_, arms) => arms.iter().flat_map(|arm| texts(arm)).collect(),
        Node::For { row, .. } => texts(row),
        Node::Text(_) | Node::Button(_) | Node::Child { .. } => Vec::new(),
    });
    texts.collect()
}
