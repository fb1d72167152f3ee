//! The content of a structure: it has a scope of its own, and a region once it is on the page.

use crate::graph::{ScopeId, untrack};
use crate::server::page_state::names::NamedPlace;
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::{Patch, ReplacedRegion};
use crate::server::render::structure::{Boundary, HolePlace};
use crate::server::render::tree::{HoleContent, Leaf, Tree, grow};
use crate::server::stage::{beside, heads};
use crate::server::view::View;
use crate::server::view::exceeded::PlantedRegion;
use crate::wire::message::Place;
use crate::wire::number::Region;

/// Content that a structure has put on the page, or is about to.
pub(crate) struct Planted {
    scope: ScopeId,
    state: Planting,
    _counted: PlantedRegion,
}

enum Planting {
    /// Not mounted yet: most content is, at once.
    Grown(Box<Tree>),
    /// On the page, as this region.
    Standing(Region),
    /// On the page, but empty or without anything that could change.
    Nothing,
}

impl Planting {
    /// The state of mounted content: without a region, nothing can reach it.
    fn mounted(region: Option<Region>) -> Self {
        region.map_or(Self::Nothing, Self::Standing)
    }
}

impl Planted {
    /// Makes a view and its tree in a new scope inside `owner`. Reads while the view is made are tracked if they are
    /// now.
    pub fn grow(patch: &mut Patch, owner: Nest, view: impl FnOnce() -> View) -> Self {
        let counted = patch.plant();
        let nest = owner.child();
        let tree = nest.run(|| {
            let view = view();
            untrack(|| grow(view))
        });
        nest.scope.run(Boundary::note_around);
        if patch.is_unobserved() && nest.scope.is_empty() && is_dead(&tree) {
            // Nothing will ever be in it. Its place is that of the next one.
            nest.scope.dispose();
        }
        Self {
            scope: nest.scope,
            state: Planting::Grown(Box::new(tree)),
            _counted: counted,
        }
    }

    /// Takes a tree that was made in this scope.
    pub fn grown(patch: &mut Patch, scope: ScopeId, tree: Tree) -> Self {
        Self {
            scope,
            state: Planting::Grown(Box::new(tree)),
            _counted: patch.plant(),
        }
    }

    /// Evaluates its bindings, if it is not on the page. Returns false if it is there.
    pub fn probe(&self) -> bool {
        match &self.state {
            Planting::Grown(tree) => {
                tree.probe();
                true
            }
            Planting::Standing(_) | Planting::Nothing => false,
        }
    }

    /// Mounts the content at the place of the mount.
    pub fn mount(&mut self, mount: &mut Mount<'_>) {
        if let Planting::Grown(tree) = &mut self.state {
            let tree = std::mem::take(&mut **tree).unwrapped();
            self.state = match tree.is_empty() {
                true => Planting::Nothing,
                false => Planting::mounted(mount.region(tree)),
            };
        }
    }

    /// Mounts the content at the place of the mount, as a region even if it is empty: rows are placed by their
    /// neighbours, and the browser takes the last region in the hole of a gate for its content.
    pub fn mount_region(&mut self, mount: &mut Mount<'_>) {
        if let Planting::Grown(tree) = &mut self.state {
            let tree = std::mem::take(&mut **tree);
            self.state = Planting::mounted(mount.region(tree));
        }
    }

    /// Mounts it where the mount stands, for good: as a region only if something in it is addressed.
    pub fn mount_fixed(&mut self, mount: &mut Mount<'_>) {
        if let Planting::Grown(tree) = &mut self.state {
            mount.tree(std::mem::take(&mut **tree));
            self.state = Planting::Nothing;
        }
    }

    /// Puts it on the page, as a region even if there is nothing to see.
    pub fn insert_region(&mut self, patch: &mut Patch, place: Place, named: NamedPlace) {
        patch.insert(place, named, |mount| self.mount_region(mount));
    }

    /// Puts the content on the page at the end of a hole, if it is not there.
    pub fn insert(&mut self, patch: &mut Patch, site: HolePlace, named: NamedPlace) {
        patch.insert(site.end(), named, |mount| self.mount(mount));
    }

    /// Stops the effects of content that other content takes the place of.
    pub fn pause(&self) {
        self.scope.pause();
        heads().touch_in(self.scope);
    }

    /// Takes the content off the page and stops its effects; its state is kept.
    pub fn suspend(&self, patch: &mut Patch) {
        self.pause();
        if let Planting::Standing(region) = self.state {
            patch.hide(region);
        }
    }

    /// Undoes [`suspend`](Self::suspend). Content that was never on the page is put at `site`.
    pub fn resume(&mut self, patch: &mut Patch, site: Option<HolePlace>, arm: usize) {
        self.scope.resume();
        heads().touch_in(self.scope);
        match (&self.state, site) {
            (Planting::Standing(region), _) => patch.show(*region),
            (Planting::Grown(_), Some(site)) => self.insert(patch, site, site.named().step(arm)),
            _ => {}
        }
    }

    /// Puts content that was never on the page in place of a region, in the response of the page. Returns false if it was there,
    /// or if the response has ended.
    pub fn stream(&mut self, patch: &mut Patch, before: ReplacedRegion, named: NamedPlace) -> bool {
        let streams = patch.is_streaming() && matches!(self.state, Planting::Grown(_));
        if streams {
            self.scope.resume();
            heads().touch_in(self.scope);
            patch.stream(before, named, |mount| self.mount(mount));
        }
        streams
    }

    /// Disposes of the content.
    pub fn remove(self, patch: &mut Patch) {
        self.scope.dispose();
        if let Planting::Standing(region) = self.state {
            patch.remove(region);
        }
    }

    /// Disposes of content that was taken off the page by other means.
    pub fn dispose(self) {
        self.scope.dispose();
    }

    /// Returns the region of the content.
    pub fn region(&self) -> Option<Region> {
        match self.state {
            Planting::Standing(region) => Some(region),
            Planting::Grown(_) | Planting::Nothing => None,
        }
    }
}

/// Returns whether nothing in a tree can change, and nothing of it runs in a browser or beside the page.
fn is_dead(tree: &Tree) -> bool {
    let are_dead = |leaf: &Leaf| match leaf {
        Leaf::Structure(HoleContent::Fixed(tree)) => is_dead(tree),
        Leaf::Structure(_) => false,
        _ => true,
    };
    let is_static = match tree {
        Tree::Empty | Tree::Text(_) => true,
        Tree::List(trees) => trees.iter().all(is_dead),
        Tree::Fragment(grown) => !grown.is_addressed() && grown.leaves.iter().all(are_dead),
        Tree::Body(_) | Tree::Awaited(_) => false,
    };
    is_static && !beside().has_tasks()
}
