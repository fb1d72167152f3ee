//! Turns a view into a tree: runs its components and reads its structures. Nothing is numbered, written or sent yet, so
//! an `async fn` can still fill its place in the tree later.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use super::awaited::Awaited;
use super::heads;
use super::mount::{Mount, UnlinkedRegion};
use super::structure::{self, Boundary, Structural, fail, run_caught};
use crate::function::{Frame, Function};
use crate::graph::ScopeId;
use crate::part::{Hole, Root, Template, Value};
use crate::server::page_state::link::Resident;
use crate::server::render::nesting::deeper;
use crate::server::stage::{self, beside, canvas};
use crate::server::view::{
    Condition, Fragment, HoleFilling, Markup, Pending, Structure, Unit, View, cells, collecting,
};
use crate::wire::limits::{SPARE_STACK, STACK};
use crate::wire::number::Region;

/// A view whose components have run and whose structure has been read.
#[derive(Default)]
pub(crate) enum Tree {
    #[default]
    Empty,
    Text(Box<str>),
    List(Box<[Tree]>),
    Fragment(Grown),
    /// A component's body, with its client functions outside of markup.
    Body(Box<(Vec<Unit>, Tree)>),
    /// The place for the tree of an `async fn` that has not ended.
    Awaited(Rc<RefCell<Tree>>),
}

/// One use of a template in a tree.
pub(crate) struct Grown {
    pub parts: GrownParts,
    pub leaves: Vec<Leaf>,
}

/// One use of a template, without the filling of its holes.
pub(crate) struct GrownParts {
    pub template: &'static Template,
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
    Fixed(Box<Tree>),
    /// Elements that come and go.
    Changing(Rc<dyn Structural>),
    /// The elements of `<Head>`s, in the document's `<head>`.
    Rows,
}

/// Runs the components of a view and reads its structure, in the current scope.
pub(crate) fn grow(view: View) -> Tree {
    match view.markup {
        Markup::Empty => Tree::Empty,
        Markup::Text(text) => Tree::Text(text.into()),
        Markup::List(views) => stacker::maybe_grow(SPARE_STACK, STACK, || {
            Tree::List(views.into_iter().map(grow).collect())
        }),
        Markup::Fragment(mut fragment) => stacker::maybe_grow(SPARE_STACK, STACK, || {
            let mut leaves = match lone_component(&mut fragment) {
                Some(run) => match grow_component(run) {
                    HoleContent::Fixed(tree) => return *tree,
                    content => vec![HoleFilling::Structure(content)],
                },
                None => Vec::with_capacity(fragment.cells.len()),
            };
            let parts = grow_fragment(fragment, &mut leaves);
            Tree::Fragment(Grown { parts, leaves })
        }),
    }
}

/// Takes the component out of a template that contains nothing else.
fn lone_component(fragment: &mut Fragment) -> Option<Box<dyn FnOnce() -> Pending>> {
    if fragment.template.root != Root::Transparent || fragment.cells.len() != 1 {
        return None;
    }
    let is_component =
        |cell: &mut _| matches!(cell, HoleFilling::Structure((Structure::Component(_), _)));
    match fragment.cells.pop_if(is_component)? {
        HoleFilling::Structure((Structure::Component(run), _)) => Some(run),
        _ => None,
    }
}

/// Appends the fillings to `leaves`.
fn grow_fragment(mut fragment: Fragment, leaves: &mut Vec<Leaf>) -> GrownParts {
    leaves.extend(fragment.cells.drain(..).map(grown));
    cells::keep(fragment.cells);
    GrownParts {
        template: fragment.template,
        functions: fragment.functions,
        frame: fragment.frame,
        open: fragment.open,
        units: Vec::new(),
        scope: ScopeId::current(),
    }
}

/// The trees of rows, with the fillings of all of them in one list.
#[derive(Default)]
pub(crate) struct GrownRows {
    pub(super) rows: Vec<GrownRow>,
    pub(super) leaves: Vec<Leaf>,
    /// The number of rows that were not taken.
    left: usize,
}

/// A row that was mounted.
pub(crate) enum MountedRow {
    /// The browser leaves it alone.
    Fixed,
    /// A region.
    Any(Region),
    /// A use of one template, without content of other scopes, with the client functions of the template.
    Simple(Region, Option<Resident>),
    /// The same, and the link does not know the client functions yet.
    Unlinked(UnlinkedRegion),
}

/// The tree of a row.
pub(crate) enum GrownRow {
    /// Mounted, or disposed of.
    Taken,
    /// A use of a template, whose fillings start here.
    Fragment(GrownParts, usize),
    /// Any other tree.
    Tree(Tree),
}

