//! Wakes client functions: those of the page when the client arrives, and those of new content.
//!
//! The server has rendered the right values, so a binding of the page runs its function only to learn its sources. A
//! binding of new content writes its value. Both cost time for each client function in the browser, and none for the
//! rest of the page.

use std::cell::Cell;
use std::rc::Rc;

use super::bind::{Begin, Written};
use super::dispatch::{Listener, Recipient};
use super::dom::{Dom, Node, Patched};
use super::kind::{Bound, ClientRole, ListFn, Listening};
use super::lists::List;
use super::live::Gate;
use super::page::{self, Page, Trace};
use crate::function::Captures;
use crate::graph::{ScopeId, attempt, perform_in, untrack, watch_in};
use crate::part::{EventDef, KindId, Locator, RowsDef, Target, Value};
use crate::wire::number::Region;
use crate::wire::snapshot::{FrameRecord, Snapshot};

/// Wakes the client functions of the page.
///
/// # Panics
/// If the snapshot is not one for this artifact. A page that cannot be resumed stays as it was rendered.
pub(super) fn resume(page: &Page, snapshot: &[u8]) {
    resume_more(page, snapshot, Region(u32::MAX));
}

/// Wakes the client functions of a part of the page. Its regions from `first_empty` on do not have the values of bindings yet.
///
/// # Panics
/// If the snapshot is not one for this artifact.
pub(super) fn resume_more(page: &Page, snapshot: &[u8], first_empty: Region) {
    Sleeping::new(page, snapshot).wake(page, first_empty);
    page.dom.own();
    if let Some(finish) = page.after_resume.get() {
        finish(page, first_empty == Region(u32::MAX));
    }
}

/// Frames whose client functions are not awake yet.
pub(super) struct Sleeping(Rc<Vec<ResumedFrame>>);

/// A client function on the page. A frame is sent again when more of its functions run in the browser.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct PartId {
    pub(super) region: Region,
    kind: KindId,
    index: u32,
}

struct ResumedFrame {
    region: Region,
    kind: KindId,
    slots: Rc<Vec<Vec<u8>>>,
}

impl Sleeping {
    /// Decodes a snapshot, and adds its nodes to the page: the memos that the client computes, and the others. The
    /// regions that it refers to need not be on the page yet.
    ///
    /// # Panics
    /// If the snapshot is not one for this artifact.
    pub(super) fn new(page: &Page, bytes: &[u8]) -> Self {
        let Some(Snapshot { frames, nodes }) = page.dom.snapshot(bytes, &page.registry) else {
            page::fail("the page and the client are of different builds");
        };
        page.nodes.extend(nodes);
        let frames = frames.into_iter().map(ResumedFrame::from).collect();
        let sleeping = Self(Rc::new(frames));
        sleeping.each(page, &mut |_, role, bound| {
            if let ClientRole::Memo { with } = role
                && bound.is_complete()
            {
                (with.enter)(page, bound, with.create);
            }
        });
        sleeping
    }

    /// Returns the frame of a region that the browser has made.
    pub(super) fn made(region: Region, kind: KindId, slots: Vec<Vec<u8>>) -> Self {
        let slots = Rc::new(slots);
        Self(Rc::new(vec![ResumedFrame {
            region,
            kind,
            slots,
        }]))
    }

    /// Wakes the client functions. Regions from `first_empty` on do not have the values of bindings yet, and hidden
    /// ones will not have them by the time their bindings run. Effects come last, since they may read what bindings
    /// have written.
    pub(super) fn wake(self, page: &Page, first_empty: Region) {
        for effects in [false, true] {
            self.each(page, &mut |part, role, bound| {
                let is_effect = matches!(role, ClientRole::Effect { .. });
                // An effect is sent once. A region may have several of one kind: a hook that is used twice, a loop.
                if is_effect == effects && runs_here(&role, &bound) && page.wakes(part, !is_effect)
                {
                    let frames = Rc::clone(&self.0);
                    attempt(move || {
                        let page = page::current();
                        Waking::new(&page, part.region, first_empty, bound, &frames).wake(role);
                    });
                }
            });
        }
    }

    fn each(&self, page: &Page, f: &mut dyn FnMut(PartId, ClientRole, Bound)) {
        for &ResumedFrame {
            region,
            kind,
            ref slots,
        } in &*self.0
        {
            let parts = page.registry.find(kind).map(|kind| kind.parts.as_slice());
            for (part, index) in parts.unwrap_or_default().iter().zip(0..) {
                f(
                    PartId {
                        region,
                        kind,
                        index,
                    },
                    part.role,
                    Bound::new(slots.clone(), part.slots),
                );
            }
        }
    }
}

