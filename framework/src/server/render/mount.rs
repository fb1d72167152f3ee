//! Mounts a tree: walks it in document order, numbers its regions, evaluates its bindings, and writes it as markup of a
//! page or as content of an update.

use std::rc::Rc;

use super::follow::{self, DraftBindings};
use super::heads;
use super::markup::Ancestors;
use super::patch::PartPlace;
use super::refused::{self, CheckedPlace};
use super::structure::HolePlace;
use super::tree::{GrownParts, HoleContent, Leaf, Tree, taken};
use crate::function::{Frame, Function};
use crate::graph::{ScopeId, untrack};
use crate::part::{Escape, Hole, Locator, Target, Template, Value};
use crate::server::page_state::link::Resident;
use crate::server::page_state::names::{HoleName, NamedPlace};
use crate::server::stage::{self, Adopted, Canvas, Known, ObservedPlace, PageObserver};
use crate::server::view::Unit;
use crate::wire::limits::{SPARE_STACK, STACK};
use crate::wire::number::Region;

/// The form in which a mounted tree is written.
pub(crate) trait Output {
    /// Starts a use of a template, with the number of its region if it is one.
    fn open(&mut self, canvas: &Canvas, template: &'static Template, region: Option<Region>);
    /// Writes static markup.
    fn piece(&mut self, markup: &'static str);
    /// Writes the mark of a region, or an anchor in it.
    fn mark(&mut self, hole: &Hole, region: Region);
    /// Writes dynamic text. If `lone`, it has no text beside it, and would leave no node if it were empty.
    fn text(&mut self, text: &str, lone: bool, escape: Escape);
    /// Writes a value.
    fn value(&mut self, target: Target, value: Value);
    /// Writes inner HTML of the innermost open element.
    fn html(&mut self, html: &str, inside: Ancestors);
    /// Attributes, after a list of `classes` that is open or not.
    fn spread(&mut self, attributes: Vec<(String, Value)>, classes: bool);
    /// Records a value that the browser computes. Returns true if the server need not write it too.
    fn computed(&mut self) -> bool;
    /// Returns the place, for a part of the page that comes there. Nothing is known around content that comes later.
    fn place(&self) -> PartPlace;
    /// Starts the content of a hole, inside these elements of the template.
    fn enter(&mut self, inside: Ancestors);
    /// Ends the content of the hole.
    fn leave(&mut self);
    /// Records the place of the document's scripts.
    fn scripts(&mut self);
    /// Ends the use of a template.
    fn close(&mut self);
    /// Writes text outside of templates.
    fn plain(&mut self, text: &str);
    /// Returns the length of the output.
    fn end(&self) -> usize;
    /// Takes back uses of templates that were written since.
    fn take_back(&mut self, end: usize);
}

/// A place of the page that is being mounted.
pub(crate) struct MountedEnd(usize, Region);

/// Mounts trees of one session.
pub(crate) struct Mount<'a> {
    canvas: &'a Canvas,
    known: &'a Known,
    observer: Option<&'a dyn PageObserver>,
    output: &'a mut dyn Output,
    /// The place of what is mounted next.
    place: NamedPlace,
    /// The number of elements around this place whose content the browser leaves alone.
    inert: u32,
    /// Takes the bindings of the row that is being mounted, if it is a draft.
    pub draft: Option<DraftBindings>,
}

/// A use of a template that is being mounted.
struct MountedFragment {
    template: &'static Template,
    region: Option<Region>,
    scope: ScopeId,
    /// The client functions of its template.
    own: Option<Resident>,
    /// The bindings of its template that are kinds of their own.
    open: Vec<Resident>,
    /// The client functions and open bindings of a fragment that is not a region.
    functions: Rc<[Function]>,
    frame: Frame,
    unbound: Vec<Unit>,
}

/// A use of a template that was mounted, and whose client functions are not in the link.
pub(crate) struct UnlinkedRegion {
    pub region: Region,
    pub template: &'static Template,
    pub functions: Rc<[Function]>,
    pub frame: Frame,
    pub scope: ScopeId,
}

impl<'a> Mount<'a> {
    /// Makes a mount that writes to `output`.
    pub fn new(
        canvas: &'a Canvas,
        known: &'a Known,
        observer: Option<&'a dyn PageObserver>,
        output: &'a mut dyn Output,
    ) -> Self {
        Self {
            canvas,
            known,
            observer,
            output,
            place: NamedPlace::default(),
            inert: 0,
            draft: None,
        }
    }

