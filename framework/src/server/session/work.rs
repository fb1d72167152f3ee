//! Tasks and calls, which run between the turns.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use super::{CurrentSession, Session};
use crate::action::{self, CallError, state};
use crate::graph::NodeId;
use crate::optimistic::CallUnderWay;
use crate::server::stage::{ActionFuture, Task, actions};
use crate::server::view::limit::Limit;
use crate::wire::limits::{CALL, CALLS_AT_ONCE, CALLS_UNDER_WAY, CALLS_WAITING};
use crate::wire::message::{Outcome, Settlement};
use crate::wire::number::CallId;

/// Futures of a session. They run only while its graph is entered.
#[derive(Default)]
pub(super) struct Work {
    tasks: FuturesUnordered<Pin<Box<dyn Future<Output = ()>>>>,
    /// Calls that wait until fewer are running.
    waiting: VecDeque<CheckedCall>,
    calls: FuturesUnordered<StartedCall>,
    /// The number of calls that fail as soon as they start.
    #[cfg(feature = "testing")]
    failing: usize,
}

/// A call that is allowed.
pub(super) struct CheckedCall {
    pub id: CallId,
    /// The node of the action.
    pub action: NodeId,
    pub run: ActionFuture,
    /// The argument, if the page shows what the call is going to do, or may ask for it once it has failed.
    pub argument: Option<Rc<[u8]>>,
    /// The id of the call, if the action is idempotent.
    pub lasting_id: Option<u128>,
}

/// A call that has started.
struct StartedCall {
    call: CallId,
    action: NodeId,
    /// The id of the call, once it has one.
    id: Option<u128>,
    /// `None` once it has taken too long.
    run: Option<Pin<Box<dyn Future<Output = Outcome>>>>,
    /// The time at which it has taken too long; set when the session first learns the time.
    ends: Option<Duration>,
    waker: Option<Waker>,
}

impl Work {
    /// Adds calls; each is settled when it ends.
    pub fn call(&mut self, calls: Vec<CheckedCall>) {
        self.waiting.extend(calls);
        if self.waiting.len() + self.calls.len() > CALLS_UNDER_WAY {
            Limit::CallsUnderWay.hit();
        }
        if self.waiting.len() >= CALLS_WAITING {
            Limit::CallsWaiting.hit();
        }
    }

    /// Returns whether calls have not ended.
    fn is_calling(&self) -> bool {
        !self.calls.is_empty() || !self.waiting.is_empty()
    }

    /// Returns whether nothing is left to do.
    fn is_done(&self) -> bool {
        #[cfg(feature = "testing")]
        if self.failing > 0 {
            return false;
        }
        self.tasks.is_empty() && !self.is_calling()
    }

    /// Starts waiting calls, as many as may run, and only a few at once so that other sessions do not wait. Returns
    /// whether more could be started.
    fn start(&mut self) -> bool {
        for _ in 0..CALLS_AT_ONCE {
            if self.calls.len() >= CALLS_UNDER_WAY {
                return false;
            }
            let Some(call) = self.waiting.pop_front() else {
                return false;
            };
            let CheckedCall {
                id,
                action,
                run,
                argument,
                lasting_id,
            } = call;
            if let Some(argument) = argument {
                actions().begun(id, CallUnderWay { action, argument });
            }
            // The browser counts its own calls.
            action::change(action, state::begun);
            let run = self.outcome(run);
            self.calls.push(StartedCall {
                call: id,
                action,
                id: lasting_id,
                run: Some(run),
                ends: None,
                waker: None,
            });
        }
        !self.waiting.is_empty() && self.calls.len() < CALLS_UNDER_WAY
    }

    /// Begins a call.
    fn outcome(&mut self, run: ActionFuture) -> Pin<Box<dyn Future<Output = Outcome>>> {
        #[cfg(feature = "testing")]
        if let Some(failing) = self.failing.checked_sub(1) {
            self.failing = failing;
            return Box::pin(async { Outcome::Failed });
        }
        Box::pin(outcome(run))
    }
}

/// Runs a call. The message of a panic is in the log; the browser is told only that there was one.
async fn outcome(run: ActionFuture) -> Outcome {
    match AssertUnwindSafe(run).catch_unwind().await {
        Ok(result) => Outcome::Done(result.into()),
        Err(_) => Outcome::Failed,
    }
}

