//! The values that calls of actions load again, and the calls that wait for them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use crate::graph::NodeId;

/// The values that calls of actions load again.
#[derive(Default)]
pub(crate) struct Reloads {
    /// The values that the call which runs now has loaded again; `None` while no call runs.
    noted: RefCell<Option<Vec<NodeId>>>,
    waiting: ReloadWakers,
    /// The number of the load that has begun last.
    begun: Cell<u64>,
    /// Of each value the load that has ended last.
    ended: RefCell<Vec<(NodeId, u64)>>,
    /// True once there is a browser to which values and settlement go.
    is_awaited: Cell<bool>,
}

/// The calls that wait for values.
type ReloadWakers = Rc<RefCell<Vec<Waker>>>;

/// A value that is being loaded. When this is dropped, the calls that wait look again.
pub(crate) struct AwaitedReload {
    waiting: ReloadWakers,
    /// The number of the load.
    number: u64,
}

impl Drop for AwaitedReload {
    fn drop(&mut self) {
        wake(&self.waiting);
    }
}

fn wake(waiting: &ReloadWakers) {
    let waiting = waiting.take();
    waiting.into_iter().for_each(Waker::wake);
}

/// Ends the noting of values, also when a call panics.
struct EndOfNoting<'r>(&'r Reloads);

impl Drop for EndOfNoting<'_> {
    fn drop(&mut self) {
        self.0.noted.take();
    }
}

impl Reloads {
    /// Notes that a value is loaded again, if a call runs.
    pub fn note(&self, node: NodeId) {
        if let Some(noted) = &mut *self.noted.borrow_mut() {
            noted.push(node);
        }
    }

    /// Runs the code of a call. Returns the values that it has loaded again, too.
    pub fn noting<R>(&self, run: impl FnOnce() -> R) -> (R, Vec<NodeId>) {
        self.noted.replace(Some(Vec::new()));
        let end = EndOfNoting(self);
        let result = run();
        let noted = self.noted.take().unwrap_or_default();
        drop(end);
        (result, noted)
    }

    /// Notes that a value is being loaded.
    pub fn start(&self) -> AwaitedReload {
        self.begun.set(self.begun.get() + 1);
        AwaitedReload {
            waiting: Rc::clone(&self.waiting),
            number: self.begun.get(),
        }
    }

    /// Notes that a value is there.
    pub fn end(&self, node: NodeId, load: &AwaitedReload) {
        self.forget(node);
        self.ended.borrow_mut().push((node, load.number));
    }

    /// Forgets a value that is not loaded any more.
    pub fn forget(&self, node: NodeId) {
        self.ended.borrow_mut().retain(|(ended, _)| *ended != node);
    }

    /// Returns the number of the load that has begun last.
    pub fn begun(&self) -> u64 {
        self.begun.get()
    }

    /// Returns whether a load of a value has ended that has begun after the one with this number. The next one may be under way
    /// already.
    pub fn has_ended(&self, node: NodeId, after: u64) -> bool {
        let ended = self.ended.borrow();
        let mut of_node = ended.iter().filter(|(ended, _)| *ended == node);
        of_node.any(|(_, number)| *number > after)
    }

    /// Lets a call wait until a value is there, or the turn has ended. Without a browser, nothing is waited for.
    pub fn wait(&self, context: &Context<'_>) -> Poll<()> {
        if !self.is_awaited.get() {
            return Poll::Ready(());
        }
        self.waiting.borrow_mut().push(context.waker().clone());
        Poll::Pending
    }

    /// Lets the calls that wait look again, at the end of a turn.
    pub fn turn_ended(&self) {
        wake(&self.waiting);
    }

    /// Notes whether there is a browser.
    pub fn attend(&self, is_awaited: bool) {
        self.is_awaited.set(is_awaited);
        wake(&self.waiting);
    }
}