    /// Makes it mount at a place.
    pub fn at(mut self, place: NamedPlace) -> Self {
        self.place = place;
        self
    }

    /// Mounts what `mount` says at the place that `step` makes of the present one.
    pub fn within<R>(
        &mut self,
        step: impl FnOnce(NamedPlace) -> NamedPlace,
        mount: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let place = step(self.place);
        let around = std::mem::replace(&mut self.place, place);
        let result = mount(self);
        self.place = around;
        result
    }

    /// Mounts a tree that stays where it is: its fragments are regions only if something in them is addressed.
    pub fn tree(&mut self, tree: Tree) {
        match tree.unwrapped() {
            Tree::Empty | Tree::Body(..) | Tree::Awaited(_) => {}
            Tree::Text(text) => self.output.plain(&text),
            Tree::List(trees) => stacker::maybe_grow(SPARE_STACK, STACK, || {
                for (index, tree) in trees.into_iter().enumerate() {
                    self.within(|place| place.step(index), |mount| mount.tree(tree));
                }
            }),
            Tree::Fragment(grown) => {
                let region = grown.is_addressed().then(|| self.next_region()).flatten();
                self.fragment(grown.parts, &mut { grown.leaves }, region);
            }
        }
    }

    /// Mounts a tree that comes and goes, as one region. Returns its number; `None` where the browser leaves the
    /// content alone.
    pub fn region(&mut self, tree: Tree) -> Option<Region> {
        let region = self.next_region();
        match region {
            Some(_) => {
                let grown = tree.rooted();
                self.fragment(grown.parts, &mut { grown.leaves }, region);
            }
            None => self.tree(tree),
        }
        region
    }

    /// Mounts a use of a template that comes and goes, as one region. `leaves` starts with the filling of its holes.
    /// Returns its number and its client functions; `None` where the browser leaves the content alone.
    pub fn region_of(
        &mut self,
        parts: GrownParts,
        leaves: &mut [Leaf],
    ) -> Option<(Region, Option<Resident>)> {
        let region = self.next_region();
        let own = self.fragment(parts, leaves, region);
        Some((region?, own))
    }

    /// Mounts a use of a template without content of other scopes as one region, which the link does not know of yet:
    /// the output must not ask whether the browser computes a value.
    pub fn unlinked(&mut self, parts: GrownParts, leaves: &mut [Leaf]) -> Option<UnlinkedRegion> {
        let region = self.next_region()?;
        let GrownParts {
            template,
            functions,
            frame,
            scope,
            ..
        } = parts;
        self.output.open(self.canvas, template, Some(region));
        let fragment = MountedFragment {
            template,
            region: Some(region),
            scope,
            own: None,
            open: Vec::new(),
            functions,
            frame,
            unbound: Vec::new(),
        };
        self.fill(&fragment, leaves);
        Some(UnlinkedRegion {
            region,
            template,
            functions: fragment.functions,
            frame: fragment.frame,
            scope,
        })
    }

    /// Takes the client functions of a region into the link.
    pub fn link(&self, region: UnlinkedRegion) -> Option<Resident> {
        let UnlinkedRegion {
            region,
            template,
            functions,
            frame,
            scope,
        } = region;
        let adopted = self
            .known
            .adopt(region, template, functions, frame, Vec::new(), scope);
        adopted.own
    }

    /// Returns the present end of the page. Everything that is mounted later can be taken back.
    pub fn end(&self) -> MountedEnd {
        MountedEnd(self.output.end(), self.canvas.coming_region())
    }

    /// Takes back what was mounted since. Nothing knows of it yet.
    pub fn take_back(&mut self, MountedEnd(end, region): MountedEnd) {
        self.output.take_back(end);
        self.canvas.take_back(region);
    }

    /// Returns whether this is a part of the first page that can change, and nobody looks on.
    pub fn is_first(&self) -> bool {
        !self.canvas.is_out() && self.observer.is_none() && self.inert == 0
    }

    /// Returns this place, if other content may come here in the response of the page.
    pub fn part_place(&self) -> PartPlace {
        match self.is_streamed() {
            true => self.output.place(),
            false => PartPlace::default(),
        }
    }

    /// Returns whether boundaries that wait come behind the page, in the same response.
    pub fn is_streamed(&self) -> bool {
        self.canvas.streamed.is_open()
    }

    /// Returns what the browser knows.
    pub fn known(&self) -> &'a Known {
        self.known
    }

