//! What runs beside the turns: tasks and calls.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use futures_util::{FutureExt, StreamExt};
use futures_util::stream::FuturesUnordered;

use super::Session;
use crate::server::stage::{Call, Task};
use crate::wire::message::{Outcome, Settlement};

/// Futures of a session. They run only while its graph is entered.
#[derive(Default)]
pub(super) struct Work {
    tasks: FuturesUnordered<Pin<Box<dyn Future<Output = ()>>>>,
    calls: FuturesUnordered<Pin<Box<dyn Future<Output = Settlement>>>>,
}

impl Work {
    /// Adds calls; each is settled when it ends.
    pub fn call(&mut self, calls: Vec<(u32, Call)>) {
        for (call, run) in calls {
            self.calls.push(Box::pin(async move {
                let outcome = match AssertUnwindSafe(run).catch_unwind().await {
                    Ok(result) => Outcome::Done(result.into()),
                    // The panic's message is in the log; the visitor learns only that there was one.
                    Err(_) => Outcome::Failed,
                };
                Settlement { call, outcome }
            }));
        }
    }
}

/// A task that panics ends, and the page goes on without it.
fn contained(task: Task) -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(AssertUnwindSafe(task).catch_unwind().map(drop))
}

impl Session {
    /// Runs what can go on beside the turns. Ready when there may be something to [`flush`](Self::flush).
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let run = catch_unwind(AssertUnwindSafe(|| self.run(context)));
        self.is_broken |= run.is_err();
        if self.is_broken || (self.is_attached && self.sent.has_room() && self.stage.take_news()) {
            return Poll::Ready(());
        }
        Poll::Pending
    }

    /// Ends the session: calls that have started run to their end, whether or not somebody waits for them.
    pub async fn finish(&mut self) {
        self.detach();
        poll_fn(|context| {
            let run = catch_unwind(AssertUnwindSafe(|| self.run(context)));
            if run.is_err() || self.work.calls.is_empty() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }

    /// A call's first step is a part of the turn that made it.
    pub(super) fn start_calls(&mut self) {
        self.run(&mut Context::from_waker(Waker::noop()));
    }

    fn run(&mut self, context: &mut Context<'_>) {
        let _here = self.enter();
        loop {
            let tasks = self.stage.take_tasks().into_iter().map(contained);
            self.work.tasks.extend(tasks);
            while let Poll::Ready(Some(())) = self.work.tasks.poll_next_unpin(context) {}
            while let Poll::Ready(Some(settlement)) = self.work.calls.poll_next_unpin(context) {
                self.settled.push(settlement);
                self.stage.note_news();
            }
            if !self.stage.has_tasks() {
                return;
            }
        }
    }
}
