//! Resources on the server: what loads them, and which of them share a value.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::fmt::Display;
use std::future::{Future, ready};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::rc::{Rc, Weak};

use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};

use super::{Load, Resource};
use crate::UserError;
use crate::graph::{Memo, RwSignal};
use crate::server::{Failed, Fetch, FetchProgress, Fetched, Loading, fetched, shared};

/// The name of resources, for [`invalidate`](super::invalidate).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ResourceKey(u64);

impl ResourceKey {
    pub(super) fn of(name: &str, id: impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        (name, id).hash(&mut hasher);
        Self(hasher.finish())
    }
}

pub(super) fn resource<S, T, E, F>(source: impl Fn() -> S + 'static, fetch: F) -> Resource<T, E>
where
    S: PartialEq + Clone + 'static,
    T: Clone + 'static,
    E: Display + 'static,
    F: AsyncFn(S) -> Result<T, E> + 'static,
{
    let state = RwSignal::new(Load {
        value: None,
        error: None,
        loading: true,
    });
    let group = SharingGroup::of::<F>();
    let member = Rc::new(GroupMember {
        source: RefCell::default(),
        again: RwSignal::new(0),
        state,
    });
    group.members.borrow_mut().push(Rc::downgrade(&member));
    let (fetch, again) = (Rc::new(fetch), Rc::clone(&group));
    let asked = Rc::downgrade(&member);
    fetched(Fetch {
        node: state.id(),
        fetched: Fetched {
            progress: Box::new(move || state.with(Load::progress)),
            again: Box::new(move || again.again(&asked)),
            keys: RefCell::default(),
        },
        next: Box::new(move || {
            member.again.get();
            let next = source();
            if member.has(&next) {
                return None;
            }
            let value = group.value(&next);
            member.source.replace(Some(next.clone()));
            let loading: Loading = match value {
                Some(value) => Box::pin(ready(settling(state, Ok(value)))),
                None => {
                    let fetch = Rc::clone(&fetch);
                    let load = || async move { fetch(next).await.map_err(Rc::new) };
                    let running = group.run(&member, load);
                    Box::pin(running.map(move |result| settling(state, result)))
                }
            };
            Some(loading)
        }),
        starts: Box::new(move || {
            let is_loading = state.with_untracked(|load| load.loading);
            if !is_loading {
                state.update(|load| load.loading = true);
            }
        }),
        fails: Rc::new(move || state.update(|load| load.loading = false)),
    });
    Memo::from_id(state.id())
}

fn settling<T: 'static, E: 'static>(
    state: RwSignal<Load<T, E>>,
    result: Result<T, Rc<E>>,
) -> Box<dyn FnOnce()> {
    Box::new(move || state.update(|load| load.settle(result)))
}

/// The result of loading a value, which resources may share.
type SharedLoad<T, E> = Shared<Pin<Box<dyn Future<Output = Result<T, Rc<E>>>>>>;

/// The resources of a page that share what they load: those with one `fetch` that captures nothing. Any other resource is a
/// group of its own.
struct SharingGroup<S, T, E> {
    members: RefCell<Vec<Weak<GroupMember<S, T, E>>>>,
    running: RefCell<Vec<(S, WeakLoad<T, E>)>>,
}

type WeakLoad<T, E> = WeakShared<Pin<Box<dyn Future<Output = Result<T, Rc<E>>>>>>;

struct GroupMember<S, T, E> {
    /// The source for which its value is loaded, or is there; `None` if it is to be loaded whatever the source is.
    source: RefCell<Option<S>>,
    again: RwSignal<u32>,
    state: RwSignal<Load<T, E>>,
}

impl<S: PartialEq, T, E> GroupMember<S, T, E> {
    fn has(&self, source: &S) -> bool {
        self.source.borrow().as_ref() == Some(source)
    }
}

impl<S: PartialEq + Clone + 'static, T: Clone + 'static, E: 'static> SharingGroup<S, T, E> {
    fn of<F: 'static>() -> Rc<Self> {
        let new = || {
            Rc::new(Self {
                members: RefCell::default(),
                running: RefCell::default(),
            })
        };
        match size_of::<F>() {
            0 => shared(TypeId::of::<(F, S, T, E)>(), new),
            _ => new(),
        }
    }

    fn members(&self) -> Vec<Rc<GroupMember<S, T, E>>> {
        let mut members = self.members.borrow_mut();
        members.retain(|member| member.strong_count() > 0);
        members.iter().filter_map(Weak::upgrade).collect()
    }

    /// Returns the value that another resource has for a source.
    fn value(&self, source: &S) -> Option<T> {
        let members = self.members().into_iter();
        let mut values = members
            .filter(|member| member.has(source))
            .map(|member| member.state.with_untracked(Load::settled));
        values.find_map(|value| value)
    }

    /// Joins what is being loaded for the source of a resource, or else starts to load it.
    fn run<L>(&self, member: &GroupMember<S, T, E>, load: impl FnOnce() -> L) -> SharedLoad<T, E>
    where
        L: Future<Output = Result<T, Rc<E>>> + 'static,
    {
        let mut all = self.running.borrow_mut();
        all.retain(|(_, running)| {
            running
                .upgrade()
                .is_some_and(|running| running.peek().is_none())
        });
        let mut running = all.iter().filter(|(source, _)| member.has(source));
        if let Some(running) = running.find_map(|(_, running)| running.upgrade()) {
            return running;
        }
        let load: Pin<Box<dyn Future<Output = _>>> = Box::pin(load());
        let running = load.shared();
        let source = member.source.borrow().clone();
        all.extend(source.zip(running.downgrade()));
        running
    }

    /// Loads a value again, for all resources that share it.
    fn again(&self, asked: &Weak<GroupMember<S, T, E>>) {
        let source = asked
            .upgrade()
            .and_then(|asked| asked.source.borrow().clone());
        let Some(source) = source else { return };
        self.running
            .borrow_mut()
            .retain(|(running, _)| *running != source);
        let members = self.members().into_iter();
        for member in members.filter(|member| member.has(&source)) {
            member.source.replace(None);
            // What loads it may be paused: in the content of a boundary that shows an error, until that is no more.
            member.state.update(|load| load.loading = true);
            member.again.update(|again| *again = again.wrapping_add(1));
        }
    }
}

fn failed<E: Display + 'static>(error: &E) -> Failed {
    let is_for_users = (error as &dyn Any).is::<UserError>();
    match is_for_users {
        true => Failed::ForUsers(error.to_string()),
        false => Failed::ForLog(error.to_string()),
    }
}

impl<T, E> Load<T, E> {
    fn settle(&mut self, result: Result<T, Rc<E>>) {
        self.loading = false;
        match result {
            Ok(value) => {
                self.value = Some(value);
                self.error = None;
            }
            Err(error) => self.error = Some(error),
        }
    }

    /// Returns the value, if it is the newest.
    fn settled(&self) -> Option<T>
    where
        T: Clone,
    {
        let is_settled = !self.loading && self.error.is_none();
        self.value.clone().filter(|_| is_settled)
    }
}

impl<T, E: Display + 'static> Load<T, E> {
    fn progress(&self) -> FetchProgress {
        match (self.loading, &self.value, &self.error) {
            (true, None, _) => FetchProgress::First,
            (true, Some(_), _) => FetchProgress::Again,
            (false, _, None) => FetchProgress::Settled,
            (false, _, Some(error)) => FetchProgress::Failed(failed(&**error)),
        }
    }
}
