//! The state that the pieces of a session share while its code runs, divided by what a caller may do with it.
//!
//! | part | content | used by |
//! |---|---|---|
//! | [`Canvas`] | the regions and templates of the page, the operations of the next update, what comes behind its shell | mounting, and the turns of structures |
//! | [`Known`] | what the browser knows: the link, the numbers, and the watches whose sources it must send | mounting, and settling |
//! | [`Beside`] | work between the turns: waiting components, tasks; the failure of a component | components, tasks |
//! | [`Actions`] | the actions, and what forms need of them | actions, and the turns that call them |
//! | [`Boundaries`] | the boundaries of the page, and the values that are loaded | resources, `<Suspense>` |
//! | [`DurableSignals`] | the signals whose values are stored | signals, and the end of a turn |
//! | [`LostState`] | the signals whose values are lost with the session | components that ask, and the end of a turn |
//! | [`PageAnswer`] | status and cookies of the response | components |
//! | [`Permitted`] | what the guards of the page have allowed | ways to other pages, and the socket |
//! | [`Heads`] | what components add to the document around the page | making and mounting a page |
//! | [`Resting`] | the lists with rows that the server need not keep | lists, and the end of a turn |
//! | [`NewsFlag`] | whether there may be something for an update | all of these |
//! | [`PageObserver`] | the observer, in dev mode | each place that it is told of |
//!
//! The session has all of it. Code that the graph runs finds the part that it needs with [`canvas`], [`known`] or
//! [`beside`].

mod actions;
mod answer;
mod beside;
mod boundaries;
mod canvas;
mod durable;
mod heads;
mod known;
mod lost;
mod observer;
mod permitted;
mod reloads;
mod resting;
mod streamed;
mod watches;

use std::any::type_name;
use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::rc::Rc;

pub(crate) use self::actions::{
    ActionForm, ActionFuture, Actions, PageName, ProvidedAction, VisitorNumber,
};
pub(crate) use self::answer::{PageAnswer, PageHead};
pub(crate) use self::beside::{Beside, Check, Task, Unfinished};
pub(crate) use self::boundaries::{
    Boundaries, BoundaryKind, Failed, FetchProgress, Fetched, RunningFetch,
};
pub(crate) use self::canvas::{Canvas, GrowthPlace};
pub(crate) use self::durable::{DurableSignals, PageSession};
pub(crate) use self::heads::Heads;
pub(crate) use self::known::{Adopted, Known};
pub(crate) use self::lost::LostState;
pub(crate) use self::observer::{ObservedPlace, PageObserver};
pub(crate) use self::permitted::Permitted;
pub(crate) use self::reloads::AwaitedReload;
pub(crate) use self::resting::{Resting, Rests};
pub(crate) use self::streamed::{StreamedContent, StreamedPart};
pub(crate) use self::watches::Watches;
use crate::graph::NodeId;
use crate::optimistic::CallUnderWay;
use crate::request::Request;
use crate::server::page_state::ops::Ops;
use crate::wire::message::Uplink;
use crate::wire::names::Names;

/// The shared state of a session.
pub(crate) struct Stage {
    pub canvas: Rc<Canvas>,
    pub known: Rc<Known>,
    pub beside: Rc<Beside>,
    pub actions: Rc<Actions>,
    pub boundaries: Rc<Boundaries>,
    pub durable: Rc<DurableSignals>,
    /// True once a component has asked for the stored signals.
    pub is_durable: Cell<bool>,
    pub lost: Rc<LostState>,
    pub heads: Rc<Heads>,
    pub answer: PageAnswer,
    pub permitted: Permitted,
    pub resting: Rc<Resting>,
    pub news: NewsFlag,
    /// True while the page is about to be another one.
    pub is_travelling: Cell<bool>,
    /// Set by writes after the page was rendered.
    pub changes: NewsFlag,
    pub observer: Option<Rc<dyn PageObserver>>,
}

/// Bytes of one instance of a kind, with its captures, on average. A test holds the sum to what is allocated.
const INSTANCE: usize = 128;

/// A flag: there may be changes that the next update must tell the browser.
#[derive(Clone, Default)]
pub(crate) struct NewsFlag(Rc<Cell<bool>>);

impl NewsFlag {
    /// Sets the flag.
    pub fn note(&self) {
        self.0.set(true);
    }

    /// Returns whether the flag is set.
    pub fn is_set(&self) -> bool {
        self.0.get()
    }

    /// Returns whether the flag was set, and clears it.
    pub fn take(&self) -> bool {
        self.0.take()
    }
}

impl Stage {
    /// Makes the state of a new session.
    pub fn new(observer: Option<Rc<dyn PageObserver>>) -> Rc<Self> {
        let news = NewsFlag::default();
        Rc::new(Self {
            canvas: Rc::new(Canvas::new(news.clone())),
            known: Rc::new(Known::new(news.clone())),
            beside: Rc::default(),
            actions: Rc::default(),
            boundaries: Rc::default(),
            durable: Rc::default(),
            is_durable: Cell::default(),
            lost: Rc::default(),
            heads: Rc::default(),
            answer: PageAnswer::default(),
            permitted: Permitted::default(),
            resting: Rc::default(),
            news,
            is_travelling: Cell::default(),
            changes: NewsFlag::default(),
            observer,
        })
    }

    /// Returns the number of bytes that the regions, client functions and failed calls of the page take, roughly.
    pub fn held(&self) -> usize {
        let instances = self.known.link(|link| link.residents());
        instances * INSTANCE + self.canvas.held() + self.actions.held()
    }

    /// Takes the names of what is new to the browser.
    pub fn take_names(&self) -> Option<Names> {
        self.canvas.names.take(self.lost.take(&self.known))
    }

