//! The loaded values that the content of a boundary reads.
//!
//! As long as content is not on the page, its bindings do not run; so a probe evaluates them.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;

use crate::graph::{Compute, NodeId, RwSignal, ScopeId, effect_in, hooks, on_cleanup, untrack};
use crate::server::render::tree::HoleContent;
use crate::server::stage::{self, Boundaries, BoundaryKind, FetchProgress};

/// The loaded values that the content of a boundary reads. A value that was read once counts for as long as it exists.
pub(super) struct Reads {
    kind: BoundaryKind,
    /// The scope of the boundary's watch and content.
    apart: ScopeId,
    /// The scope around the content.
    inside: Cell<ScopeId>,
    boundaries: Rc<Boundaries>,
    /// Written when the content may read others.
    notes: RwSignal<u32>,
    found: RefCell<HashSet<NodeId>>,
}

/// Evaluates the bindings of content that is not on the page. Returns false if it is there.
pub(super) type ProbeContent = Rc<dyn Fn() -> bool>;

impl Reads {
    /// Makes the reads of content that will be in a new scope inside the current one. A boundary of the same kind around it does not wait
    /// for this content.
    pub fn new(kind: BoundaryKind) -> Self {
        let apart = ScopeId::current().child();
        let boundaries = stage::boundaries();
        boundaries.add_content(apart, kind);
        let gone = Rc::clone(&boundaries);
        apart.run(|| on_cleanup(move || gone.remove_content(apart)));
        Self {
            kind,
            apart,
            inside: Cell::new(apart.child()),
            boundaries,
            notes: RwSignal::new(0),
            found: RefCell::default(),
        }
    }

    /// Forgets what was read: the content is made anew, in another scope.
    pub fn restart(&self) {
        self.found.borrow_mut().clear();
        self.inside.set(self.apart.child());
    }

    /// Returns the scope around the content.
    pub fn inside(&self) -> ScopeId {
        self.inside.get()
    }

    /// Returns the scope of the boundary's watch and content.
    pub fn around(&self) -> ScopeId {
        self.apart
    }

    /// Starts the watch of the boundary. It is made behind the content, so that it runs after that.
    pub fn watch(&self, watch: Rc<dyn Compute>) {
        let watch = effect_in(self.apart, watch);
        stage::known().watches.add(watch);
        // It reads whatever the content reads.
        self.boundaries.add_watch(watch);
    }

    /// Returns the signal to write when the content may read others.
    pub fn notes(&self) -> RwSignal<u32> {
        self.notes
    }

    /// Returns the values that the content has read.
    pub fn found(&self) -> Vec<NodeId> {
        self.found.borrow().iter().copied().collect()
    }

    /// Passes to `each` how far the values are that the content reads. Follows them. Runs in the watch of the boundary.
    pub fn each(&self, probe: &ProbeContent, mut each: impl FnMut(FetchProgress)) {
        hooks::track(self.notes.id());
        let probe = self.probe(Rc::clone(probe));
        let mut found = self.found.take();
        self.boundaries
            .find_read(self.inside.get(), self.kind, probe, &mut found);
        for node in &found {
            if let Some(fetched) = self.boundaries.fetch(*node) {
                each((fetched.progress)());
            }
        }
        self.found.replace(found);
    }

    /// Evaluates bindings, and notes when something they read has changed. Belongs to the present run of the watch.
    fn probe(&self, probe: ProbeContent) -> Option<NodeId> {
        let notes = self.notes;
        let is_first = Cell::new(true);
        let is_off = Rc::new(Cell::new(false));
        let found = Rc::clone(&is_off);
        let probe = effect_in(
            ScopeId::current(),
            Rc::new(move |_: Option<&dyn Any>| {
                match is_first.replace(false) {
                    true => found.set(probe()),
                    false => note(notes),
                }
                None
            }),
        );
        is_off.get().then_some(probe)
    }
}

/// Returns whether something that a page reads outside of all boundaries that wait is not there.
pub(crate) fn waits_outside(page: &Rc<HoleContent>) -> bool {
    let boundaries = stage::boundaries();
    let (scope, page) = (ScopeId::ROOT.child(), Rc::clone(page));
    let probe = effect_in(
        scope,
        Rc::new(move |_: Option<&dyn Any>| {
            page.probe();
            None
        }),
    );
    let mut found = HashSet::new();
    boundaries.find_read(ScopeId::ROOT, BoundaryKind::Waits, Some(probe), &mut found);
    scope.dispose();
    let mut found = found.into_iter().filter_map(|node| boundaries.fetch(node));
    untrack(|| found.any(|fetched| (fetched.progress)() == FetchProgress::First))
}

/// Makes a boundary look again at what its content reads.
pub(super) fn note(notes: RwSignal<u32>) {
    if hooks::exists(notes.id()) {
        notes.update(|notes| *notes = notes.wrapping_add(1));
    }
}
