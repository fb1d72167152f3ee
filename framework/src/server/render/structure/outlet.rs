//! `<Outlet/>`: the place of a page in its layout.
//!
//! The content for another page is made beside what is shown, and takes its place once everything that it needs outside of boundaries
//! is there. Until then none of it is on the page: not its title either.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

use super::caught::Trial;
use super::reads::{ProbeContent, Reads};
use super::{Boundary, HolePlace, Planted, Structural};
use crate::graph::{Compute, ScopeId, SharedValue, on_cleanup, provide_context, untrack};
use crate::server::render::journey::{GuidedPage, MadeLayer};
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::Patch;
use crate::server::stage::{self, BoundaryKind, FetchProgress};
use crate::server::view::Failure;
use crate::wire::number::Region;

/// The place of a layer in the one around it.
pub(crate) struct Outlet {
    itself: Weak<Outlet>,
    nest: Nest,
    state: RefCell<OutletState>,
}

#[derive(Default)]
struct OutletState {
    site: Option<HolePlace>,
    /// The name of the layer that is shown, by which its content is named.
    shown: u32,
    content: Option<Planted>,
    /// The scope around the content, unless it is that of the first page.
    around: Option<ScopeId>,
}

/// Makes the structure. Outside of a layout it shows nothing.
pub(crate) fn outlet() -> Rc<dyn Structural> {
    let nest = Nest::here();
    let outlet = Rc::new_cyclic(|itself| Outlet {
        itself: Weak::clone(itself),
        nest,
        state: RefCell::default(),
    });
    let Some(around) = MadeLayer::here() else {
        return outlet;
    };
    // One that is hidden is that of content which is being made anew.
    let has_another = around
        .outlet()
        .is_some_and(|outlet| !outlet.scope().is_paused());
    if has_another {
        tracing::error!("a layout has two `<Outlet/>`: the second one shows nothing");
    } else if let Some(depth) = around.depth_inside() {
        let (layers, request) = (around.layers(), around.request.request());
        let make = || {
            let layer = MadeLayer::new(depth, &layers, &request);
            around.set_inside(Weak::clone(&outlet.itself), Rc::clone(&layer));
            outlet.state.borrow_mut().shown = layer.name();
            layer.view()
        };
        let content = untrack(|| Planted::grow(&mut Patch::here(), nest, make));
        outlet.state.borrow_mut().content = Some(content);
        // It exists as long as the layout.
        let kept = Rc::clone(&outlet);
        on_cleanup(move || drop(kept));
    }
    outlet
}

impl Outlet {
    /// Makes the content for a page: its layer of this number, and what is inside of that. Returns `None` if the code of a component
    /// panics.
    pub fn prepare(self: &Rc<Self>, depth: usize, page: &GuidedPage) -> Option<PreparedContent> {
        let nest = self.nest;
        let reads = nest.run(|| Reads::new(BoundaryKind::Waits));
        let inside = nest.of_scope(reads.inside());
        let boundary = Boundary::of(&reads);
        let trial = inside.scope.run(|| {
            provide_context(boundary.clone());
            Trial::begin(boundary.notes())
        });
        stage::heads().hold(Some(inside.scope));
        let mut layer = None;
        let grown = catch_unwind(AssertUnwindSafe(|| {
            untrack(|| {
                Planted::grow(&mut Patch::here(), inside, || {
                    let made = MadeLayer::new(depth, &page.layers, &page.request);
                    layer = Some(Rc::clone(&made));
                    made.view()
                })
            })
        }));
        let (Ok(content), Some(layer)) = (grown, layer) else {
            trial.end();
            stage::heads().hold(None);
            reads.around().dispose();
            return None;
        };
        let readiness = Rc::new_cyclic(|itself| Readiness {
            reads,
            boundary,
            probe: probing(Weak::clone(itself)),
            content: RefCell::new(Some(content)),
            is_ready: Cell::new(false),
            is_over: Cell::new(false),
            waker: RefCell::default(),
        });
        let watch = Rc::clone(&readiness) as Rc<dyn Compute>;
        nest.run(|| readiness.reads.watch(watch));
        Some(PreparedContent {
            outlet: Rc::clone(self),
            layer,
            readiness,
            trial,
        })
    }

