//! Values that the server loads, beside the page.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use futures_util::FutureExt;
use futures_util::stream::{AbortHandle, Abortable};

use crate::graph::{NodeId, ScopeId, on_cleanup};
use crate::server::render::structure::Boundary;
use crate::server::stage::{self, Fetched, RunningFetch, Unfinished, beside};

/// The code that loads a value, and is told of it.
pub(crate) struct Fetch {
    /// The node that has the value.
    pub node: NodeId,
    /// Reads how far it is, and loads it again.
    pub fetched: Fetched,
    /// Starts to load the value for what the source gives, which it reads; `None` if that is the same as before.
    pub next: Box<dyn Fn() -> Option<Loading>>,
    /// Notes that the value is loaded again.
    pub starts: Box<dyn Fn()>,
    /// Notes that the code that loads it has panicked.
    pub fails: Rc<dyn Fn()>,
}

/// Loads a value. The result writes it.
pub(crate) type Loading = Pin<Box<dyn Future<Output = Box<dyn FnOnce()>>>>;

/// Loads a value now and whenever its source has changed, for as long as the current scope exists.
///
/// # Panics
/// Outside of a page's session.
pub(crate) fn fetched(fetch: Fetch) {
    let Fetch {
        node,
        fetched,
        next,
        starts,
        fails,
    } = fetch;
    let scope = ScopeId::current();
    let boundaries = stage::boundaries();
    boundaries.add_fetch(node, fetched);
    let running: Rc<RefCell<Option<AbortHandle>>> = Rc::default();
    let last = Rc::clone(&running);
    on_cleanup(move || {
        boundaries.remove_fetch(node);
        abort(&last, None);
    });
    let watches = Rc::clone(&stage::known().watches);
    watches.watch(move || {
        if let Some(loading) = next() {
            starts();
            let (handle, registration) = AbortHandle::new_pair();
            abort(&running, Some(handle));
            let run = FetchRun {
                scope,
                loading: Abortable::new(loading, registration),
                _running: stage::boundaries().start(),
            };
            run.start(Rc::clone(&fails));
        }
    });
    Boundary::note_around();
}

/// Loads the value of a node again.
///
/// # Panics
/// Outside of a page's session.
pub(crate) fn refetch(node: NodeId) {
    if let Some(fetched) = stage::boundaries().fetch(node) {
        (fetched.again)();
    }
}

/// Gives up what is running, in favour of something else.
fn abort(running: &RefCell<Option<AbortHandle>>, next: Option<AbortHandle>) {
    let before = running.replace(next);
    before.iter().for_each(AbortHandle::abort);
}

/// One attempt to load a value.
struct FetchRun {
    scope: ScopeId,
    loading: Abortable<Loading>,
    _running: RunningFetch,
}

impl FetchRun {
    /// Runs beside the page. The first page waits for it.
    fn start(mut self, fails: Rc<dyn Fn()>) {
        if !stage::canvas().is_out() {
            return beside().wait(self);
        }
        beside().spawn(async move {
            let scope = self.scope;
            let run = AssertUnwindSafe(poll_fn(|context| self.go_on(context)));
            if run.catch_unwind().await.is_err() {
                scope.run(|| fails());
            }
        });
    }
}

impl Unfinished for FetchRun {
    fn go_on(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if !self.scope.exists() {
            return Poll::Ready(());
        }
        let Self { scope, loading, .. } = self;
        if let Ok(settle) = ready!(scope.run(|| loading.poll_unpin(context))) {
            scope.run(settle);
        }
        Poll::Ready(())
    }
}
