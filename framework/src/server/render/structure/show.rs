//! `<Show>`: content under a condition, kept while it is not shown.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::side::Side;
use super::{HolePlace, Structural};
use crate::graph::{Compute, ScopeId, SharedValue, effect_in, untrack};
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::Patch;
use crate::server::stage::{self, GrowthPlace, Known, Watches, canvas};
use crate::server::view::{Condition, ShowCondition, ShowContent};

/// Makes the structure, which watches the condition.
pub(crate) fn show(
    when: ShowCondition,
    condition: Condition,
    children: ShowContent,
    fallback: Option<ShowContent>,
) -> Rc<dyn Structural> {
    let canvas = canvas();
    let show = Rc::new(Show {
        depth: canvas.depth.get(),
        at: canvas.growth.get(),
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
    /// The nesting depth of its component.
    depth: u32,
    at: GrowthPlace,
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

impl Compute for Show {
    fn compute(&self, _: Option<&dyn Any>) -> Option<SharedValue> {
        let holds = self.when.holds();
        let mut state = self.state.borrow_mut();
        let before = self.holds.replace(Some(holds));
        if before != Some(holds) {
            // Both contents exist longer than one run of the watch.
            let nest = Nest::around_effect(self.depth, self.at);
            untrack(|| state.turn(&mut Patch::here(), nest, before, holds));
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

    fn probe(&self) {
        let holds = self.holds.get() == Some(true);
        let mut state = self.state.borrow_mut();
        if let Some(shown) = state.side(holds).and_then(Side::planted) {
            shown.probe();
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

/// Returns the index of the content for a value of the condition.
fn arm(holds: bool) -> usize {
    usize::from(!holds)
}
