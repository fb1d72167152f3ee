//! `<ErrorBoundary>`: content in whose place a fallback is shown when something in it has failed: a component, or a value
//! that it reads.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::{Rc, Weak};

use super::reads::{ProbeContent, Reads, note};
use super::{HolePlace, Planted, Structural};
use crate::action::action;
use crate::caught::{CaughtError, UserError};
use crate::graph::{Compute, RwSignal, SharedValue, provide_context, untrack, use_context};
use crate::pages::Redirected;
use crate::request::RequestError;
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::{PartPlace, Patch, ReplacedRegion};
use crate::server::stage::{self, BoundaryKind, Failed, FetchProgress, beside};
use crate::server::view::exceeded::Exceeded;
use crate::server::view::{Failure, View};

/// The boundary that catches the errors of running code, found as a context.
#[derive(Clone)]
struct Catcher {
    notes: RwSignal<u32>,
    /// The first error of a component in the content.
    failed: Rc<RefCell<Option<Failed>>>,
    /// The content of another page, which is not shown yet, in place of a boundary's.
    trial: Option<Rc<Trial>>,
    /// The one around it.
    outer: Option<Rc<Catcher>>,
}

/// The errors of components of another page, as long as that is not shown: see [`Outlet`](super::Outlet).
pub(super) struct Trial {
    notes: RwSignal<u32>,
    failure: RefCell<Option<Failure>>,
    is_over: Cell<bool>,
}

impl Trial {
    /// Catches the errors of content of the current scope.
    pub fn begin(notes: RwSignal<u32>) -> Rc<Self> {
        let trial = Rc::new(Self {
            notes,
            failure: RefCell::default(),
            is_over: Cell::new(false),
        });
        let outer = Catcher::around().map(Rc::new);
        stage::boundaries().set_trial(true);
        provide_context(Catcher {
            notes,
            failed: Rc::default(),
            trial: Some(Rc::clone(&trial)),
            outer,
        });
        trial
    }

    /// Leaves errors to what is around it from now on.
    pub fn end(&self) {
        if !self.is_over.replace(true) {
            stage::boundaries().set_trial(false);
        }
    }

    /// Returns whether a component has failed.
    pub fn has_failed(&self) -> bool {
        self.failure.borrow().is_some()
    }

    /// Takes the first failure.
    pub fn take_failure(&self) -> Option<Failure> {
        self.failure.take()
    }

    fn fail(&self, failure: Failure) {
        self.failure.borrow_mut().get_or_insert(failure);
        note(self.notes);
    }
}

impl Catcher {
    fn around() -> Option<Self> {
        if stage::boundaries().catches_nothing() {
            return None;
        }
        let mut found: Option<Self> = use_context();
        while let Some(catcher) = &found
            && catcher
                .trial
                .as_ref()
                .is_some_and(|trial| trial.is_over.get())
        {
            found = catcher.outer.as_deref().cloned();
        }
        found
    }

    /// Returns the content of another page that code is in, if that is not shown yet.
    fn trial_around() -> Option<Rc<Trial>> {
        let mut found = Self::around();
        while let Some(catcher) = found {
            if let Some(trial) = catcher.trial.filter(|trial| !trial.is_over.get()) {
                return Some(trial);
            }
            found = catcher.outer.as_deref().cloned();
        }
        None
    }

    fn catch(&self, failed: Failed) {
        self.failed.borrow_mut().get_or_insert(failed);
        note(self.notes);
    }
}

/// Makes the boundary around the running code look again at what its content reads.
pub(super) fn note_around() {
    let catcher = Catcher::around();
    catcher.iter().for_each(|catcher| note(catcher.notes));
}

/// Handles the error of a component: the boundary around it shows its fallback, or else the page fails. What leads to another
/// page is the page's.
pub(crate) fn fail(failure: Failure) {
    if failure.is::<Redirected>() {
        return match Catcher::trial_around() {
            Some(trial) => trial.fail(failure),
            None => beside().fail(failure),
        };
    }
    match Catcher::around() {
        Some(Catcher {
            trial: Some(trial), ..
        }) => trial.fail(failure),
        Some(catcher) => catcher.catch(match failure.downcast_ref::<UserError>() {
            Some(error) => Failed::ForUsers(error.to_string()),
            None => Failed::ForLog(failure.to_string()),
        }),
        None => beside().fail(failure),
    }
}