    /// Returns the region in which its content is.
    pub fn region(&self) -> Option<Region> {
        self.state.borrow().site.map(|site| site.region)
    }

    /// Returns the region of its content.
    pub fn content_region(&self) -> Option<Region> {
        let state = self.state.borrow();
        state.content.as_ref().and_then(Planted::region)
    }

    /// Returns the scope that it is in.
    pub fn scope(&self) -> ScopeId {
        self.nest.scope
    }
}

impl Structural for Outlet {
    fn mount(&self, site: Option<HolePlace>, mount: &mut Mount<'_>) {
        let mut state = self.state.borrow_mut();
        state.site = site;
        let step = state.shown as usize;
        if let Some(content) = &mut state.content {
            mount.within(|place| place.step(step), |mount| content.mount(mount));
        }
    }

    fn probe(&self) {
        if let Some(content) = &self.state.borrow().content {
            content.probe();
        }
    }
}

/// Content for an outlet that is not on the page yet.
pub(crate) struct PreparedContent {
    outlet: Rc<Outlet>,
    layer: Rc<MadeLayer>,
    readiness: Rc<Readiness>,
    trial: Rc<Trial>,
}

impl PreparedContent {
    /// Ready when nothing that the content needs is missing, or something of it has failed.
    pub fn poll_ready(&self, context: &mut Context<'_>) -> Poll<()> {
        match self.readiness.is_ready.get() || self.trial.has_failed() {
            true => Poll::Ready(()),
            false => {
                self.readiness.waker.replace(Some(context.waker().clone()));
                Poll::Pending
            }
        }
    }

    /// Takes the first failure of a component in it.
    pub fn take_failure(&self) -> Option<Failure> {
        self.trial.take_failure()
    }

    /// Shows the content in place of what is shown, in the outlet of a layer.
    pub fn show(self, around: &MadeLayer) {
        let scope = self.end();
        let content = self.readiness.content.take();
        let mut state = self.outlet.state.borrow_mut();
        let patch = &mut Patch::here();
        if let Some(before) = state.content.take() {
            untrack(|| before.remove(patch));
        }
        state.around.take().into_iter().for_each(ScopeId::dispose);
        state.shown = self.layer.name();
        state.around = Some(scope);
        state.content = content;
        let (site, step) = (state.site, state.shown as usize);
        if let (Some(site), Some(content)) = (site, &mut state.content) {
            untrack(|| content.insert(patch, site, site.named().step(step)));
        }
        around.set_inside(Weak::clone(&self.outlet.itself), self.layer);
    }

    /// Gives the content up.
    pub fn dispose(self) {
        let scope = self.end();
        let content = self.readiness.content.take();
        content.into_iter().for_each(Planted::dispose);
        scope.dispose();
    }

    /// Lets the content be like any other from now on. Returns the scope around it.
    fn end(&self) -> ScopeId {
        self.readiness.is_over.set(true);
        self.trial.end();
        stage::heads().hold(None);
        let scope = self.readiness.reads.around();
        stage::boundaries().remove_content(scope);
        scope
    }
}

/// Finds out when nothing is missing. It is the computation of a watch.
struct Readiness {
    reads: Reads,
    boundary: Boundary,
    probe: ProbeContent,
    content: RefCell<Option<Planted>>,
    is_ready: Cell<bool>,
    /// True once the content is shown or given up.
    is_over: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

fn probing(readiness: Weak<Readiness>) -> ProbeContent {
    Rc::new(move || {
        readiness.upgrade().is_some_and(|readiness| {
            let content = readiness.content.borrow();
            content.as_ref().is_some_and(Planted::probe)
        })
    })
}

impl Compute for Readiness {
    fn compute(&self, old: Option<&dyn Any>) -> Option<SharedValue> {
        if !self.is_over.get() && !self.waits() {
            self.is_ready.set(true);
        }
        self.waker.take().into_iter().for_each(Waker::wake);
        if old.is_some() {
            stage::known().watches.ran_again();
        }
        Some(Rc::new(()))
    }
}

impl Readiness {
    /// Returns whether something is missing. Follows what the content reads.
    fn waits(&self) -> bool {
        let mut waits = false;
        self.reads.each(&self.probe, |progress| {
            waits |= progress == FetchProgress::First;
        });
        waits || self.boundary.waits()
    }
}
