//! Waking client functions: those of the page when the client arrives, and those of new content.
//!
//! What the server has rendered is right, so a binding of the page runs its function only to learn what it depends
//! on. A binding of new content writes what it computes. Either costs time for each client function that is live, and
//! none for the rest of the page.

use std::rc::Rc;

use super::bind;
use super::control;
use super::dispatch::Listener;
use super::dom::{Dom, Node};
use super::event::RawEvent;
use super::kind::{Bound, Captures, Part, What};
use super::live::Gate;
use super::locate::{self, Origin};
use super::page::{self, Page};
use crate::graph::{on_cleanup, untrack, watch};
use crate::part::{EventDef, KindId, Locator, Target, Value};
use crate::wire::snapshot::{self, ScopeRecord, Snapshot};

/// Wakes the client functions of the page.
///
/// # Panics
/// If the snapshot is not one for this artifact. A page that cannot be resumed stays as it was rendered.
pub(super) fn resume(page: &Rc<Page>, snapshot: &[u8]) {
    Sleeping::new(page, snapshot).wake(page, u32::MAX);
    page.dom.own();
    control::report(page);
}

/// Scopes whose client functions are not awake yet.
pub(super) struct Sleeping(Vec<Scope>);

/// One client function on the page. A scope comes again when more of its functions are to run here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct PartId {
    pub(super) region: u32,
    kind: KindId,
    index: u32,
}

struct Scope {
    region: u32,
    kind: KindId,
    slots: Rc<[Vec<u8>]>,
}

impl Sleeping {
    /// Decodes a snapshot, and enters its nodes: the memos that the client computes, and the others. The regions that
    /// it refers to need not be on the page yet.
    ///
    /// # Panics
    /// If the snapshot is not one for this artifact.
    pub(super) fn new(page: &Page, bytes: &[u8]) -> Self {
        let registry = &page.registry;
        let slots = |id| registry.find(id).map(|kind| usize::from(kind.slots));
        let Ok(Snapshot { scopes, nodes }) = snapshot::decode(bytes, registry.first, slots) else {
            page::fail("the page and the client are of different builds");
        };
        page.nodes.extend(nodes);
        let scopes = scopes.into_iter().map(
            |ScopeRecord {
                 region,
                 kind,
                 slots,
             }| Scope {
                region,
                kind,
                slots: slots.into(),
            },
        );
        let sleeping = Self(scopes.collect());
        sleeping.each(page, |_, what, bound| {
            if let What::Memo { create } = what
                && bound.is_complete()
            {
                page.nodes.compute(bound, create);
            }
        });
        sleeping
    }

    /// Wakes the client functions. In regions from `first_empty` on the document does not say yet what bindings
    /// compute. Effects come last, since they may look at what bindings have written.
    pub(super) fn wake(self, page: &Rc<Page>, first_empty: u32) {
        let mut effects = Vec::new();
        self.each(page, |part, what, bound| {
            let region = part.region;
            let is_ours =
                !matches!(what, What::Binding { .. } | What::Gate { .. }) || bound.is_complete();
            if !is_ours || !page.wakes(part) {
                return;
            }
            let scope = page.scope(region);
            match what {
                What::Effect { run } => effects.push((scope, bound, run)),
                What::Memo { .. } => {}
                what => {
                    let Some(origin) = Origin::of(&page.dom, region) else {
                        return;
                    };
                    let waking = Waking {
                        page,
                        origin,
                        bound,
                        is_rendered: region < first_empty,
                    };
                    scope.run(|| waking.wake(what));
                }
            }
        });
        for (scope, bound, run) in effects {
            scope.run(|| watch(move || run(&mut bound.captures())));
        }
    }

    fn each(&self, page: &Page, mut f: impl FnMut(PartId, What, Bound)) {
        for Scope {
            region,
            kind,
            slots,
        } in &self.0
        {
            let parts = page
                .registry
                .find(*kind)
                .into_iter()
                .flat_map(|kind| &kind.parts);
            for (Part { slots: order, what }, index) in parts.zip(0..) {
                let part = PartId {
                    region: *region,
                    kind: *kind,
                    index,
                };
                f(part, *what, Bound::new(slots.clone(), order));
            }
        }
    }
}

/// One client function that is being woken.
struct Waking<'a> {
    page: &'a Rc<Page>,
    origin: Origin,
    bound: Bound,
    is_rendered: bool,
}

impl Waking<'_> {
    fn wake(self, what: What) {
        match what {
            What::Binding { at, target, run } => self.binding(at, target, run),
            What::Event { at, on, run } => self.event(at, on, run),
            What::NodeRef { at, run } => self.node_ref(at, run),
            What::Gate { at, run } => self.gate(at, run),
            What::Memo { .. } | What::Effect { .. } => {}
        }
    }

    fn binding(self, at: Locator, target: Target, run: fn(&mut Captures) -> Value) {
        let Some(found) = bind::find(&self.page.dom, &self.origin, at.0, target) else {
            return;
        };
        let control = control::enter(self.page, &found, target);
        let mut is_right = self.is_rendered && (control.is_some() || !is_property(target));
        let bound = self.bound;
        watch(move || {
            let value = run(&mut bound.captures());
            let page = page::current();
            if !std::mem::take(&mut is_right) {
                bind::apply(&page.dom, &found, target, &value);
            }
            if let Some(control) = control {
                page.controls.note(control, value);
            }
        });
    }

    fn event(self, at: Locator, on: &'static EventDef, run: fn(&mut Captures, &RawEvent)) {
        let Some(node) = locate::element(&self.page.dom, &self.origin, at.0) else {
            return;
        };
        let listener = Listener::new(self.page, on, run, self.bound);
        let index = self.page.listeners.add(self.page, &node, listener);
        let listeners = self.page.listeners.clone();
        on_cleanup(move || listeners.remove(index));
    }

    fn node_ref(self, at: Locator, run: fn(&mut Captures, Node)) {
        let Some(node) = locate::element(&self.page.dom, &self.origin, at.0) else {
            return;
        };
        untrack(|| run(&mut self.bound.captures(), node));
    }

    /// The server runs the condition too; only a page that is live has something to show or hide.
    fn gate(self, at: Locator, run: fn(&mut Captures) -> bool) {
        if let Some(link) = self.page.link.get() {
            link.gate(
                self.page,
                Gate::new(self.origin.region, at, self.bound, run),
            );
        }
    }
}

/// Properties that are not those of a control have no markup that could have said them.
fn is_property(target: Target) -> bool {
    matches!(target, Target::Property(_))
}
