//! The workplace of a session: what its pieces share while its code runs, by what a caller may do with it.
//!
//! | part | what | for |
//! |---|---|---|
//! | [`Canvas`] | the regions and templates of the page, the operations of the next update | what mounts, and the turns of structures |
//! | [`Known`] | what the browser knows: the link, the numbers, and the watches that say what must come up | what mounts, and settling |
//! | [`Beside`] | what runs beside the turns: components that wait, tasks, actions; what failed | components, tasks, actions |
//! | [`Heads`] | what components add to the document around the page | what makes and mounts a page |
//! | [`News`] | that an update may have something to tell | all of these |
//! | [`Observer`] | who looks on, in dev mode | each place where something happens |
//!
//! The session has all of it. Code that the graph runs finds the part that it needs: [`canvas`], [`known`], [`beside`].

mod beside;
mod canvas;
mod heads;
mod known;
mod observer;
mod watches;

use std::any::type_name;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub(crate) use self::beside::{Beside, Call, Run, Task, Unfinished};
pub(crate) use self::canvas::Canvas;
pub(crate) use self::heads::Heads;
pub(crate) use self::known::{Adopted, Known};
pub(crate) use self::observer::{Observer, Within};
use crate::graph::NodeId;
use crate::wire::message::Uplink;

/// A session's workplace.
pub(crate) struct Stage {
    pub canvas: Rc<Canvas>,
    pub known: Rc<Known>,
    pub beside: Rc<Beside>,
    pub heads: Rc<Heads>,
    pub news: News,
    pub observer: Option<Rc<dyn Observer>>,
}

/// That something happened which an update may have to tell.
#[derive(Clone, Default)]
pub(crate) struct News(Rc<Cell<bool>>);

impl News {
    /// Something happened.
    pub fn note(&self) {
        self.0.set(true);
    }

    /// Returns whether something happened since the last time this was asked.
    pub fn take(&self) -> bool {
        self.0.take()
    }
}

impl Stage {
    /// The workplace of a new session.
    pub fn new(observer: Option<Rc<dyn Observer>>) -> Rc<Self> {
        let news = News::default();
        Rc::new(Self {
            canvas: Rc::new(Canvas::new(news.clone())),
            known: Rc::new(Known::new(news.clone())),
            beside: Rc::default(),
            heads: Rc::default(),
            news,
            observer,
        })
    }

    /// A source was written: if the browser may write it too, it must learn of it.
    pub fn wrote(&self, node: NodeId) {
        self.news.note();
        if self.beside.action(node).is_none() {
            self.known.wrote(node);
        }
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Stage>>> = const { RefCell::new(None) };
}

/// While it lives, a stage is the current one.
pub(crate) struct OnStage(Option<Rc<Stage>>);

impl OnStage {
    /// Makes `stage` the current one.
    pub fn enter(stage: &Rc<Stage>) -> Self {
        Self(CURRENT.replace(Some(Rc::clone(stage))))
    }
}

impl Drop for OnStage {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

fn of_current<T>(part: impl FnOnce(&Stage) -> T) -> T {
    CURRENT.with_borrow(|stage| {
        let stage = stage.as_ref();
        part(stage.expect("this works only while a page is rendered or its session runs"))
    })
}

/// The page of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn canvas() -> Rc<Canvas> {
    of_current(|stage| Rc::clone(&stage.canvas))
}

/// The knowledge of the browser, of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn known() -> Rc<Known> {
    of_current(|stage| Rc::clone(&stage.known))
}

/// The work beside the turns of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn beside() -> Rc<Beside> {
    of_current(|stage| Rc::clone(&stage.beside))
}

/// The `<Head>`s of the page of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn heads() -> Rc<Heads> {
    of_current(|stage| Rc::clone(&stage.heads))
}

/// The observer of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn observer() -> Option<Rc<dyn Observer>> {
    of_current(|stage| stage.observer.clone())
}

/// Notes that server code needs what these nodes hold.
///
/// # Panics
/// Outside of a session.
pub(crate) fn uses(nodes: &[NodeId], uplink: Uplink) {
    known().link(|link| nodes.iter().for_each(|node| link.uses(*node, uplink)));
}

/// Tells who looks on that a component, as its props type, starts in the current scope.
pub(crate) fn starts<P>() {
    let observer = CURRENT.with_borrow(|stage| stage.as_ref()?.observer.clone());
    if let Some(observer) = observer {
        observer.starts(type_name::<P>());
    }
}