/// Runs code of a component. If it panics and there is a boundary around it, that shows its fallback, and `None` is returned.
pub(crate) fn run_caught<R>(run: impl FnOnce() -> R) -> Option<R> {
    let Some(catcher) = Catcher::around() else {
        return Some(run());
    };
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(result) => Some(result),
        // Limits are the page's.
        Err(panic) if panic.is::<Exceeded>() => resume_unwind(panic),
        Err(panic) => {
            match (&catcher.trial, panic.is::<RequestError>()) {
                (Some(trial), _) => trial.fail("a component has panicked".into()),
                // So is an address that does not fit.
                (None, true) => resume_unwind(panic),
                (None, false) => {
                    catcher.catch(Failed::ForLog("a component has panicked".to_owned()));
                }
            }
            None
        }
    }
}

/// Makes the structure.
pub(crate) fn catch(
    children: Box<dyn Fn() -> View>,
    fallback: Box<dyn Fn(CaughtError) -> View>,
) -> Rc<dyn Structural> {
    let nest = Nest::here();
    let reads = Reads::new(BoundaryKind::Catches);
    let inside = nest.of_scope(reads.inside());
    let catcher = Catcher {
        notes: reads.notes(),
        failed: Rc::default(),
        trial: None,
        outer: Catcher::around().map(Rc::new),
    };
    inside.scope.run(|| provide_context(catcher.clone()));
    let content = untrack(|| Planted::grow(&mut Patch::here(), inside, &children));
    let caught = Rc::new_cyclic(|itself| Caught {
        itself: itself.clone(),
        nest,
        reads,
        probe: probing(itself.clone()),
        catcher,
        children,
        fallback,
        has_run: Cell::new(false),
        state: RefCell::new(CaughtState {
            site: None,
            content,
            place: PartPlace::default(),
            shown: None,
        }),
    });
    caught.reads.watch(Rc::clone(&caught) as Rc<dyn Compute>);
    caught
}

fn probing(caught: Weak<Caught>) -> ProbeContent {
    Rc::new(move || {
        caught.upgrade().is_some_and(|caught| {
            let state = caught.state.borrow();
            state.content.probe()
        })
    })
}

/// A boundary, which is also the computation of its watch.
struct Caught {
    itself: Weak<Caught>,
    nest: Nest,
    reads: Reads,
    probe: ProbeContent,
    catcher: Catcher,
    children: Box<dyn Fn() -> View>,
    fallback: Box<dyn Fn(CaughtError) -> View>,
    /// True once it is known whether something has failed: the watch waits in a paused scope.
    has_run: Cell<bool>,
    state: RefCell<CaughtState>,
}

struct CaughtState {
    site: Option<HolePlace>,
    content: Planted,
    place: PartPlace,
    /// The error that is shown, and the fallback; `None` while the content is shown.
    shown: Option<(Failed, Planted)>,
}

/// The number of the content among the two sides, and of the fallback.
const CONTENT: usize = 0;
const FALLBACK: usize = 1;

impl Compute for Caught {
    fn compute(&self, _: Option<&dyn Any>) -> Option<SharedValue> {
        let mut failed = None;
        self.reads.each(&self.probe, |progress| {
            if let FetchProgress::Failed(error) = progress {
                failed.get_or_insert(error);
            }
        });
        let failed = self.catcher.failed.borrow().clone().or(failed);
        let has_run = self.has_run.replace(true);
        untrack(|| match failed {
            None if !has_run => self.begin(),
            failed => self.turn(failed),
        });
        if has_run {
            stage::known().watches.ran_again();
        }
        None
    }
}

impl Caught {
    /// Puts the content on the page if that was mounted already.
    fn begin(&self) {
        let mut state = self.state.borrow_mut();
        let site = state.site;
        state.content.resume(&mut Patch::here(), site, CONTENT);
    }

