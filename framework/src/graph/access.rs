//! Reads and writes nodes without knowing their types. The typed handles are thin wrappers.

use std::any::Any;
use std::rc::Rc;

use super::current::graph;
use super::node::{NodeId, RUNNING, STALE, SharedValue, WRITTEN};
use super::propagate::pull;
use super::queue::{attend, settle};
#[cfg(target_arch = "wasm32")]
use super::reclaim::LentValue;
#[cfg(not(target_arch = "wasm32"))]
use super::runtime::Graph;
use super::trouble::{Trouble, fail};

/// Says whether a read is tracked for the running observer.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Tracking {
    On,
    Off,
}

/// Returns the node's value, brought up to date. Panics if the node is disposed.
pub(super) fn read(id: NodeId, tracking: Tracking) -> SharedValue {
    match try_read(id, tracking) {
        Some(value) => value,
        None => fail(Trouble::Disposed),
    }
}

/// Returns the node's value, brought up to date; `None` if the node is disposed.
pub(super) fn try_read(id: NodeId, tracking: Tracking) -> Option<SharedValue> {
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(value) = graph(|graph| graph.present(id, tracking)) {
        return Some(value);
    }
    attend();
    if touch(id, tracking)? {
        pull(id);
        settle();
    }
    graph(|graph| {
        let value = graph
            .exists(id)
            .then(|| graph.nodes[id.index].value.clone())?;
        Some(value.unwrap_or_else(|| fail(Trouble::Lent)))
    })
}

#[cfg(not(target_arch = "wasm32"))]
impl Graph {
    /// Tracks the read, and returns the value, if it is up to date: the way of most reads.
    fn present(&mut self, id: NodeId, tracking: Tracking) -> Option<SharedValue> {
        let node = self.nodes.get(id.index)?;
        let is_up_to_date = node.generation() == id.generation
            && !node.is(STALE | RUNNING)
            && self.woken.is_empty();
        let value = node.value.clone().filter(|_| is_up_to_date)?;
        if tracking == Tracking::On {
            self.track(id.index);
        }
        Some(value)
    }
}

/// Tracks the read. Returns whether the node must be pulled; `None` if it is disposed.
fn touch(id: NodeId, tracking: Tracking) -> Option<bool> {
    graph(|graph| {
        if !graph.exists(id) {
            return None;
        }
        if tracking == Tracking::On {
            graph.track(id.index);
        }
        if graph.nodes[id.index].is(RUNNING) {
            fail(Trouble::Cycle);
        }
        Some(graph.nodes[id.index].is(STALE))
    })
}

/// Replaces the value of a source. Does nothing if it is disposed.
pub(super) fn write(id: NodeId, value: SharedValue) {
    let old = graph(|graph| {
        if !graph.exists(id) {
            return Err(value);
        }
        Ok(graph.nodes[id.index].value.replace(value))
    });
    if old.is_ok() {
        wrote(id);
    }
    drop(old);
}

/// Lets `change` change a source's value in place. Does nothing if it is disposed.
pub(super) fn modify(id: NodeId, change: &mut dyn FnMut(&mut dyn Any)) {
    let Some(value) = graph(|graph| graph.exists(id).then(|| graph.nodes[id.index].value.take()))
    else {
        return;
    };
    let Some(value) = value else {
        fail(Trouble::Lent)
    };
    #[cfg(target_arch = "wasm32")]
    graph(|graph| graph.lent.push(LentValue(id, Rc::as_ptr(&value))));
    let mut loan = Loan {
        id,
        value: Some(value),
    };
    match loan.value.as_mut().and_then(Rc::get_mut) {
        Some(value) => change(value),
        None => fail(Trouble::Lent),
    }
    drop(loan);
    wrote(id);
}

/// A value that is taken out of its node while a closure changes it.
struct Loan {
    id: NodeId,
    value: Option<SharedValue>,
}

impl Drop for Loan {
    fn drop(&mut self) {
        let value = self.value.take();
        let unclaimed = graph(|graph| {
            #[cfg(target_arch = "wasm32")]
            graph.lent.pop();
            if graph.exists(self.id) && graph.nodes[self.id.index].value.is_none() {
                graph.nodes[self.id.index].value = value;
                return None;
            }
            value
        });
        drop(unclaimed);
    }
}

/// Follows up a write to a source: marks its readers, calls the hook, and runs effects.
fn wrote(id: NodeId) {
    let hook = graph(|graph| {
        if graph.exists(id) {
            graph.nodes[id.index].set(WRITTEN);
            graph.mark(id.index);
            #[cfg(not(target_arch = "wasm32"))]
            graph.renew(id.index);
        }
        graph.on_write.clone()
    });
    if let Some(hook) = hook {
        hook(id);
    }
    settle();
}
