//! Gates: conditions of `<Show>` that the client can evaluate itself. It hides and shows existing content at once; the
//! server evaluates the conditions too, and sends the rest.
//!
//! The protocol does not say whether a region is the content or the fallback of a `<Show>`. While the browser has
//! values that the server does not have, the server may insert either. When nothing is under way both sides agree on
//! the condition, so the visible region is the one that the condition shows.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::scopes::Scopes;
use crate::client::dom::{Host, Patched, Presence};
use crate::client::kind::Bound;
use crate::client::page;
use crate::function::Captures;
use crate::graph::{ScopeId, Shared, on_cleanup, untrack, watch_in};
use crate::part::Locator;
use crate::wire::number::Region;

/// A condition, with the hole whose content depends on it.
pub(in crate::client) struct Gate {
    region: Region,
    at: Locator,
    bound: Bound,
    run: fn(&mut Captures) -> bool,
}

impl Gate {
    /// Makes the gate of the `<Show>` in a hole of a region.
    pub(in crate::client) fn new(
        region: Region,
        at: Locator,
        bound: Bound,
        run: fn(&mut Captures) -> bool,
    ) -> Self {
        Self {
            region,
            at,
            bound,
            run,
        }
    }
}

/// The gates of a page.
#[derive(Default)]
pub(super) struct Gates {
    all: RefCell<Vec<Rc<Gated>>>,
    have_turned: Cell<bool>,
}

/// A hole with a gate.
struct Gated {
    region: Region,
    at: Locator,
    is_open: Cell<bool>,
    /// The content while the condition holds, and the fallback while it does not, once they are known.
    content: Cell<Option<Region>>,
    fallback: Cell<Option<Region>>,
    /// Regions that were inserted since nothing was under way.
    unsorted: RefCell<Vec<Region>>,
}

impl Gates {
    /// Adds a gate, and follows its condition from now on. `is_certain`: the server has the same result.
    #[inline(never)]
    pub(super) fn watch(
        self: &Shared<Self>,
        dom: &Host,
        scopes: &Shared<Scopes>,
        gate: Gate,
        is_certain: bool,
    ) {
        let gated = Rc::new(Gated::new(&gate));
        if is_certain && gated.is_open.get() {
            gated.content.set(dom.standing(gate.region, gate.at.0));
        }
        self.all.borrow_mut().push(gated.clone());
        let (gates, gone) = (Shared::clone(self), gated.clone());
        on_cleanup(move || {
            let mut all = gates.all.borrow_mut();
            let at = all.iter().position(|each| Rc::ptr_eq(each, &gone));
            if let Some(at) = at {
                all.swap_remove(at);
            }
        });
        let (gates, scopes) = (Shared::clone(self), Shared::clone(scopes));
        watch_in(ScopeId::current(), move || {
            let is_open = (gate.run)(&mut gate.bound.captures());
            if gated.is_open.replace(is_open) != is_open {
                gates.have_turned.set(true);
                untrack(|| page::dom(|dom| gated.turn(dom, &scopes)));
            }
        });
    }

    /// Notes that the server has inserted a region into a hole.
    #[inline(never)]
    pub(super) fn note(&self, region: Region, at: &[u8], new: Region) {
        let all = self.all.borrow();
        for gated in all
            .iter()
            .filter(|gated| gated.region == region && gated.at.0 == at)
        {
            gated.unsorted.borrow_mut().push(new);
        }
    }

    /// Returns whether a gate says the opposite of the server about a region: the server's result is that of the values
    /// that it had, and the browser may have others by now.
    #[inline(never)]
    pub(super) fn overrules(&self, region: Region, is_shown: bool) -> bool {
        let all = self.all.borrow();
        let shows = all.iter().find_map(|gated| gated.shows(region));
        shows == Some(!is_shown)
    }

    /// Finds out, when nothing is under way, which inserted regions are content and which are fallbacks.
    #[inline(never)]
    pub(super) fn sort(&self, dom: &Host) {
        for gated in &*self.all.borrow() {
            gated.sort(dom);
        }
    }

    /// Returns whether a condition has changed since the last call.
    pub(super) fn have_turned(&self) -> bool {
        self.have_turned.take()
    }
}

impl Gated {
    fn new(gate: &Gate) -> Self {
        Self {
            region: gate.region,
            at: gate.at,
            is_open: Cell::new(untrack(|| (gate.run)(&mut gate.bound.captures()))),
            content: Cell::default(),
            fallback: Cell::default(),
            unsorted: RefCell::default(),
        }
    }

    /// Hides the region that the condition no longer shows, and shows the other one if it exists.
    fn turn(&self, dom: &Host, scopes: &Scopes) {
        let (now, before) = match self.is_open.get() {
            true => (&self.content, &self.fallback),
            false => (&self.fallback, &self.content),
        };
        for (side, is_shown) in [(before, false), (now, true)] {
            if let Some(region) = side.get() {
                scopes.turn(dom, region, is_shown);
            }
        }
    }

    fn shows(&self, region: Region) -> Option<bool> {
        let is_open = self.is_open.get();
        match Some(region) {
            content if content == self.content.get() => Some(is_open),
            fallback if fallback == self.fallback.get() => Some(!is_open),
            _ => None,
        }
    }

    fn sort(&self, dom: &Host) {
        for region in self.unsorted.take() {
            let presence = dom.presence(region);
            let is_content = (presence == Presence::Hidden) != self.is_open.get();
            let side = if is_content {
                &self.content
            } else {
                &self.fallback
            };
            if presence != Presence::Gone {
                side.set(Some(region));
            }
        }
    }
}
