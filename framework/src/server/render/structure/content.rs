//! Content of a structure: a scope of its own, and a region once it is on the page.

use crate::graph::{ScopeId, untrack};
use crate::server::render::content::Contents;
use crate::server::render::exceeded::Counted;
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::tree::{Tree, grow};
use crate::server::stage::stage;
use crate::server::view::View;
use crate::wire::message::{Content, Place};
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
    pub fn grow(owner: Nest, view: impl FnOnce() -> View) -> Self {
        let counted = stage().plant();
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
    pub fn grown(scope: ScopeId, tree: Tree) -> Self {
        Self {
            scope,
            state: State::Grown(tree),
            _counted: stage().plant(),
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

    /// Puts it on the page, if it is not there.
    pub fn insert(&mut self, place: Place) {
        let content = mounted(&place, |mount| self.mount(mount));
        stage().ops(|ops| ops.insert(place, content));
    }

    /// Takes it off the page and stops its effects; it keeps its state.
    pub fn suspend(&self) {
        self.scope.pause();
        if let State::Standing(region) = self.state {
            stage().ops(|ops| ops.hide(region));
        }
    }

    /// Undoes [`suspend`](Self::suspend). It goes to `place` if it was never there.
    pub fn resume(&mut self, place: Option<Place>) {
        self.scope.resume();
        match (&self.state, place) {
            (State::Standing(region), _) => stage().ops(|ops| ops.show(*region)),
            (State::Grown(_), Some(place)) => self.insert(place),
            _ => {}
        }
    }

    /// Ends it.
    pub fn remove(self) {
        self.scope.dispose();
        if let State::Standing(region) = self.state {
            stage().ops(|ops| ops.remove(region));
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

/// Mounts for an update, which puts it there.
pub(crate) fn mounted(place: &Place, mount: impl FnOnce(&mut Mount<'_>)) -> Vec<Content> {
    let (stage, mut contents) = (stage(), Contents::default());
    let _within = stage.overlay.within_place(place);
    mount(&mut Mount::new(&stage, &mut contents));
    contents.into_content()
}
