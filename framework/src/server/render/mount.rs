//! Walks a tree in document order: numbers its regions, evaluates its bindings, and writes it down, as markup for a
//! page or as content for an update.

use super::follow;
use super::structure::Site;
use super::tree::{Grown, Leaf, Tree};
use crate::graph::ScopeId;
use crate::part::{Hole, Locator, Target, Template, Value};
use crate::server::page_state::link::Resident;
use crate::server::stage::Stage;

/// Where what is mounted is written to.
pub(crate) trait Output {
    /// A use of a template starts; its region's number, if it is one.
    fn open(&mut self, stage: &Stage, template: &'static Template, region: Option<u32>);
    /// Static markup.
    fn piece(&mut self, markup: &'static str);
    /// The mark of a region, or an anchor in it.
    fn mark(&mut self, hole: &Hole, region: u32);
    /// Dynamic text. Without text beside it (`lone`) it would leave no node if it were empty.
    fn text(&mut self, text: &str, lone: bool);
    /// A value.
    fn value(&mut self, target: Target, value: Value);
    /// Attributes.
    fn spread(&mut self, attributes: Vec<(String, Value)>);
    /// A value that the browser computes; tells whether it is not wanted from here too.
    fn computed(&mut self) -> bool;
    /// Content of a hole starts.
    fn enter(&mut self);
    /// It ends.
    fn leave(&mut self);
    /// The use of a template ends.
    fn close(&mut self);
    /// Text outside of templates.
    fn plain(&mut self, text: &str);
}

/// Mounts trees of one session.
pub(crate) struct Mount<'a> {
    stage: &'a Stage,
    output: &'a mut dyn Output,
}

/// The use of a template that is being mounted.
struct Fragment {
    region: Option<u32>,
    scope: ScopeId,
    /// The client functions of its template.
    own: Option<Resident>,
    /// Its bindings that are kinds of their own.
    open: Vec<Resident>,
}

impl<'a> Mount<'a> {
    /// Will write to `output`.
    pub fn new(stage: &'a Stage, output: &'a mut dyn Output) -> Self {
        Self { stage, output }
    }

    /// Mounts a tree that stays where it is: its fragments are regions only where something in them is addressed.
    pub fn tree(&mut self, tree: Tree) {
        match tree.unwrapped() {
            Tree::Empty | Tree::Body(..) | Tree::Awaited(_) => {}
            Tree::Text(text) => self.output.plain(&text),
            Tree::List(trees) => trees.into_iter().for_each(|tree| self.tree(tree)),
            Tree::Fragment(grown) => {
                let region = grown.is_addressed().then(|| self.stage.next_region());
                self.fragment(*grown, region);
            }
        }
    }

    /// Mounts a tree that comes and goes, as one region. Gives back its number.
    pub fn region(&mut self, tree: Tree) -> u32 {
        let grown = tree.rooted();
        let region = self.stage.next_region();
        self.fragment(*grown, Some(region));
        region
    }

    fn fragment(&mut self, grown: Grown, region: Option<u32>) {
        let Grown {
            template,
            leaves,
            functions,
            open,
            mut units,
            scope,
        } = grown;
        self.output.open(self.stage, template, region);
        let first_open = units.len();
        units.extend(open);
        let adopt = |region| self.stage.adopt(region, template, functions, units, scope);
        let mut adopted = region.map(adopt).unwrap_or_default();
        let fragment = Fragment {
            region,
            scope,
            own: adopted.own,
            open: adopted.units.split_off(first_open.min(adopted.units.len())),
        };
        let mut leaves = leaves.into_iter();
        for (piece, hole) in template.pieces.iter().zip(template.holes) {
            self.output.piece(piece);
            match (hole, region) {
                (Hole::Mark | Hole::AnchorElement(_) | Hole::AnchorComment(_), Some(region)) => {
                    self.output.mark(hole, region);
                }
                (Hole::Mark | Hole::AnchorElement(_) | Hole::AnchorComment(_), None) => {}
                (filled, _) => {
                    let leaf = leaves.next().expect("every hole is filled");
                    self.leaf(&fragment, filled, leaf);
                }
            }
        }
        self.output
            .piece(template.pieces.last().copied().unwrap_or_default());
        self.output.close();
    }

    fn leaf(&mut self, fragment: &Fragment, hole: &Hole, leaf: Leaf) {
        match *hole {
            Hole::Text { at, lone, .. } => {
                if let Some(text) = self.text(fragment, at, leaf) {
                    self.output.text(&text, lone);
                }
            }
            Hole::Value { at, target } => {
                if let Some(value) = self.value(fragment, at, target, leaf) {
                    self.output.value(target, value);
                }
            }
            Hole::Spread { at } => self.spread(fragment, at, leaf),
            Hole::Structure { at } => self.structure(fragment, at, leaf),
            Hole::Mark | Hole::AnchorElement(_) | Hole::AnchorComment(_) => {}
        }
    }

    fn text(&mut self, fragment: &Fragment, at: Locator, leaf: Leaf) -> Option<String> {
        match (leaf, fragment.region) {
            (Leaf::Text(text), _) => Some(text),
            (Leaf::TextWith(text), Some(region)) => {
                Some(follow::text(fragment.scope, Site { region, at }, text))
            }
            (leaf @ (Leaf::Client(_) | Leaf::Open(_)), _) => {
                self.client(fragment, &leaf).map(follow::as_text)
            }
            _ => Some(String::new()),
        }
    }

    fn value(
        &mut self,
        fragment: &Fragment,
        at: Locator,
        target: Target,
        leaf: Leaf,
    ) -> Option<Value> {
        match (leaf, fragment.region) {
            (Leaf::Value(value), _) => Some(value),
            (Leaf::Text(html), _) => Some(Value::Text(html)),
            (Leaf::ValueWith(value), Some(region)) => Some(follow::value(
                fragment.scope,
                Site { region, at },
                target,
                value,
            )),
            (leaf @ (Leaf::Client(_) | Leaf::Open(_)), _) => self.client(fragment, &leaf),
            _ => Some(Value::Absent),
        }
    }

    fn spread(&mut self, fragment: &Fragment, at: Locator, leaf: Leaf) {
        match (leaf, fragment.region) {
            (Leaf::Spread(attributes), _) => self.output.spread(attributes),
            (Leaf::SpreadWith(attributes), Some(region)) => {
                let site = Site { region, at };
                let present = follow::spread(fragment.scope, site, attributes);
                self.output.spread(present);
            }
            _ => {}
        }
    }

    /// The present value of a client binding, unless the browser computes it and this output leaves it to that.
    fn client(&mut self, fragment: &Fragment, leaf: &Leaf) -> Option<Value> {
        let (resident, part) = match *leaf {
            Leaf::Client(part) => (fragment.own?, part),
            Leaf::Open(index) => (*fragment.open.get(index)?, 0),
            _ => return None,
        };
        if self.stage.is_live(resident, part) && self.output.computed() {
            return None;
        }
        Some(self.stage.evaluate(resident, part))
    }

    fn structure(&mut self, fragment: &Fragment, at: Locator, leaf: Leaf) {
        self.output.enter();
        match (leaf, fragment.region) {
            (Leaf::Content(tree), _) => self.tree(tree),
            (Leaf::Structure(structure), Some(region)) => {
                let site = Site { region, at };
                let _within = self.stage.overlay.within(site);
                structure.mount(site, self);
            }
            _ => {}
        }
        self.output.leave();
    }
}
