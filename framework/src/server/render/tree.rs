//! Turns a view into a tree: runs its components and reads its structures. Nothing is numbered, written or sent yet, so
//! an `async fn` can still fill its place in the tree later.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use super::awaited::Awaited;
use super::heads;
use super::structure::{self, Structural};
use crate::function::{Frame, Function};
use crate::graph::ScopeId;
use crate::part::{Root, Template};
use crate::server::render::nesting::deeper;
use crate::server::stage::{self, beside, canvas};
use crate::server::view::{
    Condition, Fragment, HoleFilling, Markup, Pending, Structure, Unit, View, collecting,
};
use crate::wire::limits::{SPARE_STACK, STACK};

/// A view whose components have run and whose structure has been read.
#[derive(Default)]
pub(crate) enum Tree {
    #[default]
    Empty,
    Text(String),
    List(Vec<Tree>),
    Fragment(Box<Grown>),
    /// A component's body, with its client functions outside of markup.
    Body(Vec<Unit>, Box<Tree>),
    /// The place for the tree of an `async fn` that has not ended.
    Awaited(Rc<RefCell<Tree>>),
}

/// One use of a template in a tree.
pub(crate) struct Grown {
    pub template: &'static Template,
    pub leaves: Vec<Leaf>,
    pub functions: Rc<[Function]>,
    pub frame: Frame,
    /// Bindings that are kinds of their own.
    pub open: Vec<Unit>,
    pub units: Vec<Unit>,
    /// The scope of the component or row that made the fragment.
    pub scope: ScopeId,
}

/// The filling of a hole in a tree.
pub(crate) type Leaf = HoleFilling<HoleContent>;

/// The content of a structure hole.
pub(crate) enum HoleContent {
    /// Content that never changes its place.
    Fixed(Tree),
    /// Elements that come and go.
    Changing(Rc<dyn Structural>),
    /// The elements of `<Head>`s, in the document's `<head>`.
    Rows,
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
        leaves: fragment.cells.into_iter().map(grown).collect(),
        functions: fragment.functions,
        frame: fragment.frame,
        open: fragment.open,
        units: Vec::new(),
        scope: ScopeId::current(),
    }
}

fn grown(cell: HoleFilling<(Structure, Condition)>) -> Leaf {
    cell.map(|(structure, condition)| grow_structure(structure, condition))
}

fn grow_structure(structure: Structure, condition: Condition) -> HoleContent {
    let content = match structure {
        Structure::Fixed(view) => return HoleContent::Fixed(grow(view)),
        Structure::Component(run) => return grow_component(run),
        Structure::Head(views) => {
            heads::add(views);
            return HoleContent::Fixed(Tree::Empty);
        }
        Structure::HeadRows => return HoleContent::Rows,
        Structure::Show {
            when,
            children,
            fallback,
            mode,
        } => structure::show(when, condition, children, fallback, mode),
        Structure::Each(driver) => structure::each(driver),
        Structure::Branch { arm, views } => structure::branch(arm, views),
        Structure::Choose(run) => structure::choose(run),
        Structure::Rebuild(view) => structure::rebuild(view),
    };
    stage::heads().expect_change();
    HoleContent::Changing(content)
}

/// Runs a component in a scope of its own.
pub(crate) fn grow_component(run: impl FnOnce() -> Pending) -> HoleContent {
    deeper(|nest| {
        let mut units = Vec::new();
        let pending = collecting(&mut units, run);
        match pending {
            Pending::Ready(view) => HoleContent::Fixed(body(units, view)),
            Pending::Failed(failure) => {
                beside().fail(failure);
                HoleContent::Fixed(Tree::Empty)
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

/// The first page waits for the component; a page that was sent does not.
fn wait(awaited: Awaited) -> HoleContent {
    if canvas().is_out() {
        return HoleContent::Changing(structure::late(awaited));
    }
    let place = Rc::clone(&awaited.place);
    beside().wait(awaited);
    HoleContent::Fixed(Tree::Awaited(place))
}

/// Makes the tree of a component's view.
pub(crate) fn body(units: Vec<Unit>, view: View) -> Tree {
    let tree = grow(view);
    if units.is_empty() {
        tree
    } else {
        Tree::Body(units, Box::new(tree))
    }
}

impl Tree {
    /// Removes what is only around one fragment: lists of one, bodies, templates that contain nothing but a component.
    pub fn unwrapped(self) -> Self {
        match self {
            Self::List(mut trees) if trees.len() == 1 => trees.remove(0).unwrapped(),
            Self::Awaited(place) => place.take().unwrapped(),
            Self::Body(units, tree) => tree.unwrapped().with_units(units),
            Self::Fragment(mut grown) if grown.template.root == Root::Transparent => {
                match grown.leaves.pop() {
                    Some(HoleFilling::Structure(HoleContent::Fixed(tree))) => {
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

    /// Makes it one fragment: content of a structure must have one start and one end.
    pub fn rooted(self) -> Box<Grown> {
        match self.unwrapped() {
            Self::Fragment(grown) => grown,
            other => Box::new(Grown {
                template: &structure::RANGE,
                leaves: vec![HoleFilling::Structure(HoleContent::Fixed(other))],
                functions: Rc::default(),
                frame: Frame::default(),
                open: Vec::new(),
                units: Vec::new(),
                scope: ScopeId::current(),
            }),
        }
    }

    /// Returns whether the tree shows nothing.
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
    /// Returns whether a part of the fragment is addressed later, or runs in the browser.
    pub fn is_addressed(&self) -> bool {
        let is_kept = |leaf: &Leaf| {
            matches!(
                leaf,
                HoleFilling::TextWith(_)
                    | HoleFilling::ValueWith(_)
                    | HoleFilling::SpreadWith(_)
                    | HoleFilling::Open(_)
                    | HoleFilling::Structure(HoleContent::Changing(_))
            ) || matches!(leaf, HoleFilling::Structure(HoleContent::Rows))
                && stage::heads().may_change()
        };
        self.template.client || !self.units.is_empty() || self.leaves.iter().any(is_kept)
    }
}