    fn turn(&self, failed: Option<Failed>) {
        let patch = &mut Patch::here();
        let shown = {
            let state = self.state.borrow();
            state.shown.as_ref().map(|(failed, _)| failed.clone())
        };
        if shown == failed {
            return;
        }
        let mut state = self.state.borrow_mut();
        let site = state.site;
        let before = match state.shown.take() {
            Some((_, fallback)) => {
                fallback.remove(patch);
                None
            }
            None => state.leave(patch),
        };
        match failed {
            None => state.content.resume(patch, site, CONTENT),
            Some(failed) => {
                let mut fallback = Planted::grow(patch, self.nest.at_arm(FALLBACK as u32), || {
                    (self.fallback)(self.error(&failed))
                });
                if let Some(site) = site {
                    let named = site.named().step(FALLBACK);
                    let streams =
                        before.is_some_and(|before| fallback.stream(patch, before, named));
                    if !streams {
                        fallback.insert(patch, site, named);
                    }
                }
                state.shown = Some((failed, fallback));
            }
        }
    }

    /// Returns the error as the fallback sees it. It belongs to the scope of the fallback.
    fn error(&self, failed: &Failed) -> CaughtError {
        let text = match failed {
            Failed::ForUsers(text) => text.clone(),
            Failed::ForLog(error) => {
                let number = getrandom::u32().unwrap_or_default();
                tracing::error!(
                    error,
                    number = format!("{number:08x}"),
                    "something in an `<ErrorBoundary>` has failed"
                );
                format!("Something went wrong (number {number:08x}).")
            }
        };
        let caught = Weak::clone(&self.itself);
        let retry = action(async move |(): ()| {
            if let Some(caught) = caught.upgrade() {
                caught.retry();
            }
        });
        CaughtError::new(text, retry)
    }

    /// Loads what has failed again. If a component has failed, the content is made anew.
    fn retry(&self) {
        let boundaries = stage::boundaries();
        for node in self.reads.found() {
            let fetched = boundaries.fetch(node);
            fetched
                .iter()
                .filter(|fetched| matches!((fetched.progress)(), FetchProgress::Failed(_)))
                .for_each(|fetched| (fetched.again)());
        }
        if self.catcher.failed.take().is_none() {
            return;
        }
        let patch = &mut Patch::here();
        let gone = self.reads.inside();
        self.reads.restart();
        let inside = self.nest.of_scope(self.reads.inside());
        inside.scope.run(|| provide_context(self.catcher.clone()));
        let content = untrack(|| Planted::grow(patch, inside, &self.children));
        // The old content is off the page, and the new one takes its place there.
        let before = std::mem::replace(&mut self.state.borrow_mut().content, content);
        before.remove(patch);
        gone.dispose();
        note(self.catcher.notes);
    }
}

impl CaughtState {
    /// Takes the content off the page. Returns its place, if the response of the page can bring other content there.
    fn leave(&mut self, patch: &mut Patch) -> Option<ReplacedRegion> {
        match self.content.region().filter(|_| patch.is_streaming()) {
            Some(region) => {
                self.content.pause();
                Some(ReplacedRegion {
                    region,
                    keeps: true,
                    place: self.place.clone(),
                })
            }
            None => {
                self.content.suspend(patch);
                None
            }
        }
    }
}

impl Structural for Caught {
    fn mount(&self, site: Option<HolePlace>, mount: &mut Mount<'_>) {
        let mut state = self.state.borrow_mut();
        (state.site, state.place) = (site, mount.part_place());
        if !self.has_run.get() {
            return;
        }
        let CaughtState { content, shown, .. } = &mut *state;
        let (side, arm) = match shown {
            None => (content, CONTENT),
            Some((_, fallback)) => (fallback, FALLBACK),
        };
        mount.within(|place| place.step(arm), |mount| side.mount_region(mount));
    }

    fn probe(&self) {
        let state = self.state.borrow();
        match &state.shown {
            None => state.content.probe(),
            Some((_, fallback)) => fallback.probe(),
        };
    }
}