impl GrownRows {
    /// Runs the components of a row and reads its structure, in the current scope. Returns the number of the row.
    pub fn grow(&mut self, view: View) -> u32 {
        let start = self.leaves.len();
        let row = match view.markup {
            Markup::Fragment(fragment) if fragment.template.root != Root::Transparent => {
                let parts = stacker::maybe_grow(SPARE_STACK, STACK, || {
                    grow_fragment(fragment, &mut self.leaves)
                });
                GrownRow::Fragment(parts, start)
            }
            markup => GrownRow::Tree(grow(View::of(markup))),
        };
        self.rows.push(row);
        self.left += 1;
        self.rows.len() as u32 - 1
    }

    /// Returns whether a row is a use of a template that has no structure, so that no component is in any use of it.
    pub fn is_flat(&self, row: u32) -> bool {
        let is_structure = |hole: &Hole| matches!(hole, Hole::Structure { .. } | Hole::Head);
        match self.rows.get(row as usize) {
            Some(GrownRow::Fragment(parts, _)) => !parts.template.holes.iter().any(is_structure),
            _ => false,
        }
    }

    /// Mounts a row as a region. With `links_later` the link does not take its client functions yet, if it has nothing
    /// of other scopes.
    pub fn mount(&mut self, row: u32, mount: &mut Mount<'_>, links_later: bool) -> MountedRow {
        match self.take(row) {
            GrownRow::Taken => MountedRow::Fixed,
            GrownRow::Tree(tree) => mount
                .region(tree)
                .map_or(MountedRow::Fixed, MountedRow::Any),
            GrownRow::Fragment(parts, start) => {
                let leaves = self.leaves.get_mut(start..).unwrap_or_default();
                let filled = parts.template.filled();
                let leaves = leaves.get_mut(..filled).unwrap_or_default();
                mount_row(parts, leaves, mount, links_later)
            }
        }
    }

    /// Disposes of the tree of a row.
    pub fn remove(&mut self, row: u32) {
        if let GrownRow::Fragment(parts, start) = self.take(row) {
            let count = parts.template.filled();
            self.leaves[start..]
                .iter_mut()
                .take(count)
                .for_each(|leaf| drop(taken(leaf)));
        }
    }

    /// Moves a row to another list. Returns its number there.
    pub fn shift(&mut self, row: u32, to: &mut Self) -> u32 {
        let start = to.leaves.len();
        let row = match self.take(row) {
            GrownRow::Fragment(parts, old) => {
                let count = parts.template.filled();
                let leaves = self.leaves[old..].iter_mut().take(count);
                to.leaves.extend(leaves.map(taken));
                GrownRow::Fragment(parts, start)
            }
            row => row,
        };
        to.rows.push(row);
        to.left += 1;
        to.rows.len() as u32 - 1
    }

    /// Frees the memory, once all rows were taken.
    pub fn tidy(&mut self) {
        if self.left == 0 {
            *self = Self::default();
        }
    }

    fn take(&mut self, row: u32) -> GrownRow {
        self.left -= 1;
        mem::replace(&mut self.rows[row as usize], GrownRow::Taken)
    }
}

/// Runs the components of a row that is a use of a template, in the current scope. `leaves` are the fillings afterwards.
pub(crate) fn grow_row(view: View, leaves: &mut Vec<Leaf>) -> Option<GrownParts> {
    leaves.clear();
    match view.markup {
        Markup::Fragment(fragment) if fragment.template.root != Root::Transparent => {
            Some(grow_fragment(fragment, leaves))
        }
        _ => None,
    }
}

/// Mounts a row that is a use of a template as a region. With `links_later` the link does not take its client functions
/// yet, if it has nothing of other scopes.
pub(crate) fn mount_row(
    parts: GrownParts,
    leaves: &mut [Leaf],
    mount: &mut Mount<'_>,
    links_later: bool,
) -> MountedRow {
    let is_simple = parts.open.is_empty() && leaves.iter().all(is_simple);
    let mounted = if is_simple && links_later {
        mount.unlinked(parts, leaves).map(MountedRow::Unlinked)
    } else {
        let region = mount.region_of(parts, leaves);
        region.map(|(region, resident)| match is_simple {
            true => MountedRow::Simple(region, resident),
            false => MountedRow::Any(region),
        })
    };
    mounted.unwrap_or(MountedRow::Fixed)
}

