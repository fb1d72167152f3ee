//! How deep components are nested: rendering one is a recursion, so the depth is bounded, and the stack grows with it.

use std::cell::Cell;

use crate::graph::ScopeId;
use crate::server::stage::canvas;
use crate::server::view::exceeded::Exceeded;
use crate::wire::limits::{NESTED_COMPONENTS, SPARE_STACK, STACK};

/// A scope, and how deep the component is nested that it belongs to. What is rendered in it later is as deep.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nest {
    pub scope: ScopeId,
    depth: u32,
}

impl Nest {
    /// A new scope inside the current one, at the depth of what runs now.
    pub fn inside() -> Self {
        Self {
            scope: ScopeId::current().child(),
            depth: canvas().depth.get(),
        }
    }

    /// A scope that exists, at this depth.
    pub fn of(scope: ScopeId, depth: u32) -> Self {
        Self { scope, depth }
    }

    /// A new scope inside this one, as deep.
    pub fn child(self) -> Self {
        Self {
            scope: self.scope.child(),
            ..self
        }
    }

    /// Runs `f` in the scope, at this depth.
    pub fn run<R>(self, f: impl FnOnce() -> R) -> R {
        let canvas = canvas();
        let _back = Back(&canvas.depth, canvas.depth.replace(self.depth));
        self.scope.run(f)
    }
}

/// Runs `f` in a scope of its own, one component deeper than what runs now.
pub(crate) fn deeper<R>(f: impl FnOnce(Nest) -> R) -> R {
    let mut nest = Nest::inside();
    nest.depth += 1;
    if nest.depth > NESTED_COMPONENTS {
        Exceeded::Nesting.end_session();
    }
    stacker::maybe_grow(SPARE_STACK, STACK, || nest.run(|| f(nest)))
}

/// Sets the depth back when it is dropped.
struct Back<'a>(&'a Cell<u32>, u32);

impl Drop for Back<'_> {
    fn drop(&mut self) {
        self.0.set(self.1);
    }
}
