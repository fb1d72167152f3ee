//! Reading and writing nodes without knowing their types. The typed handles are thin shells around this.

use std::any::Any;
use std::rc::Rc;

use super::current::graph;
use super::node::{NodeId, RUNNING, STALE, SharedValue, WRITTEN};
use super::propagate::pull;
use super::queue::{attend, settle};
#[cfg(target_arch = "wasm32")]
use super::reclaim::LentValue;
use super::trouble::{Trouble, fail};

/// Whether a read is noted for the observer that runs.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Tracking {
    On,
    Off,
}

/// The node's value, brought up to date. Panics if the node is disposed.
pub(super) fn read(id: NodeId, tracking: Tracking) -> SharedValue {
    match try_read(id, tracking) {
        Some(value) => value,
        None => fail(Trouble::Disposed),
    }
}

/// The node's value, brought up to date; `None` if the node is disposed.
pub(super) fn try_read(id: NodeId, tracking: Tracking) -> Option<SharedValue> {
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

/// Notes the read. Says whether the node must be pulled; `None` if it is disposed.
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

/// Puts a new value in place of a source's. Does nothing if it is disposed.
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

/// A value that is out of its node while it is changed.
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

/// A source was written: marks its readers, tells the host, and lets effects run.
fn wrote(id: NodeId) {
    let hook = graph(|graph| {
        if graph.exists(id) {
            graph.nodes[id.index].set(WRITTEN);
            graph.mark(id.index);
        }
        graph.on_write.clone()
    });
    if let Some(hook) = hook {
        hook(id);
    }
    settle();
}
