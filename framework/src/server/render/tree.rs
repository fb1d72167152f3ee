//! From a view to a tree: components run, structure is read. Nothing is numbered, written or sent yet, so that what
//! still waits for an `async fn` can take its place later.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use super::structure::{self, Condition, Structural};
use crate::function::Function;
use crate::graph::ScopeId;
use crate::part::{Root, Template, Value};
use crate::server::render::nesting::deeper;
use crate::server::stage::{Awaited, stage};
use crate::server::view::{Cell, Fragment, Markup, Pending, Structure, Unit, View, collecting};
use crate::wire::limits::{SPARE_STACK, STACK};

/// A view whose components have run and whose structure has been read.
#[derive(Default)]
pub(crate) enum Tree {
    #[default]
    Empty,
    Text(String),
    List(Vec<Tree>),
    Fragment(Box<Grown>),
    /// A component's body with its client functions outside of markup.
    Body(Vec<Unit>, Box<Tree>),
    /// An `async fn` puts its tree there when it ends.
    Awaited(Rc<RefCell<Tree>>),
}

/// One use of a template in a tree.
pub(crate) struct Grown {
    pub template: &'static Template,
    pub leaves: Vec<Leaf>,
    pub functions: Vec<Function>,
    /// Bindings that are kinds of their own.
    pub open: Vec<Unit>,
    pub units: Vec<Unit>,
    /// Owns what the fragment keeps alive: the scope of the component or row that made it.
    pub scope: ScopeId,
}

/// What fills a hole of a tree.
pub(crate) enum Leaf {
    Text(String),
    Value(Value),
    Spread(Vec<(String, Value)>),
    TextWith(Box<dyn Fn() -> String>),
    ValueWith(Box<dyn Fn() -> Value>),
    SpreadWith(Box<dyn Fn() -> Vec<(String, Value)>>),
    Client(usize),
    Open(usize),
    /// What never changes its place.
    Content(Tree),
    /// What comes and goes.
    Structure(Rc<dyn Structural>),
}

/// Runs the components of a view and reads its structure, in the current scope.
pub(crate) fn grow(view: View) -> Tree {
    match view.markup {
        Markup::Empty => Tree::Empty,
        Markup::Text(text) => Tree::Text(text),
        Markup::List(views) => Tree::List(views.into_iter().map(grow).collect()),
        Markup::Fragment(fragment) => {
            let grown = stacker::maybe_grow(SPARE_STACK, STACK, || grow_fragment(*fragment));
            Tree::Fragment(Box::new(grown))
        }
    }
}

fn grow_fragment(fragment: Fragment) -> Grown {
    Grown {
        template: fragment.template,
        leaves: fragment.cells.into_iter().map(grow_cell).collect(),
        functions: fragment.functions,
        open: fragment.open,
        units: Vec::new(),
        scope: ScopeId::current(),
    }
}

fn grow_cell(cell: Cell) -> Leaf {
    match cell {
        Cell::Text(text) => Leaf::Text(text),
        Cell::Value(value) => Leaf::Value(value),
        Cell::Spread(attributes) => Leaf::Spread(attributes),
        Cell::TextWith(text) => Leaf::TextWith(text),
        Cell::ValueWith(value) => Leaf::ValueWith(value),
        Cell::SpreadWith(attributes) => Leaf::SpreadWith(attributes),
        Cell::Client(index) => Leaf::Client(index),
        Cell::Open(index) => Leaf::Open(index),
        Cell::Gated(structure) => grow_structure(structure, Condition::Gated),
        Cell::Structure(structure) => grow_structure(structure, Condition::Server),
    }
}

fn grow_structure(structure: Structure, condition: Condition) -> Leaf {
    match structure {
        Structure::Fixed(view) => Leaf::Content(grow(view)),
        Structure::Component(run) => grow_component(run),
        Structure::Show {
            when,
            children,
            fallback,
            mode,
        } => Leaf::Structure(structure::show(when, condition, children, fallback, mode)),
        Structure::Each(driver) => Leaf::Structure(structure::each(driver)),
        Structure::Branch { arm, views } => Leaf::Structure(structure::branch(arm, views)),
        Structure::Choose(run) => Leaf::Structure(structure::choose(run)),
        Structure::Rebuild(view) => Leaf::Structure(structure::rebuild(view)),
    }
}

/// Runs a component in a scope of its own.
pub(crate) fn grow_component(run: impl FnOnce() -> Pending) -> Leaf {
    deeper(|nest| {
        let mut units = Vec::new();
        let pending = collecting(&mut units, run);
        match pending {
            Pending::Ready(view) => Leaf::Content(body(units, view)),
            Pending::Failed(failure) => {
                stage().fail(failure);
                Leaf::Content(Tree::Empty)
            }
            Pending::Later(future) => wait(Awaited {
                future,
                nest,
                units,
                place: Rc::default(),
            }),
        }
    })
}

/// The first page waits for all of it; a live one does not.
fn wait(awaited: Awaited) -> Leaf {
    if stage().is_live_page() {
        return Leaf::Structure(structure::late(awaited));
    }
    let place = Rc::clone(&awaited.place);
    stage().wait(awaited);
    Leaf::Content(Tree::Awaited(place))
}

/// A component's view, once it is there.
pub(crate) fn body(units: Vec<Unit>, view: View) -> Tree {
    let tree = grow(view);
    if units.is_empty() {
        tree
    } else {
        Tree::Body(units, Box::new(tree))
    }
}

impl Tree {
    /// Takes off what only stood around one fragment: lists of one, bodies, templates that are nothing but a component.
    pub fn unwrapped(self) -> Self {
        match self {
            Self::List(mut trees) if trees.len() == 1 => trees.remove(0).unwrapped(),
            Self::Awaited(place) => place.take().unwrapped(),
            Self::Body(units, tree) => tree.unwrapped().with_units(units),
            Self::Fragment(mut grown) if grown.template.root == Root::Transparent => {
                match grown.leaves.pop() {
                    Some(Leaf::Content(tree)) => {
                        tree.unwrapped().with_units(mem::take(&mut grown.units))
                    }
                    leaf => {
                        grown.leaves.extend(leaf);
                        Self::Fragment(grown)
                    }
                }
            }
            other => other,
        }
    }

    /// One fragment, whatever it was: what structure puts on the page must have one start and one end.
    pub fn rooted(self) -> Box<Grown> {
        match self.unwrapped() {
            Self::Fragment(grown) => grown,
            other => Box::new(Grown {
                template: &structure::RANGE,
                leaves: vec![Leaf::Content(other)],
                functions: Vec::new(),
                open: Vec::new(),
                units: Vec::new(),
                scope: ScopeId::current(),
            }),
        }
    }

    /// Whether there is nothing to see.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::List(trees) => trees.iter().all(Self::is_empty),
            _ => false,
        }
    }

    fn with_units(self, units: Vec<Unit>) -> Self {
        if units.is_empty() {
            return self;
        }
        let mut grown = self.rooted();
        grown.units.splice(0..0, units);
        Self::Fragment(grown)
    }
}

impl Grown {
    /// Whether it has something that is addressed later, or that runs in the browser.
    pub fn is_addressed(&self) -> bool {
        let is_kept = |leaf: &Leaf| {
            matches!(
                leaf,
                Leaf::TextWith(_)
                    | Leaf::ValueWith(_)
                    | Leaf::SpreadWith(_)
                    | Leaf::Open(_)
                    | Leaf::Structure(_)
            )
        };
        self.template.client || !self.units.is_empty() || self.leaves.iter().any(is_kept)
    }
}