impl Future for StartedCall {
    type Output = (NodeId, Settlement);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { id, run, .. } = &mut *self;
        let outcome = match run {
            Some(run) => match actions().run(id, || run.as_mut().poll(context)) {
                Poll::Ready(outcome) => outcome,
                Poll::Pending => {
                    self.waker = Some(context.waker().clone());
                    return Poll::Pending;
                }
            },
            None => Outcome::Unknown,
        };
        let call = self.call;
        Poll::Ready((self.action, Settlement { call, outcome }))
    }
}

/// Runs a task so that a panic ends the task and not the page.
fn contained(task: Task) -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(AssertUnwindSafe(task).catch_unwind().map(drop))
}

impl Session {
    /// Runs tasks and calls that can go on. Ready when there may be changes to [`flush`](Self::flush).
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let run = catch_unwind(AssertUnwindSafe(|| self.run(context)));
        if let Err(panic) = run {
            self.fail(panic.as_ref());
        }
        if self.is_broken || (self.is_attached && self.sent.has_room() && self.stage.news.take()) {
            return Poll::Ready(());
        }
        Poll::Pending
    }

    /// Runs the calls that have started, without a socket. Ready when all have ended.
    pub fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.detach();
        self.stage.actions.reloads.attend(false);
        let run = catch_unwind(AssertUnwindSafe(|| self.run(context)));
        match run.is_err() || !self.is_calling() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }

    /// Returns whether values are being loaded.
    #[cfg(feature = "testing")]
    pub fn is_loading(&self) -> bool {
        self.stage.boundaries.is_loading()
    }

    /// Lets the next call fail.
    #[cfg(feature = "testing")]
    pub fn fail_next(&mut self) {
        self.work.get_or_insert_default().failing += 1;
    }

    /// Returns whether calls have not ended.
    pub fn is_calling(&self) -> bool {
        self.work.as_ref().is_some_and(|work| work.is_calling())
    }

    /// Returns whether so many calls wait that no more messages should be read from the browser.
    pub fn is_full(&self) -> bool {
        let waiting = self.work.as_ref().map_or(0, |work| work.waiting.len());
        waiting >= CALLS_WAITING
    }

    /// Ends calls that have taken too long; their outcome is unknown. `now` counts from any fixed time.
    pub fn expire_calls(&mut self, now: Duration) {
        let _here = self.enter();
        let calls = self.work.iter_mut().flat_map(|work| work.calls.iter_mut());
        for call in calls {
            let ends = *call.ends.get_or_insert(now + CALL);
            if ends <= now {
                Limit::Call.hit();
                tracing::warn!("a call has taken too long");
                let run = call.run.take();
                // Dropping the future may run user code.
                let _ = catch_unwind(AssertUnwindSafe(|| drop(run)));
                call.waker.take().into_iter().for_each(Waker::wake);
            }
        }
    }

    /// Runs the first step of new calls as part of the turn that made them, unless there are too many.
    pub(super) fn start_calls(&mut self) {
        self.run(&mut Context::from_waker(Waker::noop()));
    }

    pub(super) fn run(&mut self, context: &mut Context<'_>) {
        if self.work.is_none() && !self.stage.beside.has_tasks() {
            return;
        }
        self.has_worked = true;
        let _here = CurrentSession::enter(&self.runtime, &self.stage);
        let work = self.work.get_or_insert_default();
        loop {
            let tasks = self.stage.beside.take_tasks().into_iter().map(contained);
            work.tasks.extend(tasks);
            while let Poll::Ready(Some(())) = work.tasks.poll_next_unpin(context) {}
            if work.start() {
                // Start the others after other sessions had their turn.
                context.waker().wake_by_ref();
            }
            while let Poll::Ready(Some((action, settlement))) = work.calls.poll_next_unpin(context)
            {
                let error = CallError::of(&settlement.outcome);
                if let Some(call) = self.stage.actions.ended_call(settlement.call) {
                    let told = self.sent.next_version();
                    self.stage.actions.keep_failed(call, error, told);
                }
                action::change(action, |calls| state::ended(calls, error));
                self.settled.push(settlement);
                self.stage.news.note();
                if !work.waiting.is_empty() {
                    context.waker().wake_by_ref();
                }
            }
            if !self.stage.beside.has_tasks() {
                break;
            }
        }
        if work.is_done() {
            self.work = None;
        }
    }
}
