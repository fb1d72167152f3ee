//! Content of a structure: a scope of its own, and a region once it is on the page.

use crate::graph::{ScopeId, untrack};
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::Patch;
use crate::server::render::tree::{Tree, grow};
use crate::server::view::View;
use crate::server::view::exceeded::Counted;
use crate::wire::message::Place;
use crate::wire::number::Region;

/// What a structure put in its place, or is about to.
pub(crate) struct Planted {
    scope: ScopeId,
    state: Planting,
    _counted: Counted,
}

enum Planting {
    /// Not mounted yet.
    Grown(Tree),
    /// On the page, as this region.
    Standing(Region),
    /// On the page, with nothing to see, or nothing that could change.
    Nothing,
}

impl Planting {
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
            state: Planting::Grown(tree),
            _counted: counted,
        }
    }

    /// Content that has grown already, in this scope.
    pub fn grown(patch: &mut Patch, scope: ScopeId, tree: Tree) -> Self {
        Self {
            scope,
            state: Planting::Grown(tree),
            _counted: patch.plant(),
        }
    }

    /// Mounts it where the mount stands.
    pub fn mount(&mut self, mount: &mut Mount<'_>) {
        if let Planting::Grown(tree) = &mut self.state {
            let tree = std::mem::take(tree).unwrapped();
            self.state = match tree.is_empty() {
                true => Planting::Nothing,
                false => Planting::mounted(mount.region(tree)),
            };
        }
    }

    /// Mounts it where the mount stands, as a region even if there is nothing to see: rows are placed by their
    /// neighbours, and the region that stands last in the hole of a gate is taken for what that shows.
    pub fn mount_region(&mut self, mount: &mut Mount<'_>) {
        if let Planting::Grown(tree) = &mut self.state {
            self.state = Planting::mounted(mount.region(std::mem::take(tree)));
        }
    }

    /// Puts it on the page, if it is not there.
    pub fn insert(&mut self, patch: &mut Patch, place: Place) {
        patch.insert(place, |mount| self.mount(mount));
    }

    /// Takes it off the page and stops its effects; it keeps its state.
    pub fn suspend(&self, patch: &mut Patch) {
        self.scope.pause();
        if let Planting::Standing(region) = self.state {
            patch.hide(region);
        }
    }

    /// Undoes [`suspend`](Self::suspend). It goes to `place` if it was never there.
    pub fn resume(&mut self, patch: &mut Patch, place: Option<Place>) {
        self.scope.resume();
        match (&self.state, place) {
            (Planting::Standing(region), _) => patch.show(*region),
            (Planting::Grown(_), Some(place)) => self.insert(patch, place),
            _ => {}
        }
    }

    /// Ends it.
    pub fn remove(self, patch: &mut Patch) {
        self.scope.dispose();
        if let Planting::Standing(region) = self.state {
            patch.remove(region);
        }
    }

    /// Its region.
    pub fn region(&self) -> Option<Region> {
        match self.state {
            Planting::Standing(region) => Some(region),
            Planting::Grown(_) | Planting::Nothing => None,
        }
    }
}