/// Returns whether a filling belongs to no other scope.
pub(crate) fn is_simple(leaf: &Leaf) -> bool {
    matches!(
        leaf,
        Leaf::Text(_) | Leaf::TextWith(_) | Leaf::Value(_) | Leaf::ValueWith(_) | Leaf::Client(_)
    )
}

/// Takes a filling out of its place.
pub(crate) fn taken(leaf: &mut Leaf) -> Leaf {
    mem::replace(leaf, Leaf::Value(Value::Absent))
}

fn grown(cell: HoleFilling<(Structure, Condition)>) -> Leaf {
    cell.map(|(structure, condition)| canvas().grow(|| grow_structure(structure, condition)))
}

fn grow_structure(structure: Structure, condition: Condition) -> HoleContent {
    let content = match structure {
        Structure::Fixed(view) => return HoleContent::Fixed(Box::new(grow(*view))),
        Structure::Component(run) => return grow_component(run),
        Structure::Head(views) => {
            heads::add(views);
            return HoleContent::Fixed(Box::default());
        }
        Structure::HeadRows => return HoleContent::Rows,
        Structure::Show {
            when,
            children,
            fallback,
        } => structure::show(when, condition, children, fallback),
        Structure::Each(driver) => structure::each(driver),
        Structure::Branch { arm, views } => structure::branch(arm, views),
        Structure::Choose(run) => structure::choose(run),
        Structure::Rebuild(view) => structure::rebuild(view),
        Structure::Outlet => structure::outlet(),
        Structure::Suspense {
            children,
            fallback,
            keeps,
        } => structure::suspense(children, fallback, keeps),
        Structure::Catch { children, fallback } => structure::catch(children, fallback),
    };
    stage::heads().expect_change();
    HoleContent::Changing(content)
}

/// Runs a component in a scope of its own.
pub(crate) fn grow_component(run: impl FnOnce() -> Pending) -> HoleContent {
    deeper(|nest| {
        let mut units = Vec::new();
        let pending = run_caught(|| collecting(&mut units, run));
        match pending.unwrap_or_else(|| Pending::Ready(View::empty())) {
            Pending::Ready(view) => HoleContent::Fixed(Box::new(body(units, view))),
            Pending::Failed(failure) => {
                fail(failure);
                HoleContent::Fixed(Box::default())
            }
            Pending::Later(future) => wait(Awaited {
                future,
                nest,
                units,
                place: Rc::default(),
                waits: Boundary::around().map(Boundary::wait),
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
    HoleContent::Fixed(Box::new(Tree::Awaited(place)))
}

/// Makes the tree of a component's view.
pub(crate) fn body(units: Vec<Unit>, view: View) -> Tree {
    let tree = grow(view);
    if units.is_empty() {
        tree
    } else {
        Tree::Body(Box::new((units, tree)))
    }
}

impl Tree {
    /// Removes what is only around one fragment: lists of one, bodies, templates that contain nothing but a component.
    pub fn unwrapped(self) -> Self {
        let (mut tree, mut units) = (self, Vec::new());
        loop {
            tree = match tree {
                Self::List(mut trees) if trees.len() == 1 => mem::take(&mut trees[0]),
                Self::Awaited(place) => place.take(),
                Self::Body(body) => {
                    let (own, tree) = *body;
                    units.extend(own);
                    tree
                }
                Self::Fragment(mut grown) if grown.parts.template.root == Root::Transparent => {
                    match grown.leaves.pop() {
                        Some(HoleFilling::Structure(HoleContent::Fixed(tree))) => {
                            units.append(&mut grown.parts.units);
                            *tree
                        }
                        leaf => {
                            grown.leaves.extend(leaf);
                            return Self::Fragment(grown).with_units(units);
                        }
                    }
                }
                other => return other.with_units(units),
            };
        }
    }

    /// Makes it one fragment: content of a structure must have one start and one end.
    pub fn rooted(self) -> Grown {
        match self.unwrapped() {
            Self::Fragment(grown) => grown,
            other => Grown {
                parts: GrownParts::of(&structure::RANGE),
                leaves: vec![HoleFilling::Structure(HoleContent::Fixed(Box::new(other)))],
            },
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
        grown.parts.units.splice(0..0, units);
        Self::Fragment(grown)
    }
}

impl GrownParts {
    /// Makes a use of a template without client functions, in the current scope.
    pub fn of(template: &'static Template) -> Self {
        Self {
            template,
            functions: Rc::default(),
            frame: Frame::default(),
            open: Vec::new(),
            units: Vec::new(),
            scope: ScopeId::current(),
        }
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
        self.parts.template.client
            || !self.parts.units.is_empty()
            || self.leaves.iter().any(is_kept)
    }
}
