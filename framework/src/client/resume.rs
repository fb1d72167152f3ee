//! Waking client functions: those of the page when the client arrives, and those of new content.
//!
//! What the server has rendered is right, so a binding of the page runs its function only to learn what it depends
//! on. A binding of new content writes what it computes. Either costs time for each client function that is live, and
//! none for the rest of the page.

use std::rc::Rc;

use super::bind::{Drive, Written};
use super::dispatch::Listener;
use super::dom::Dom;
use super::kind::{Bound, Captures, What};
use super::live::Gate;
use super::locate::{self, Origin};
use super::page::{self, Page, Trace};
use crate::graph::{untrack, watch};
use crate::part::{KindId, Locator, Value};
use crate::wire::snapshot::{self, ScopeRecord, Snapshot};

/// Wakes the client functions of the page.
///
/// # Panics
/// If the snapshot is not one for this artifact. A page that cannot be resumed stays as it was rendered.
pub(super) fn resume(page: &Page, snapshot: &[u8]) {
    Sleeping::new(page, snapshot).wake(page, u32::MAX);
    page.dom.own();
    if let Some(finish) = page.after_resume.get() {
        finish(page);
    }
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
    slots: Rc<Vec<Vec<u8>>>,
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
        let sleeping = Self(scopes.into_iter().map(Scope::from).collect());
        sleeping.each(page, &mut |_, what, bound| {
            if let What::Memo { create } = what
                && bound.is_complete()
            {
                page.nodes.compute(bound, create);
            }
        });
        sleeping
    }

    /// Wakes the client functions. In regions from `first_empty` on the document does not say yet what bindings
    /// compute, and in hidden ones it will not say it any more when they run: as they are shown again. Effects come last, since they may look at what bindings have written.
    pub(super) fn wake(self, page: &Page, first_empty: u32) {
        let mut effects = Vec::new();
        self.each(page, &mut |part, what, bound| {
            let runs_here =
                !matches!(what, What::Binding { .. } | What::Gate { .. }) || bound.is_complete();
            if !runs_here || !page.wakes(part) {
                return;
            }
            let region = part.region;
            let scope = page.scope(region);
            if let What::Effect { run } = what {
                effects.push((scope, bound, run));
            } else if let Some(origin) = Origin::of(&page.dom, region) {
                let written = if region < first_empty && !scope.is_paused() {
                    Written::Already
                } else {
                    Written::NotYet
                };
                scope.run(|| {
                    Waking {
                        page,
                        origin,
                        bound,
                        written,
                    }
                    .wake(what)
                });
            }
        });
        for (scope, bound, run) in effects {
            scope.run(|| watch(move || run(&mut bound.captures())));
        }
    }

    fn each(&self, page: &Page, f: &mut dyn FnMut(PartId, What, Bound)) {
        for &Scope {
            region,
            kind,
            ref slots,
        } in &self.0
        {
            let parts = page.registry.find(kind).map(|kind| kind.parts.as_slice());
            for (part, index) in parts.unwrap_or_default().iter().zip(0..) {
                f(
                    PartId {
                        region,
                        kind,
                        index,
                    },
                    part.what,
                    Bound::new(slots.clone(), part.slots),
                );
            }
        }
    }
}

impl From<ScopeRecord> for Scope {
    fn from(
        ScopeRecord {
            region,
            kind,
            slots,
        }: ScopeRecord,
    ) -> Self {
        Self {
            region,
            kind,
            slots: Rc::new(slots),
        }
    }
}

/// One client function that is being woken.
struct Waking<'a> {
    page: &'a Page,
    origin: Origin,
    bound: Bound,
    written: Written,
}

impl Waking<'_> {
    fn wake(self, what: What) {
        let element = |at: Locator| locate::element(&self.page.dom, &self.origin, at.0);
        match what {
            What::Binding {
                at,
                target,
                begin,
                run,
            } => {
                if let Some(drive) = begin(self.page, &self.origin, at, target) {
                    self.binding(drive, run);
                }
            }
            What::Event { at, on, call, run } => {
                if let Some(node) = element(at) {
                    let listener = Listener::new(self.page, on, call, run, self.bound);
                    let index = self.page.listeners.add(self.page, &node, listener);
                    self.page.trace(self.origin.region, Trace::Listener(index));
                }
            }
            What::NodeRef { at, run } => {
                if let Some(node) = element(at) {
                    untrack(|| run(&mut self.bound.captures(), node));
                }
            }
            What::Gate { at, run } => {
                // The server runs the condition too; only a page that is live has something to show or hide.
                if let Some(link) = self.page.link.get() {
                    link.gate(
                        self.page,
                        Gate::new(self.origin.region, at, self.bound, run),
                    );
                }
            }
            What::Memo { .. } | What::Effect { .. } => {}
        }
    }

    fn binding(self, mut drive: Drive, run: fn(&mut Captures) -> Value) {
        let Self {
            bound, mut written, ..
        } = self;
        watch(move || {
            let value = run(&mut bound.captures());
            drive(&page::current(), value, written);
            written = Written::NotYet;
        });
    }
}
