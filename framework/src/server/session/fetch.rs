//! Values that the server loads, beside the page.

use std::any::TypeId;
use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::mem::replace;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use futures_util::FutureExt;
use futures_util::stream::{AbortHandle, Abortable};

use crate::graph::{NodeId, ScopeId, on_cleanup, untrack};
use crate::resource::ResourceKey;
use crate::server::render::structure::Boundary;
use crate::server::stage::{
    self, AwaitedReload, FetchProgress, Fetched, RunningFetch, Unfinished, beside,
};

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
    let (last, actions) = (Rc::clone(&running), stage::actions());
    on_cleanup(move || {
        boundaries.remove_fetch(node);
        actions.reloads.forget(node);
        abort(&last, None);
    });
    let watches = Rc::clone(&stage::known().watches);
    watches.watch(move || {
        if let Some(loading) = next() {
            starts();
            let (handle, registration) = AbortHandle::new_pair();
            abort(&running, Some(handle));
            let run = FetchRun {
                node,
                scope,
                loading: Abortable::new(loading, registration),
                fails: Rc::clone(&fails),
                _running: stage::boundaries().start(),
                awaited: stage::actions().reloads.start(),
            };
            run.start();
        }
    });
    Boundary::note_around();
}

/// Loads the value of a node again. A call of an action that does so ends when the value is there.
///
/// # Panics
/// Outside of a page's session.
pub(crate) fn refetch(node: NodeId) {
    if let Some(fetched) = stage::boundaries().fetch(node) {
        stage::actions().reloads.note(node);
        (fetched.again)();
    }
}

/// Gives the value of a node a name.
///
/// # Panics
/// Outside of a page's session.
pub(crate) fn name_fetch(node: NodeId, key: ResourceKey) {
    if let Some(fetched) = stage::boundaries().fetch(node) {
        fetched.keys.borrow_mut().push(key);
    }
}

/// Loads the values with a name again.
///
/// # Panics
/// Outside of a page's session.
pub(crate) fn invalidate(key: ResourceKey) {
    let found = stage::boundaries().fetches_of(key);
    found.into_iter().for_each(refetch);
}

/// Returns what resources with code of one type share; `make` makes it for the first.
///
/// # Panics
/// Outside of a page's session.
pub(crate) fn shared<G: 'static>(of: TypeId, make: impl FnOnce() -> Rc<G>) -> Rc<G> {
    stage::boundaries().shared(of, make)
}

/// Runs the code of an action. Ready once the values that it has loaded again are there, so that they are sent together
/// with the settlement of the call.
///
/// # Panics
/// Outside of a page's session.
pub(crate) async fn with_reloads<R>(run: impl Future<Output = R>) -> R {
    let mut run = pin!(run);
    let mut nodes = Vec::new();
    let result = poll_fn(|context| {
        let (polled, reloaded) = stage::actions()
            .reloads
            .noting(|| run.as_mut().poll(context));
        nodes.extend(reloaded);
        polled
    });
    let result = result.await;
    // They begin at the end of the turn.
    let mut are_begun = nodes.is_empty();
    let before = stage::actions().reloads.begun();
    // A later call may load the value once more: what is there now is sent with the settlement of this one.
    let is_due =
        |node: &NodeId| is_loading(*node) && !stage::actions().reloads.has_ended(*node, before);
    poll_fn(|context| {
        let is_there = replace(&mut are_begun, true) && !nodes.iter().any(is_due);
        match is_there {
            true => Poll::Ready(()),
            false => stage::actions().reloads.wait(context),
        }
    })
    .await;
    result
}

fn is_loading(node: NodeId) -> bool {
    let fetched = stage::boundaries().fetch(node);
    let progress = fetched.map(|fetched| untrack(|| (fetched.progress)()));
    matches!(progress, Some(FetchProgress::First | FetchProgress::Again))
}

/// Gives up what is running, in favour of something else.
fn abort(running: &RefCell<Option<AbortHandle>>, next: Option<AbortHandle>) {
    let before = running.replace(next);
    before.iter().for_each(AbortHandle::abort);
}

/// One attempt to load a value.
struct FetchRun {
    node: NodeId,
    scope: ScopeId,
    loading: Abortable<Loading>,
    /// Notes that the code has panicked.
    fails: Rc<dyn Fn()>,
    _running: RunningFetch,
    /// Lets calls go on that wait for the value.
    awaited: AwaitedReload,
}

impl FetchRun {
    /// Runs beside the page. The response of the first page waits for it.
    fn start(mut self) {
        let canvas = stage::canvas();
        match canvas.is_out() && !canvas.streamed.is_open() {
            true => beside().spawn(poll_fn(move |context| self.go_on(context))),
            false => beside().wait(self),
        }
    }

    /// Polls the code that loads the value. Before the page is out, its panic is the page's.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Box<dyn FnOnce()>>> {
        let (scope, loading) = (self.scope, &mut self.loading);
        let mut poll = || scope.run(|| loading.poll_unpin(context));
        if !stage::canvas().is_out() {
            return poll().map(Result::ok);
        }
        match catch_unwind(AssertUnwindSafe(&mut poll)) {
            Ok(result) => result.map(Result::ok),
            Err(_) => {
                let fails = Rc::clone(&self.fails);
                Poll::Ready(Some(Box::new(move || fails())))
            }
        }
    }
}

impl Unfinished for FetchRun {
    fn go_on(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if !self.scope.exists() {
            return Poll::Ready(());
        }
        if let Some(settle) = ready!(self.poll(context)) {
            self.scope.run(settle);
            stage::actions().reloads.end(self.node, &self.awaited);
        }
        Poll::Ready(())
    }

    fn is_inside(&self) -> bool {
        true
    }
}
