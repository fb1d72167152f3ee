//! Attempts: pieces of work that may panic without ending anything else.
//!
//! A host (the page in a browser, or in a simulation) runs user code only inside attempts: a handler, one run of an
//! effect, one cleanup. Natively a panic unwinds to the attempt around it. In a browser it is a trap, or an exception
//! of JavaScript's: nothing unwinds, no `Drop` runs, and the contents of the stack are lost. So the graph keeps nothing
//! on the stack that it needs later (computations stay with their nodes, lent values are noted: see `reclaim`), and an
//! attempt that failed restores from its [`Checkpoint`] what guards would have restored.

use super::current::graph;
use super::node::{FAILED, RUNNING};
use super::pool::NONE;
use super::runtime::{CurrentScope, Graph, Here};
use super::scope::ScopeId;
use super::untrack;

/// A piece of work.
pub type Job = Box<dyn FnOnce()>;

/// Runs a job, and returns whether it ended without a panic.
pub(super) type JobRunner = fn(Job) -> bool;

/// Runs `job` separately from the code that runs now: its reads are not tracked, its nodes belong to the root, and if
/// it panics, the graph is as if the job had ended there. In a runtime without a host the panic propagates.
#[doc(hidden)]
pub fn attempt(job: impl FnOnce() + 'static) {
    #[cfg(not(target_arch = "wasm32"))]
    if graph(|graph| graph.host.is_none()) {
        return untrack(job);
    }
    attempt_boxed(Box::new(job));
}

#[inline(never)]
fn attempt_boxed(job: Job) {
    let Some(host) = graph(|graph| graph.host) else {
        return untrack(job);
    };
    let mark = set_out();
    let is_done = host(job);
    come_back(mark, is_done);
}

/// The state of the graph when an attempt began.
#[doc(hidden)]
#[derive(Debug)]
pub struct Checkpoint {
    here: Here,
    running: usize,
    frames: usize,
    batches: u32,
    flushing: bool,
    #[cfg(target_arch = "wasm32")]
    lent: usize,
}

/// Begins an attempt.
#[doc(hidden)]
pub fn set_out() -> Checkpoint {
    graph(|graph| {
        let apart = Here {
            scope: CurrentScope::Scope(ScopeId::ROOT),
            tracker: None,
        };
        Checkpoint {
            here: std::mem::replace(&mut graph.here, apart),
            running: graph.running.len(),
            frames: graph.frames.len(),
            batches: graph.batches,
            flushing: graph.flushing,
            #[cfg(target_arch = "wasm32")]
            lent: graph.lent.len(),
        }
    })
}

/// Ends an attempt. If it failed, ends the runs, pulls and batches that it had begun.
#[doc(hidden)]
pub fn come_back(mark: Checkpoint, is_done: bool) {
    #[cfg(target_arch = "wasm32")]
    if !is_done {
        super::reclaim::graph();
    }
    graph(|graph| {
        if !is_done {
            graph.give_up(&mark);
        }
        graph.here = mark.here;
    });
}

/// Ends the reads of interrupted code. Called between turns, when nothing reads.
#[cfg(target_arch = "wasm32")]
pub(crate) fn forget_readers() {
    graph(|graph| {
        if std::mem::take(&mut graph.has_failed) {
            graph.forget_readers();
        }
    });
}

impl Graph {
    fn give_up(&mut self, mark: &Checkpoint) {
        while self.running.len() > mark.running {
            self.end_run(false);
        }
        if let Some(computing) = self.computing {
            (computing.abandon)(self, mark.frames);
        }
        self.batches = mark.batches;
        self.flushing = mark.flushing;
        #[cfg(target_arch = "wasm32")]
        self.reclaim(mark.lent);
    }

    /// Ends the innermost run. A run that panicked leaves its node failed, even if it had marked itself: an effect that
    /// panics waits until other code writes a node that it reads.
    pub(super) fn end_run(&mut self, is_done: bool) {
        let Some(run) = self.running.pop() else {
            return;
        };
        self.here = run.before;
        let node = run.node;
        if node == NONE {
            return;
        }
        self.nodes[node].clear(RUNNING);
        if is_done {
            self.untrail(node, run.last);
            self.enqueue_if_marked(node);
        } else {
            self.nodes[node].set(FAILED);
        }
    }
}