    fn next_region(&self) -> Option<Region> {
        (self.inert == 0).then(|| self.canvas.next_region(self.place))
    }

    /// Mounts a use of a template. Returns its client functions, if it is a region.
    fn fragment(
        &mut self,
        parts: GrownParts,
        leaves: &mut [Leaf],
        region: Option<Region>,
    ) -> Option<Resident> {
        stacker::maybe_grow(SPARE_STACK, STACK, || {
            self.fragment_here(parts, leaves, region)
        })
    }

    fn fragment_here(
        &mut self,
        parts: GrownParts,
        leaves: &mut [Leaf],
        region: Option<Region>,
    ) -> Option<Resident> {
        let GrownParts {
            template,
            functions,
            frame,
            open,
            mut units,
            scope,
        } = parts;
        self.output.open(self.canvas, template, region);
        let first_open = units.len();
        let (mut adopted, frame, unbound) = match region {
            Some(region) => {
                units.extend(open);
                if let Some(observer) = self.observer {
                    observer.adopts(region, template, &functions, &frame, &units, scope);
                }
                let functions = Rc::clone(&functions);
                let adopted = self
                    .known
                    .adopt(region, template, functions, frame, units, scope);
                (adopted, Frame::default(), Vec::new())
            }
            None => (Adopted::default(), frame, open),
        };
        let fragment = MountedFragment {
            template,
            region,
            scope,
            own: adopted.own,
            open: adopted.units.split_off(first_open.min(adopted.units.len())),
            functions,
            frame,
            unbound,
        };
        self.fill(&fragment, leaves);
        fragment.own
    }

    /// Writes the pieces of a template, and what fills its holes.
    fn fill(&mut self, fragment: &MountedFragment, leaves: &mut [Leaf]) {
        let (template, region) = (fragment.template, fragment.region);
        let mut leaves = leaves.iter_mut();
        let around = self.place;
        let inside = region.map_or(around, NamedPlace::inside);
        let mut names = HoleName::all(template.holes);
        for (piece, hole) in template.pieces.iter().zip(template.holes) {
            self.output.piece(piece);
            match (hole, region) {
                (Hole::Mark | Hole::AnchorElement(_) | Hole::AnchorComment(_), Some(region)) => {
                    self.output.mark(hole, region);
                }
                (Hole::Mark | Hole::AnchorElement(_) | Hole::AnchorComment(_), None) => {}
                (Hole::Head, _) => {
                    leaves.next();
                }
                (Hole::Scripts, _) => self.output.scripts(),
                (Hole::Inert, _) => self.inert += 1,
                (Hole::InertEnd, _) => self.inert -= 1,
                (filled, _) => {
                    let leaf = leaves.next().expect("every hole is filled");
                    let name = match filled {
                        Hole::Structure { .. } => names.next().unwrap_or(HoleName::ONLY),
                        _ => HoleName::ONLY,
                    };
                    self.place = inside.within(name);
                    self.leaf(fragment, (filled, name), taken(leaf));
                }
            }
        }
        self.output
            .piece(template.pieces.last().copied().unwrap_or_default());
        self.output.close();
        self.place = around;
    }