    /// Notes a write to a source: if the browser may write the source too, it must be told.
    pub fn wrote(&self, node: NodeId) {
        self.news.note();
        self.changes.note();
        self.lost.wrote(node);
        if !self.actions.has(node) {
            self.known.wrote(node);
        }
    }
}

// Guards empty it, so nothing is left to drop when the thread ends.
thread_local! {
    static CURRENT: ManuallyDrop<RefCell<Option<Rc<Stage>>>> =
        const { ManuallyDrop::new(RefCell::new(None)) };
}

/// A guard: until it is dropped, its stage is the current one.
pub(crate) struct OnStage(Option<Rc<Stage>>);

impl OnStage {
    /// Makes `stage` the current one.
    pub fn enter(stage: &Rc<Stage>) -> Self {
        Self(CURRENT.with(|current| current.replace(Some(Rc::clone(stage)))))
    }
}

impl Drop for OnStage {
    fn drop(&mut self) {
        let before = self.0.take();
        drop(CURRENT.with(|current| current.replace(before)));
    }
}

fn of_current<T>(part: impl FnOnce(&Stage) -> T) -> T {
    CURRENT.with(|current| {
        let stage = current.borrow();
        let stage = stage.as_ref();
        part(stage.expect("this works only while a page is rendered or its session runs"))
    })
}

/// Returns the page of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn canvas() -> Rc<Canvas> {
    of_current(|stage| Rc::clone(&stage.canvas))
}

/// Lets `change` add to the operations of the next update, of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn ops<R>(change: impl FnOnce(&mut Ops) -> R) -> R {
    of_current(|stage| stage.canvas.ops(change))
}

/// Notes that the binding of the server that is running has run before.
///
/// # Panics
/// Outside of a session.
pub(crate) fn ran_again() {
    of_current(|stage| stage.known.watches.ran_again());
}

/// Returns what the browser knows, of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn known() -> Rc<Known> {
    of_current(|stage| Rc::clone(&stage.known))
}

/// Returns the work between the turns, of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn beside() -> Rc<Beside> {
    of_current(|stage| Rc::clone(&stage.beside))
}

/// Returns the actions of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn actions() -> Rc<Actions> {
    of_current(|stage| Rc::clone(&stage.actions))
}

/// Returns the calls that are running; `None` outside of a session.
pub(crate) fn calls_under_way() -> Option<Vec<CallUnderWay>> {
    let actions = actions_if_any()?;
    Some(actions.calls_under_way())
}

/// Keeps the arguments of an action's calls while these are running. Outside of a session it does nothing.
pub(crate) fn keep_arguments(action: NodeId) {
    if let Some(actions) = actions_if_any() {
        actions.keep_arguments(action);
    }
}

/// Returns the actions of the session whose code runs now; `None` outside of a session.
pub(crate) fn actions_if_any() -> Option<Rc<Actions>> {
    CURRENT.with(|current| Some(Rc::clone(&current.borrow().as_ref()?.actions)))
}

/// Notes whether the page is about to be another one.
///
/// # Panics
/// Outside of a session.
pub(crate) fn set_travelling(is_travelling: bool) {
    of_current(|stage| stage.is_travelling.set(is_travelling));
}

/// Returns whether another page has the same guards as the one of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn is_permitted_alike(request: &Request) -> bool {
    let permit = request.permit();
    of_current(|stage| stage.permitted.is_alike(permit.as_ref()))
}

/// Notes that the session whose code runs now shows the page of another request.
///
/// # Panics
/// Outside of a session.
pub(crate) fn permitted(request: &Request) {
    if let Some(permit) = request.permit() {
        let address = request.address();
        of_current(|stage| stage.permitted.set(permit, &address));
    }
}

/// Lets a component say something about the response of its page.
///
/// # Panics
/// Outside of a session.
pub(crate) fn say_of_response<R>(say: impl FnOnce(&PageAnswer) -> R) -> R {
    of_current(|stage| say(&stage.answer))
}

/// Returns the boundaries of the page of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn boundaries() -> Rc<Boundaries> {
    of_current(|stage| Rc::clone(&stage.boundaries))
}

/// Returns the stored signals of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn durable_signals() -> Rc<DurableSignals> {
    of_current(|stage| {
        stage.is_durable.set(true);
        Rc::clone(&stage.durable)
    })
}

/// Returns the signals of the session whose code runs now whose values are lost with it.
///
/// # Panics
/// Outside of a session.
pub(crate) fn lost_state() -> Rc<LostState> {
    of_current(|stage| Rc::clone(&stage.lost))
}

/// Returns the `<Head>`s of the page of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn heads() -> Rc<Heads> {
    of_current(|stage| Rc::clone(&stage.heads))
}

/// Returns the lists of the session whose code runs now that have rows to rest.
///
/// # Panics
/// Outside of a session.
pub(crate) fn resting() -> Rc<Resting> {
    of_current(|stage| Rc::clone(&stage.resting))
}

/// Returns the observer of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn observer() -> Option<Rc<dyn PageObserver>> {
    of_current(|stage| stage.observer.clone())
}

/// Notes that server code needs the values of these nodes.
///
/// # Panics
/// Outside of a session.
pub(crate) fn uses(nodes: &[NodeId], uplink: Uplink) {
    known().link(|link| nodes.iter().for_each(|node| link.uses(*node, uplink)));
}

/// Tells the observer that a component, given by its props type, starts in the current scope.
pub(crate) fn starts<P>() {
    let observer = CURRENT.with(|current| current.borrow().as_ref()?.observer.clone());
    if let Some(observer) = observer {
        observer.starts(type_name::<P>());
    }
}