impl From<FrameRecord> for ResumedFrame {
    fn from(
        FrameRecord {
            region,
            kind,
            slots,
        }: FrameRecord,
    ) -> Self {
        Self {
            region,
            kind,
            slots: Rc::new(slots),
        }
    }
}

/// Returns whether a client function runs in the browser: if not all captures were sent, the server runs it.
fn runs_here(role: &ClientRole, bound: &Bound) -> bool {
    !matches!(role, ClientRole::Binding { .. } | ClientRole::Gate { .. }) || bound.is_complete()
}

/// A client function that is about to wake.
pub struct Waking<'a> {
    page: &'a Page,
    scope: ScopeId,
    region: Region,
    bound: Bound,
    written: Written,
    /// The frames that wake with it.
    frames: &'a [ResumedFrame],
}

impl<'a> Waking<'a> {
    fn new(
        page: &'a Page,
        region: Region,
        first_empty: Region,
        bound: Bound,
        frames: &'a [ResumedFrame],
    ) -> Self {
        let scope = page.scope(region);
        let written = if region < first_empty && !scope.is_paused() {
            Written::Already
        } else {
            Written::NotYet
        };
        Self {
            page,
            scope,
            region,
            bound,
            written,
            frames,
        }
    }

    fn wake(self, role: ClientRole) {
        match role {
            ClientRole::Binding {
                at,
                target,
                run,
                with: begin,
            } => self.binding(at, target, begin, run),
            ClientRole::Event { at, on, with } => self.event(at, on, with),
            ClientRole::Gate { at, with } => (with.wake)(self, at, with.run),
            ClientRole::List { at, rows, with } => (with.wake)(self, at, rows, with.run),
            ClientRole::NodeRef { at, with } => (with.wake)(self, at, with.run),
            ClientRole::Effect { with } => (with.wake)(self, with.run),
            ClientRole::Memo { .. } => {}
        }
    }

    fn element(&self, at: Locator) -> Option<Node> {
        self.page.dom.element(self.region, at.0)
    }

    fn binding(self, at: Locator, target: Target, begin: Begin, run: fn(&mut Captures) -> Value) {
        let Self {
            page,
            scope,
            region,
            bound,
            written,
            ..
        } = self;
        let Some(drive) = begin(page, region, at, target) else {
            return;
        };
        let written = Cell::new(written);
        watch_in(scope, move || {
            // Before the function runs: if it panics, a later run may compute another value than the server has
            // rendered.
            let written = written.replace(Written::NotYet);
            let value = run(&mut bound.captures());
            drive(&page::current(), value, written);
        });
    }

    fn event(self, at: Locator, on: &'static EventDef, with: Listening) {
        let Listening { call, listen, run } = with;
        if let Some(node) = self.element(at) {
            let (page, scope) = (self.page, self.scope);
            let listener = Listener::new(on, call, run, self.bound, scope);
            let number = page.listeners.add(Recipient::Handler(Rc::new(listener)));
            listen(page, scope, &node, on, number);
            page.trace(self.region, Trace::Listener(number));
        }
    }

    pub(super) fn gate(self, at: Locator, run: fn(&mut Captures) -> bool) {
        // The server evaluates the condition too; only on a page with a session there is something to show or hide.
        if let Some(link) = self.page.link.get() {
            let gate = Gate::new(self.region, at, self.bound, run);
            self.scope.run(|| link.gate(self.page, gate));
        }
    }

    pub(super) fn list(self, at: Locator, rows: &'static RowsDef, run: ListFn) {
        let Self {
            page,
            scope,
            region,
            bound,
            frames,
            ..
        } = self;
        // Without a session there are no calls, and nothing changes.
        if page.link.get().is_some() {
            let is_row = |frame: &&ResumedFrame| {
                frame.kind == rows.kind && page.dom.outer(frame.region) == Some(region)
            };
            let made = frames.iter().filter(is_row);
            let made = made.map(|frame| (frame.region, Rc::clone(&frame.slots)));
            let list = List::new((region, at), rows, (bound, run), made.collect());
            scope.run(|| list.watch());
        }
    }

    pub(super) fn node_ref(self, at: Locator, run: fn(&mut Captures, Node)) {
        if let Some(node) = self.element(at) {
            let bound = self.bound;
            perform_in(self.scope, move || {
                untrack(|| run(&mut bound.captures(), node.clone()));
            });
        }
    }

    pub(super) fn effect(self, run: fn(&mut Captures)) {
        let Self { scope, bound, .. } = self;
        perform_in(scope, move || run(&mut bound.captures()));
    }
}
