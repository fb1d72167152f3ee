//! `<Show>`: content under a condition, kept while it is not shown.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{HolePlace, Planted, Structural};
use crate::graph::{Compute, ScopeId, SharedValue, effect_in, untrack};
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::Patch;
use crate::server::stage::{self, Known, Watches};
use crate::server::view::{Condition, ShowCondition, ShowContent, View};

/// Makes the structure, which watches the condition.
pub(crate) fn show(
    when: ShowCondition,
    condition: Condition,
    children: ShowContent,
    fallback: Option<ShowContent>,
) -> Rc<dyn Structural> {
    let show = Rc::new(Show {
        nest: Nest::here(),
        when,
        condition,
        holds: Cell::new(None),
        state: RefCell::new(ShowState {
            site: None,
            children: Side::new(children),
            fallback: fallback.map(|fallback| Box::new(Side::new(fallback))),
        }),
    });
    let compute = Rc::clone(&show) as Rc<dyn Compute>;
    let watch = effect_in(ScopeId::current(), compute);
    show.watches(&stage::known()).add(watch);
    show
}

/// A `<Show>`, which is also the computation of its watch.
struct Show {
    /// The scope of the `<Show>`: both contents exist longer than one run of the watch.
    nest: Nest,
    when: ShowCondition,
    condition: Condition,
    /// The value of the condition, once it was evaluated.
    holds: Cell<Option<bool>>,
    state: RefCell<ShowState>,
}

struct ShowState {
    site: Option<HolePlace>,
    children: Side,
    fallback: Option<Box<Side>>,
}

/// The content for one value of the condition.
enum Side {
    /// Content that is kept, before it is shown first; `None` while it is made.
    Unmade(Option<Box<dyn FnOnce() -> View>>),
    /// Content that was made and is kept.
    Kept(Planted),
    /// Content that is made again whenever it is shown.
    Fresh(Box<FreshSide>),
}

struct FreshSide {
    view: Box<dyn Fn() -> View>,
    planted: Option<Planted>,
}

impl Compute for Show {
    fn compute(&self, _: Option<&dyn Any>) -> Option<SharedValue> {
        let holds = self.when.holds();
        let mut state = self.state.borrow_mut();
        let before = self.holds.replace(Some(holds));
        if before != Some(holds) {
            untrack(|| state.turn(&mut Patch::here(), self.nest, before, holds));
        }
        if before.is_some() {
            self.watches(&stage::known()).ran_again();
        }
        None
    }
}

impl Show {
    /// Returns the watches that this one is among.
    fn watches<'k>(&self, known: &'k Known) -> &'k Watches {
        match self.condition {
            Condition::Server => &known.watches,
            Condition::Gated => &known.gates,
        }
    }
}

impl Structural for Show {
    fn mount(&self, site: Option<HolePlace>, mount: &mut Mount<'_>) {
        let mut state = self.state.borrow_mut();
        state.site = site;
        let holds = self.holds.get() == Some(true);
        let arm = arm(holds);
        let shown = state.side(holds).and_then(Side::planted);
        if let Some(shown) = shown {
            mount.within(|place| place.step(arm), |mount| shown.mount_region(mount));
        }
    }
}

impl ShowState {
    fn side(&mut self, holds: bool) -> Option<&mut Side> {
        match holds {
            true => Some(&mut self.children),
            false => self.fallback.as_deref_mut(),
        }
    }

    fn turn(&mut self, patch: &mut Patch, nest: Nest, before: Option<bool>, holds: bool) {
        let site = self.site;
        if let Some(side) = before.and_then(|before| self.side(before)) {
            side.leave(patch);
        }
        if let Some(side) = self.side(holds) {
            side.enter(patch, nest, site, arm(holds));
        }
    }
}

impl Side {
    fn new(content: ShowContent) -> Self {
        match content {
            ShowContent::Once(view) => Self::Unmade(Some(view)),
            ShowContent::Fresh(view) => Self::Fresh(Box::new(FreshSide {
                view,
                planted: None,
            })),
        }
    }

    fn planted(&mut self) -> Option<&mut Planted> {
        match self {
            Self::Unmade(_) => None,
            Self::Kept(planted) => Some(planted),
            Self::Fresh(fresh) => fresh.planted.as_mut(),
        }
    }

    fn leave(&mut self, patch: &mut Patch) {
        match self {
            Self::Unmade(_) => {}
            Self::Kept(planted) => planted.suspend(patch),
            Self::Fresh(fresh) => {
                let gone = fresh.planted.take();
                gone.into_iter().for_each(|gone| gone.remove(patch));
            }
        }
    }

    fn enter(&mut self, patch: &mut Patch, nest: Nest, site: Option<HolePlace>, arm: usize) {
        match self {
            Self::Unmade(view) => {
                if let Some(view) = view.take() {
                    *self = Self::Kept(planted(patch, nest, site, arm, view));
                }
            }
            Self::Kept(planted) => planted.resume(patch, site, arm),
            Self::Fresh(fresh) => {
                fresh.planted = Some(planted(patch, nest, site, arm, &fresh.view));
            }
        }
    }
}

/// Returns the index of the content for a value of the condition.
fn arm(holds: bool) -> usize {
    usize::from(!holds)
}

/// Makes content, and puts it on the page if that is out.
fn planted(
    patch: &mut Patch,
    nest: Nest,
    site: Option<HolePlace>,
    arm: usize,
    view: impl FnOnce() -> View,
) -> Planted {
    let mut planted = Planted::grow(patch, nest, view);
    if let Some(site) = site {
        planted.insert(patch, site, site.named().step(arm));
    }
    planted
}