    fn leaf(
        &mut self,
        fragment: &MountedFragment,
        (hole, name): (&'static Hole, HoleName),
        leaf: Leaf,
    ) {
        match hole {
            Hole::Text { lone, escape, .. } => self.text(fragment, hole, leaf, *lone, *escape),
            Hole::Html { inside, .. } => {
                refused::note(fragment.template);
                if let Some(html) = self.value(fragment, hole, leaf) {
                    refused::at(CheckedPlace::Hole(hole), || {
                        self.output.html(&follow::as_text(html), inside)
                    });
                }
            }
            Hole::Value { target, .. } => {
                refused::note(fragment.template);
                if let Some(value) = self.value(fragment, hole, leaf) {
                    refused::at(CheckedPlace::Hole(hole), || {
                        self.output.value(*target, value)
                    });
                }
            }
            Hole::Spread { at, classes } => {
                refused::note(fragment.template);
                let attributes = self.spread(fragment, *at, leaf);
                refused::at(CheckedPlace::Hole(hole), || {
                    self.output.spread(attributes, *classes)
                });
            }
            Hole::Structure { at, inside } => {
                self.output.enter(inside);
                self.structure(fragment, (at, name), leaf);
                self.output.leave();
            }
            _ => {}
        }
    }

    /// Returns the region of a fragment, if something in it can change.
    fn changing(&self, fragment: &MountedFragment) -> Option<Region> {
        fragment.region.filter(|_| self.inert == 0)
    }

    fn text(
        &mut self,
        fragment: &MountedFragment,
        hole: &'static Hole,
        leaf: Leaf,
        lone: bool,
        escape: Escape,
    ) {
        let text = match (leaf, self.changing(fragment)) {
            (Leaf::Text(text), _) => text,
            (Leaf::TextWith(text), Some(region)) => {
                let output = &mut *self.output;
                let write = |text: &str| output.text(text, lone, escape);
                let (scope, place) = (fragment.scope, (region, hole));
                return match &mut self.draft {
                    Some(draft) => draft.text(hole, &*text, write),
                    None => follow::text(self.known, scope, place, text, write),
                };
            }
            (Leaf::TextWith(text), None) => {
                let mut out = String::new();
                untrack(|| text.append_to(&mut out));
                out
            }
            (leaf @ (Leaf::Client(_) | Leaf::Open(_)), _) => match self.client(fragment, &leaf) {
                Some(text) => follow::as_text(text),
                None => return,
            },
            _ => String::new(),
        };
        self.output.text(&text, lone, escape);
    }

    fn value(
        &mut self,
        fragment: &MountedFragment,
        hole: &'static Hole,
        leaf: Leaf,
    ) -> Option<Value> {
        match (leaf, self.changing(fragment)) {
            (Leaf::Value(value), _) => Some(value),
            (Leaf::Text(html), _) => Some(Value::Text(html)),
            (Leaf::ValueWith(value), Some(region)) => {
                let (scope, place) = (fragment.scope, (region, hole));
                Some(match &mut self.draft {
                    Some(draft) => draft.value(&*value),
                    None => follow::value(self.known, scope, place, value),
                })
            }
            (Leaf::ValueWith(value), None) => Some(untrack(|| value.value())),
            (leaf @ (Leaf::Client(_) | Leaf::Open(_)), _) => self.client(fragment, &leaf),
            _ => Some(Value::Absent),
        }
    }

    fn spread(
        &mut self,
        fragment: &MountedFragment,
        at: Locator,
        leaf: Leaf,
    ) -> Vec<(String, Value)> {
        match (leaf, self.changing(fragment)) {
            (Leaf::Spread(attributes), _) => attributes,
            (Leaf::SpreadWith(attributes), Some(region)) => {
                follow::spread(self.known, fragment.scope, (region, at), attributes)
            }
            (Leaf::SpreadWith(attributes), None) => untrack(attributes),
            _ => Vec::new(),
        }
    }

    /// Evaluates a client binding, unless the browser computes it and the output leaves it to the browser.
    fn client(&mut self, fragment: &MountedFragment, leaf: &Leaf) -> Option<Value> {
        let (resident, part) = match *leaf {
            Leaf::Client(part) => match fragment.own {
                Some(own) => (own, part),
                None => {
                    let function = fragment.functions.get(part)?;
                    return untrack(|| function.evaluate(&fragment.frame));
                }
            },
            Leaf::Open(index) => match fragment.open.get(index) {
                Some(open) => (*open, 0),
                None => {
                    let unit = fragment.unbound.get(index)?;
                    return untrack(|| unit.function.evaluate(&unit.frame));
                }
            },
            _ => return None,
        };
        if self.known.is_in_browser(resident, part) && self.output.computed() {
            return None;
        }
        Some(self.known.evaluate(resident, part))
    }

    fn structure(
        &mut self,
        fragment: &MountedFragment,
        (at, name): (&'static Locator, HoleName),
        leaf: Leaf,
    ) {
        match (leaf, self.changing(fragment)) {
            (Leaf::Structure(HoleContent::Fixed(tree)), _) => self.tree(*tree),
            (Leaf::Structure(HoleContent::Changing(structure)), Some(region)) => {
                let site = HolePlace { region, at, name };
                let _within = ObservedPlace::enter(self.observer, || site.end());
                self.within(|_| site.named(), |mount| structure.mount(Some(site), mount));
            }
            (Leaf::Structure(HoleContent::Rows), region) => {
                let region = region.filter(|_| stage::heads().may_change());
                let site = region.map(|region| HolePlace { region, at, name });
                let place = site.map_or(self.place, HolePlace::named);
                self.within(|_| place, |mount| heads::mount(site, mount));
            }
            (Leaf::Structure(HoleContent::Changing(structure)), None) => {
                structure.mount(None, self)
            }
            _ => {}
        }
    }
}
