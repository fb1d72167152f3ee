//! `<Suspense>` and `<Transition>`: content that is shown once everything that it reads is loaded.
//!
//! The content is made at once, so that what it loads is loaded at the same time.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::reads::{ProbeContent, Reads, note};
use super::side::Side;
use super::{HolePlace, Planted, Structural, caught};
use crate::graph::{Compute, RwSignal, SharedValue, provide_context, untrack, use_context};
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::{Patch, ReplacedRegion};
use crate::server::render::tree::Tree;
use crate::server::stage::{self, BoundaryKind, FetchProgress};
use crate::server::view::{ShowContent, View};
use crate::wire::number::Region;

/// The boundary around running code, found as a context.
#[derive(Clone)]
pub(crate) struct Boundary {
    notes: RwSignal<u32>,
    /// The number of components in the content that have not ended.
    components: Rc<Cell<u32>>,
}

/// A component that a boundary waits for, until it is dropped.
pub(crate) struct WaitingComponent(Boundary);

impl Boundary {
    /// Makes the boundary whose content has these reads.
    pub(super) fn of(reads: &Reads) -> Self {
        Self {
            notes: reads.notes(),
            components: Rc::default(),
        }
    }

    /// Returns the signal to write when the content may read others.
    pub(super) fn notes(&self) -> RwSignal<u32> {
        self.notes
    }

    /// Returns whether a component in the content has not ended.
    pub(super) fn waits(&self) -> bool {
        self.components.get() > 0
    }

    /// Returns the boundary around the running code.
    pub fn around() -> Option<Self> {
        match stage::boundaries().is_empty() {
            true => None,
            false => use_context(),
        }
    }

    /// Makes the boundaries around the running code look again at what their content reads.
    pub fn note_around() {
        if !stage::boundaries().is_empty() {
            let boundary = use_context::<Self>();
            boundary.iter().for_each(|boundary| note(boundary.notes));
            caught::note_around();
        }
    }

    /// Waits for a component in the content.
    pub fn wait(self) -> WaitingComponent {
        self.components.update(|components| components + 1);
        note(self.notes);
        WaitingComponent(self)
    }
}

impl WaitingComponent {
    /// Ends the wait: the component is there.
    pub fn end(self) {
        let notes = self.0.notes;
        drop(self);
        note(notes);
    }
}

impl Drop for WaitingComponent {
    fn drop(&mut self) {
        self.0.components.update(|components| components - 1);
    }
}

/// Makes the structure. With `keeps`, content that has a value stays while another one is loaded.
pub(crate) fn suspense(
    children: Box<dyn FnOnce() -> View>,
    fallback: Option<Box<dyn Fn() -> View>>,
    keeps: bool,
) -> Rc<dyn Structural> {
    let nest = Nest::here();
    let reads = Reads::new(BoundaryKind::Waits);
    let inside = nest.of_scope(reads.inside());
    let boundary = Boundary::of(&reads);
    inside.scope.run(|| provide_context(boundary.clone()));
    let content = untrack(|| Planted::grow(&mut Patch::here(), inside, children));
    let suspense = Rc::new_cyclic(|itself| Suspended {
        nest,
        boundary,
        reads,
        probe: probing(itself.clone()),
        keeps,
        is_ready: Cell::new(None),
        state: RefCell::new(SuspendedState {
            site: None,
            content,
            waiting: None,
            fallback: fallback.map(|fallback| Side::new(ShowContent::Fresh(fallback))),
        }),
    });
    suspense
        .reads
        .watch(Rc::clone(&suspense) as Rc<dyn Compute>);
    suspense
}

fn probing(suspense: Weak<Suspended>) -> ProbeContent {
    Rc::new(move || {
        suspense.upgrade().is_some_and(|suspense| {
            let state = suspense.state.borrow();
            state.content.probe()
        })
    })
}

/// A boundary, which is also the computation of its watch.
struct Suspended {
    /// The scope of the boundary.
    nest: Nest,
    boundary: Boundary,
    reads: Reads,
    probe: ProbeContent,
    keeps: bool,
    /// True if the content is shown, once that was decided.
    is_ready: Cell<Option<bool>>,
    state: RefCell<SuspendedState>,
}

