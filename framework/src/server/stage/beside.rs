//! Tasks and components that run between a session's turns, the failure of a component, and the checks of what
//! the browser writes.

use std::any::Any;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use tokio::sync::watch;

use crate::graph::{NodeId, on_cleanup};
use crate::server::view::Failure;
use crate::wire::QuickHash;

/// The waiting components, tasks and checks of a session.
#[derive(Default)]
pub(crate) struct Beside {
    unfinished: RefCell<Vec<Box<dyn Unfinished>>>,
    tasks: RefCell<Vec<Task>>,
    checks: RefCell<HashMap<NodeId, Check, QuickHash>>,
    failure: RefCell<Option<Failure>>,
    /// Whether the page has a socket. Only there if something follows it.
    attached: OnceCell<watch::Sender<bool>>,
}

/// A component whose `async fn` has not ended.
pub(crate) trait Unfinished {
    /// Polls the component. When it ends, its view is put in its place.
    fn go_on(&mut self, context: &mut Context<'_>) -> Poll<()>;

    /// Returns whether it is in a boundary, or boundaries say who waits for it: then the shell of the page does not.
    fn is_inside(&self) -> bool;
}

/// A future that the response of a page waits for.
struct StreamedTask(Task);

impl Unfinished for StreamedTask {
    fn go_on(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(context)
    }

    fn is_inside(&self) -> bool {
        true
    }
}

/// Checks a value that the browser writes: returns the value to take, or `None` if it is refused.
pub(crate) type Check = Rc<dyn Fn(Rc<dyn Any>) -> Option<Rc<dyn Any>>>;

/// A future that runs between the session's turns.
pub(crate) type Task = Pin<Box<dyn Future<Output = ()>>>;

impl Beside {
    /// Adds a component whose `async fn` has not ended.
    pub fn wait(&self, component: impl Unfinished + 'static) {
        self.unfinished.borrow_mut().push(Box::new(component));
    }

    /// Takes the components that [`wait`](Self::wait) added.
    pub fn take_unfinished(&self) -> Vec<Box<dyn Unfinished>> {
        self.unfinished.take()
    }

    /// Returns whether there are waiting components that were not taken.
    pub fn is_awaiting(&self) -> bool {
        !self.unfinished.borrow().is_empty()
    }

    /// Starts a task.
    pub fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.tasks.borrow_mut().push(Box::pin(task));
    }

    /// Starts a task that brings content to a page that is out. With `streams`, the response of the page waits for it.
    pub fn bring(&self, task: impl Future<Output = ()> + 'static, streams: bool) {
        match streams {
            true => self.wait(StreamedTask(Box::pin(task))),
            false => self.spawn(task),
        }
    }

    /// Takes the tasks that were started.
    pub fn take_tasks(&self) -> Vec<Task> {
        self.tasks.take()
    }

    /// Returns whether there are tasks that were not taken.
    pub fn has_tasks(&self) -> bool {
        !self.tasks.borrow().is_empty()
    }

    /// Checks what the browser writes to a node from now on, after its earlier checks, for as long as the current scope
    /// exists.
    pub fn provide_check(self: &Rc<Self>, node: NodeId, check: Check) {
        let earlier = self.check(node);
        let is_first = earlier.is_none();
        let check: Check = match earlier {
            Some(earlier) => Rc::new(move |value| check(earlier(value)?)),
            None => check,
        };
        self.checks.borrow_mut().insert(node, check);
        if !is_first {
            return;
        }
        let beside = Rc::downgrade(self);
        on_cleanup(move || {
            if let Some(beside) = beside.upgrade() {
                let gone = beside.checks.borrow_mut().remove(&node);
                drop(gone);
            }
        });
    }

    /// Returns the check of a node.
    pub fn check(&self, node: NodeId) -> Option<Check> {
        self.checks.borrow().get(&node).cloned()
    }

    /// Returns a channel that tells whether the page has a socket. Call it while the page has one.
    pub fn attached(&self) -> watch::Receiver<bool> {
        let attached = self.attached.get_or_init(|| watch::Sender::new(true));
        attached.subscribe()
    }

    /// Notes whether the page has a socket.
    pub fn set_attached(&self, is_attached: bool) {
        if let Some(attached) = self.attached.get() {
            attached.send_replace(is_attached);
        }
    }

    /// Notes that a component failed.
    pub fn fail(&self, failure: Failure) {
        self.failure.borrow_mut().get_or_insert(failure);
    }

    /// Takes the first failure.
    pub fn take_failure(&self) -> Option<Failure> {
        self.failure.take()
    }
}
