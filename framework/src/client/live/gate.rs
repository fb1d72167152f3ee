//! Conditions of `<Show>` that the client can evaluate itself: it hides and shows at once what is there, and the
//! server, which evaluates them too, says the rest.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::regions::Regions;
use crate::client::dom::{Dom, Host, Way};
use crate::client::kind::{Bound, Captures};
use crate::client::locate::{self, Origin};
use crate::part::Locator;

/// A condition, and the hole whose content it decides on.
pub(in crate::client) struct Gate {
    region: u32,
    at: Locator,
    bound: Bound,
    run: fn(&mut Captures) -> bool,
}

impl Gate {
    /// The condition of the `<Show>` at a hole of a region.
    pub(in crate::client) fn new(region: u32, at: Locator, bound: Bound, run: fn(&mut Captures) -> bool) -> Self {
        Self { region, at, bound, run }
    }

    /// Whether the condition holds.
    pub(super) fn holds(&self) -> bool {
        (self.run)(&mut self.bound.captures())
    }
}

/// The gates of a page.
#[derive(Default)]
pub(super) struct Gates(RefCell<Vec<Rc<Gated>>>);

/// A hole with a gate.
pub(super) struct Gated {
    region: u32,
    at: Locator,
    is_open: Cell<bool>,
    /// What stands there while the condition holds, and while it does not, once the server has sent it.
    content: Cell<Option<u32>>,
    fallback: Cell<Option<u32>>,
}

impl Gates {
    /// Enters a gate. What stands in its hole is what the condition has put there.
    pub(super) fn add(&self, dom: &Host, regions: &Regions, gate: &Gate, is_open: bool) -> Rc<Gated> {
        let gated = Rc::new(Gated {
            region: gate.region,
            at: gate.at,
            is_open: Cell::new(is_open),
            content: Cell::default(),
            fallback: Cell::default(),
        });
        if is_open && let Some(region) = standing(dom, regions, gate) {
            gated.content.set(Some(region));
        }
        self.0.borrow_mut().push(gated.clone());
        gated
    }

    /// Takes a gate out whose region is gone.
    pub(super) fn remove(&self, gated: &Rc<Gated>) {
        self.0.borrow_mut().retain(|each| !Rc::ptr_eq(each, gated));
    }

    /// Takes note that the server has put a region into a hole.
    pub(super) fn note(&self, region: u32, at: &[u8], new: u32) {
        for gated in self.0.borrow().iter().filter(|gated| gated.region == region && gated.at.0 == at) {
            gated.standing().set(Some(new));
        }
    }
}

impl Gated {
    /// Follows the condition; says whether it has changed.
    pub(super) fn turn(&self, dom: &Host, regions: &Regions, is_open: bool) -> bool {
        let has_changed = self.is_open.get() != is_open;
        if has_changed {
            if let Some(region) = self.standing().get() {
                regions.hide(dom, region);
            }
            self.is_open.set(is_open);
            if let Some(region) = self.standing().get() {
                regions.show(dom, region);
            }
        }
        has_changed
    }

    fn standing(&self) -> &Cell<Option<u32>> {
        if self.is_open.get() { &self.content } else { &self.fallback }
    }
}

/// The region that ends right before the end of a gate's hole.
fn standing(dom: &Host, regions: &Regions, gate: &Gate) -> Option<u32> {
    let gap = locate::gap(dom, &Origin::of(dom, gate.region)?, gate.at.0)?;
    let mut before = match &gap.before {
        Some(next) => dom.go(next, Way::Previous),
        None => dom.go(&gap.parent, Way::Last),
    };
    while let Some(node) = before.filter(|node| dom.foreign(node)) {
        before = dom.go(&node, Way::Previous);
    }
    let last = before?;
    let ends_there = |region: &u32| dom.start(*region).is_some_and(|start| locate::last(dom, &start) == last);
    regions.children(gate.region).into_iter().find(ends_there)
}
