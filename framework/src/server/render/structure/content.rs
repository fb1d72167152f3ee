//! Content of a structure: a scope of its own, and a region once it is on the page.

use crate::graph::{ScopeId, untrack};
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::Patch;
use crate::server::render::tree::{Tree, grow};
use crate::server::stage::heads;
use crate::server::view::View;
use crate::server::view::exceeded::Counted;
use crate::wire::message::Place;
use crate::wire::number::Region;

/// What a structure put in its place, or is about to.
pub(crate) struct Planted {
    scope: ScopeId,
    state: State,
    _counted: Counted,
}

enum State {
    /// Not mounted yet.
    Grown(Tree),
    /// On the page, as this region.
    Standing(Region),
    /// On the page, with nothing to see, or nothing that could change.
    Nothing,
}

impl State {
    /// What is mounted as no region is out of reach.
    fn mounted(region: Option<Region>) -> Self {
        region.map_or(Self::Nothing, Self::Standing)
    }
}

impl Planted {
    /// Grows a view in a new scope inside `owner`. What building it reads is tracked or not, as it is now.
    pub fn grow(patch: &mut Patch, owner: Nest, view: impl FnOnce() -> View) -> Self {
        let counted = patch.plant();
        let nest = owner.child();
        let tree = nest.run(|| {
            let view = view();
            untrack(|| grow(view))
        });
        Self {
            scope: nest.scope,
            state: State::Grown(tree),
            _counted: counted,
        }
    }

    /// Content that has grown already, in this scope.
    pub fn grown(patch: &mut Patch, scope: ScopeId, tree: Tree) -> Self {
        Self {
            scope,
            state: State::Grown(tree),
            _counted: patch.plant(),
        }
    }

    /// Mounts it where the mount stands.
    pub fn mount(&mut self, mount: &mut Mount<'_>) {
        if let State::Grown(tree) = &mut self.state {
            let tree = std::mem::take(tree).unwrapped();
            self.state = match tree.is_empty() {
                true => State::Nothing,
                false => State::mounted(mount.region(tree)),
            };
        }
    }

    /// Mounts it where the mount stands, as a region even if there is nothing to see: rows are placed by their
    /// neighbours, and the region that stands last in the hole of a gate is taken for what that shows.
    pub fn mount_region(&mut self, mount: &mut Mount<'_>) {
        if let State::Grown(tree) = &mut self.state {
            self.state = State::mounted(mount.region(std::mem::take(tree)));
        }
    }

    /// Mounts it where the mount stands, for good: as a region only if something in it is addressed.
    pub fn mount_fixed(&mut self, mount: &mut Mount<'_>) {
        if let State::Grown(tree) = &mut self.state {
            mount.tree(std::mem::take(tree));
            self.state = State::Nothing;
        }
    }

    /// Puts it on the page, as a region even if there is nothing to see.
    pub fn insert_region(&mut self, patch: &mut Patch, place: Place) {
        patch.insert(place, |mount| self.mount_region(mount));
    }

    /// Puts it on the page, if it is not there.
    pub fn insert(&mut self, patch: &mut Patch, place: Place) {
        patch.insert(place, |mount| self.mount(mount));
    }

    /// Takes it off the page and stops its effects; it keeps its state.
    pub fn suspend(&self, patch: &mut Patch) {
        self.scope.pause();
        heads().touch();
        if let State::Standing(region) = self.state {
            patch.hide(region);
        }
    }

    /// Undoes [`suspend`](Self::suspend). It goes to `place` if it was never there.
    pub fn resume(&mut self, patch: &mut Patch, place: Option<Place>) {
        self.scope.resume();
        heads().touch();
        match (&self.state, place) {
            (State::Standing(region), _) => patch.show(*region),
            (State::Grown(_), Some(place)) => self.insert(patch, place),
            _ => {}
        }
    }

    /// Ends it.
    pub fn remove(self, patch: &mut Patch) {
        self.scope.dispose();
        if let State::Standing(region) = self.state {
            patch.remove(region);
        }
    }

    /// Its region.
    pub fn region(&self) -> Option<Region> {
        match self.state {
            State::Standing(region) => Some(region),
            State::Grown(_) | State::Nothing => None,
        }
    }
}
