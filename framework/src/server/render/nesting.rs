//! The nesting depth of components: rendering one is a recursion, so the depth is bounded, and the stack grows with it.

use std::rc::Rc;

use crate::graph::{ScopeId, hooks};
use crate::server::stage::{Canvas, GrowthPlace, canvas};
use crate::server::view::exceeded::Exceeded;
use crate::wire::limits::{NESTED_COMPONENTS, SPARE_STACK, STACK};

/// A scope with the nesting depth of its component, and its place on the page. Content that is rendered in the scope later
/// has the same depth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nest {
    pub scope: ScopeId,
    depth: u32,
    at: GrowthPlace,
}

impl Nest {
    /// Makes a scope inside the current one, at the depth of the running code.
    pub fn inside() -> Self {
        Self::here().child()
    }

    /// Returns the current scope, at the depth of the running code.
    pub fn here() -> Self {
        let canvas = canvas();
        Self {
            scope: ScopeId::current(),
            depth: canvas.depth.get(),
            at: canvas.growth.get(),
        }
    }

    /// Returns the scope that owns the effect that is running, at this depth and place.
    pub fn around_effect(depth: u32, at: GrowthPlace) -> Self {
        let scope = hooks::running().and_then(hooks::owner);
        let scope = scope.unwrap_or(ScopeId::ROOT);
        Self { scope, depth, at }
    }

    /// A scope that exists, at this depth, and at no certain place of the page.
    pub fn of(scope: ScopeId, depth: u32) -> Self {
        let at = GrowthPlace::default();
        Self { scope, depth, at }
    }

    /// Makes a scope inside this one, for the row with this key.
    pub fn row(self, key: Option<u32>) -> Self {
        self.at_row(key).child()
    }

    /// Returns this scope, at the place of the row with this key.
    pub fn at_row(self, key: Option<u32>) -> Self {
        let at = key.map_or(self.at, |key| self.at.row(key));
        Self { at, ..self }
    }

    /// Returns this scope, at the place of the content with this number, of which a structure shows one at a time.
    pub fn at_arm(self, arm: u32) -> Self {
        let at = self.at.arm(arm);
        Self { at, ..self }
    }

    /// Makes a scope inside this one, at the same depth.
    pub fn child(self) -> Self {
        Self {
            scope: self.scope.child(),
            ..self
        }
    }

    /// Returns a scope that was made by [`child`](Self::child), at this depth.
    pub fn of_scope(self, scope: ScopeId) -> Self {
        Self { scope, ..self }
    }

    /// Runs `f` in the scope, at this depth.
    pub fn run<R>(self, f: impl FnOnce() -> R) -> R {
        let canvas = canvas();
        let _back = Back {
            depth: canvas.depth.replace(self.depth),
            at: canvas.growth.replace(self.at),
            canvas,
        };
        self.scope.run(f)
    }
}

/// Runs `f` in a new scope, one component deeper than the running code.
pub(crate) fn deeper<R>(f: impl FnOnce(Nest) -> R) -> R {
    let mut nest = Nest::inside();
    nest.depth += 1;
    nest.at = nest.at.body();
    if nest.depth > NESTED_COMPONENTS {
        Exceeded::Components.end_session();
    }
    stacker::maybe_grow(SPARE_STACK, STACK, || nest.run(|| f(nest)))
}

/// A guard that restores depth and place when it is dropped.
struct Back {
    canvas: Rc<Canvas>,
    depth: u32,
    at: GrowthPlace,
}

impl Drop for Back {
    fn drop(&mut self) {
        self.canvas.depth.set(self.depth);
        self.canvas.growth.set(self.at);
    }
}
