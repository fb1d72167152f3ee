//! Resources: values that the server loads, and loads again when what they depend on changes.

#[cfg(not(target_arch = "wasm32"))]
use std::fmt::Display;
use std::hash::Hash;
use std::ops::Deref;
use std::rc::Rc;

use serde::{Deserializer, Serialize, Serializer};

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

    fn deserialize_field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (value, loading) = <(Option<T>, bool)>::deserialize_field(deserializer)?;
        Ok(Self {
            value,
            loading,
            error: None,
        })
    }
}

impl<T: Serialize, E> Serialize for Load<T, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.value, self.loading).serialize(serializer)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: 'static, E: 'static> Memo<Load<T, E>> {
    /// Returns the error (tracked), if the last attempt to load the value has failed. On the server: markup may show it, and
    /// client code cannot ask for it.
    pub fn error(self) -> Option<Rc<E>> {
        self.with(|load| load.error.clone())
    }

    /// Loads the value again, on the server: in an action, a task. Meanwhile the value that was loaded last stays. Resources
    /// that share its value get the new one too.
    ///
    /// The call of an action that does so ends when the value is there: the page gets both at once, and shows until then what
    /// is [optimistic](crate::optimistic()).
    ///
    /// # Panics
    /// Outside of a page's session.
    pub fn refetch(self) {
        crate::server::refetch(self.id());
    }

    /// Gives the resource a name, by which [`invalidate`] loads it again. It may have several.
    ///
    /// # Panics
    /// Outside of a page's session.
    #[must_use = "the resource is what the method returns"]
    pub fn keyed(self, name: &str, id: impl Hash) -> Self {
        crate::server::name_fetch(self.id(), native::ResourceKey::of(name, id));
        self
    }
}

#[cfg(target_arch = "wasm32")]
impl<T: 'static, E: 'static> Memo<Load<T, E>> {
    /// Returns the resource: its name is on the server.
    #[must_use = "the resource is what the method returns"]
    pub fn keyed(self, _: &str, _: impl Hash) -> Self {
        self
    }
}

/// Loads the resources of the page again that have this name: those that were made with `.keyed(name, id)`. On the server.
///
/// An action that changes what others show calls it, without knowing which of them are on the page.
///
/// ```
/// use watershed::prelude::*;
/// # #[server]
/// # async fn find(id: u32) -> Result<String, String> { Ok(id.to_string()) }
/// # #[server]
/// # async fn rename(id: u32, title: String) {}
///
/// #[component]
/// fn Book(id: u32) -> View {
///     let book = resource(move || id, find).keyed("book", id);
///     let rename = action(async move |title: String| {
///         rename(id, title).await;
///         invalidate("book", id);
///     });
///     view! {
///         <p>{book.value()}</p>
///         <button on:click=move |_| rename.dispatch("Emma".to_owned())>"Emma"</button>
///     }
/// }
/// ```
///
/// # Panics
/// Outside of a page's session.
#[cfg(not(target_arch = "wasm32"))]
pub fn invalidate(name: &str, id: impl Hash) {
    crate::server::invalidate(native::ResourceKey::of(name, id));
}

/// Loads a value on the server, at once and whenever `source` gives another one. It belongs to the current scope.
///
/// `source` is tracked, like a memo. `fetch` is given what it returns, runs on the server, and reads signals without
/// following them; what it captures (a pool, the user) stays there. Resources load at the same time. When the source
/// changes while a value is being loaded, that is given up: the future is dropped, and its result is never seen. So it
/// is when the part of the page that made the resource goes.
///
/// Two resources of a page with the same `fetch`, which captures nothing, and equal sources have one value: it is loaded once,
/// and a resource that is made later takes what the other one has. What differs between them besides the source (a context that
/// `fetch` looks up) belongs into the source.
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
    T: Clone + 'static,
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
    T: Clone + 'static,
    E: 'static,
{
    crate::rt::any()
}

#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::ResourceKey;