struct SuspendedState {
    site: Option<HolePlace>,
    content: Planted,
    fallback: Option<Side>,
    /// The content that is on a page whose response goes on, until that brings other content.
    waiting: Option<ReplacedRegion>,
}

/// The number of the content among the two sides, and of the fallback.
const CONTENT: usize = 0;
const FALLBACK: usize = 1;

impl Compute for Suspended {
    fn compute(&self, _: Option<&dyn Any>) -> Option<SharedValue> {
        let is_ready = !self.waits();
        let before = self.is_ready.replace(Some(is_ready));
        if before != Some(is_ready) {
            untrack(|| self.state.borrow_mut().turn(self.nest, before, is_ready));
        }
        if before.is_some() {
            stage::known().watches.ran_again();
        }
        None
    }
}

impl Suspended {
    /// Returns whether something that the content reads is not there. Follows all of it.
    fn waits(&self) -> bool {
        let mut waits = false;
        self.reads.each(&self.probe, |progress| {
            waits |= match progress {
                FetchProgress::First => true,
                FetchProgress::Again => !self.keeps,
                FetchProgress::Settled | FetchProgress::Failed(_) => false,
            };
        });
        waits || self.boundary.waits()
    }
}

impl SuspendedState {
    /// Puts the content on the page if the response of the page can bring it. Returns whether it does.
    fn streams(&mut self, patch: &mut Patch) -> bool {
        let (Some(before), Some(site)) = (self.waiting.take(), self.site) else {
            return false;
        };
        let named = site.named().step(CONTENT);
        let region = before.region;
        let streams = self.content.stream(patch, before, named);
        if !streams && self.fallback.is_none() {
            patch.remove(region);
        }
        streams
    }

    /// Puts the fallback on the page. Where content is to come in its place, there is a region even without one.
    fn mount_fallback(&mut self, mount: &mut Mount<'_>) -> Option<Region> {
        match self.fallback.as_mut().and_then(Side::planted) {
            Some(shown) => {
                shown.mount_region(mount);
                shown.region()
            }
            None if mount.is_streamed() => mount.region(Tree::Empty),
            None => None,
        }
    }

    fn turn(&mut self, nest: Nest, before: Option<bool>, is_ready: bool) {
        let (patch, site) = (&mut Patch::here(), self.site);
        match is_ready {
            true if self.streams(patch) => {
                self.fallback.iter_mut().for_each(Side::forget);
            }
            true => {
                if let Some(fallback) = self.fallback.as_mut().filter(|_| before.is_some()) {
                    fallback.leave(patch);
                }
                self.content.resume(patch, site, CONTENT);
            }
            false => {
                // What was never shown goes on, so that it gets to know what it needs.
                if before.is_some() {
                    self.content.suspend(patch);
                }
                if let Some(fallback) = &mut self.fallback {
                    fallback.enter(patch, nest, site, FALLBACK);
                }
            }
        }
    }
}

impl Structural for Suspended {
    fn mount(&self, site: Option<HolePlace>, mount: &mut Mount<'_>) {
        let mut state = self.state.borrow_mut();
        state.site = site;
        let Some(is_ready) = self.is_ready.get() else {
            // The watch waits in a paused scope: it puts one of the two here when it runs.
            return;
        };
        if is_ready {
            let shown = &mut state.content;
            return mount.within(
                |place| place.step(CONTENT),
                |mount| shown.mount_region(mount),
            );
        }
        let (keeps, place) = (false, mount.part_place());
        let region = mount.within(
            |place| place.step(FALLBACK),
            |mount| state.mount_fallback(mount),
        );
        state.waiting = region.map(|region| ReplacedRegion {
            region,
            keeps,
            place,
        });
    }

    fn probe(&self) {
        let mut state = self.state.borrow_mut();
        if let Some(fallback) = state.fallback.as_mut().and_then(Side::planted) {
            fallback.probe();
        }
    }
}
