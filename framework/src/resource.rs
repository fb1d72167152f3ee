//! Resources: values that the server loads, and loads again when what they depend on changes.

#[cfg(not(target_arch = "wasm32"))]
use std::fmt::Display;
use std::ops::Deref;
use std::rc::Rc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::cross::{Cross, Held, mix};
use crate::graph::Memo;

/// A value that is loaded on the server: see [`resource`]. Copies are handles of the same resource.
///
/// Read it like a memo of a [`Load`]: [`get`](Memo::get), [`with`](Memo::with), and by its parts: `value`, `loading`,
/// `error`.
pub type Resource<T, E> = Memo<Load<T, E>>;

/// The state of a [`Resource`]: the value that was loaded last, if there is one, and whether it is being loaded.
///
/// Use it like an `Option` of the value. The error stays on the server.
#[derive(Debug, PartialEq, Eq)]
pub struct Load<T, E> {
    value: Option<T>,
    loading: bool,
    error: Option<Rc<E>>,
}

impl<T, E> Load<T, E> {
    /// Returns the value that was loaded last. While it is loaded again, and after that has failed, it is still there.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Returns whether the value is being loaded, for the first time or again.
    pub fn is_loading(&self) -> bool {
        self.loading
    }

    /// Returns the error, if the last attempt to load the value has failed. On the server.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn error(&self) -> Option<&E> {
        self.error.as_deref()
    }
}

impl<T: Clone, E> Clone for Load<T, E> {
    fn clone(&self) -> Self {
        Self {
            value: self.value.clone(),
            loading: self.loading,
            error: self.error.clone(),
        }
    }
}

impl<T, E> Deref for Load<T, E> {
    type Target = Option<T>;

    fn deref(&self) -> &Option<T> {
        &self.value
    }
}

impl<T: 'static, E: 'static> Memo<Load<T, E>> {
    /// Returns a clone of the value that was loaded last (tracked); `None` while it is loaded for the first time.
    pub fn value(self) -> Option<T>
    where
        T: Clone,
    {
        self.with(|load| load.value.clone())
    }

    /// Returns whether the value is being loaded (tracked), for the first time or again.
    pub fn loading(self) -> bool {
        self.with(|load| load.loading)
    }
}

impl<T: Cross, E: 'static> Cross for Load<T, E> {
    const SHAPE: u32 = mix("Load", T::SHAPE);
    type Held = T::Held;
    const HELD: Held = T::HELD;
}

impl<T: Serialize, E> Serialize for Load<T, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.value, self.loading).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>, E> Deserialize<'de> for Load<T, E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (value, loading) = Deserialize::deserialize(deserializer)?;
        Ok(Self {
            value,
            loading,
            error: None,
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: 'static, E: 'static> Memo<Load<T, E>> {
    /// Returns the error (tracked), if the last attempt to load the value has failed. On the server: markup may show it, and
    /// client code cannot ask for it.
    pub fn error(self) -> Option<Rc<E>> {
        self.with(|load| load.error.clone())
    }

    /// Loads the value again, on the server: in an action, a task. Meanwhile the value that was loaded last stays.
    ///
    /// # Panics
    /// Outside of a page's session.
    pub fn refetch(self) {
        crate::server::refetch(self.id());
    }
}

/// Loads a value on the server, at once and whenever `source` gives another one. It belongs to the current scope.
///
/// `source` is tracked, like a memo. `fetch` is given what it returns, runs on the server, and reads signals without
/// following them; what it captures (a pool, the user) stays there. Resources load at the same time. When the source
/// changes while a value is being loaded, that is given up: the future is dropped, and its result is never seen. So it
/// is when the part of the page that made the resource goes.
///
/// The first page waits for the value. Where `<Suspense>` or `<Transition>` is around what reads it, the fallback is there while it is
/// loaded for a page that is out.
///
/// ```
/// use watershed::prelude::*;
/// # #[server]
/// # async fn find(title: String) -> Result<Vec<String>, String> { Ok(vec![title]) }
///
/// #[component]
/// fn Search() -> View {
///     let (title, set_title) = signal(String::from("dune"));
///     let books = resource(move || title.get(), find);
///     view! {
///         <input bind:value=(title, set_title)/>
///         <Suspense fallback=|| view! { <p>"Searching"</p> }>
///             <For each={books.value().unwrap_or_default()} key=|book| book.clone() let:book><p>{book}</p></For>
///         </Suspense>
///     }
/// }
/// ```
///
/// # Panics
/// Outside of a page's session.
#[cfg(not(target_arch = "wasm32"))]
pub fn resource<S, T, E>(
    source: impl Fn() -> S + 'static,
    fetch: impl AsyncFn(S) -> Result<T, E> + 'static,
) -> Resource<T, E>
where
    S: PartialEq + Clone + 'static,
    T: 'static,
    E: Display + 'static,
{
    native::resource(source, fetch)
}

/// Makes a handle of a value that the server loads. The code that loads it is not in the browser.
#[cfg(target_arch = "wasm32")]
pub fn resource<S, T, E>(
    _: impl Fn() -> S + 'static,
    _: impl AsyncFn(S) -> Result<T, E> + 'static,
) -> Resource<T, E>
where
    S: PartialEq + Clone + 'static,
    T: 'static,
    E: 'static,
{
    crate::rt::any()
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::any::Any;
    use std::cell::RefCell;
    use std::fmt::Display;
    use std::rc::Rc;

    use super::{Load, Resource};
    use crate::UserError;
    use crate::graph::{Memo, RwSignal};
    use crate::server::{Failed, Fetch, FetchProgress, Fetched, fetched};

    pub(super) fn resource<S, T, E>(
        source: impl Fn() -> S + 'static,
        fetch: impl AsyncFn(S) -> Result<T, E> + 'static,
    ) -> Resource<T, E>
    where
        S: PartialEq + Clone + 'static,
        T: 'static,
        E: Display + 'static,
    {
        let state = RwSignal::new(Load {
            value: None,
            error: None,
            loading: true,
        });
        let again = RwSignal::new(0_u32);
        let fetch = Rc::new(fetch);
        let last = RefCell::new(None);
        fetched(Fetch {
            node: state.id(),
            fetched: Fetched {
                progress: Box::new(move || state.with(Load::progress)),
                again: Box::new(move || again.update(|again| *again += 1)),
            },
            next: Box::new(move || {
                let next = (source(), again.get());
                let mut last = last.borrow_mut();
                if last.as_ref() == Some(&next) {
                    return None;
                }
                *last = Some(next.clone());
                let (next, _) = next;
                let fetch = Rc::clone(&fetch);
                Some(Box::pin(async move {
                    let result = fetch(next).await;
                    Box::new(move || state.update(|load| load.settle(result))) as Box<dyn FnOnce()>
                }))
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

    fn failed<E: Display + 'static>(error: &E) -> Failed {
        let is_for_users = (error as &dyn Any).is::<UserError>();
        match is_for_users {
            true => Failed::ForUsers(error.to_string()),
            false => Failed::ForLog(error.to_string()),
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

        fn settle(&mut self, result: Result<T, E>) {
            self.loading = false;
            match result {
                Ok(value) => {
                    self.value = Some(value);
                    self.error = None;
                }
                Err(error) => self.error = Some(Rc::new(error)),
            }
        }
    }
}
