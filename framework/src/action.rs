//! Actions: what runs on the server when the browser asks for it.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::cross::{Access, Cross, mix, ops, read_handle, with_initial, write_handle};
use crate::graph::{NodeId, RwSignal};
#[cfg(any(target_arch = "wasm32", feature = "testing"))]
use crate::wire::message::Outcome;
use crate::wire::{decode, encode};

/// A handle of an action, made by [`action`]. Copies name the same action.
///
/// It crosses to the browser as a number; what the action captured stays on the server.
pub struct Action<A, R = ()> {
    node: NodeId,
    of: PhantomData<fn(A) -> R>,
}

/// What is known of an action's calls.
#[derive(Serialize, Deserialize)]
struct Progress<R> {
    pending: u32,
    value: Option<R>,
}

/// Makes an action of an `async` closure. It runs on the server, in the page's session, so it may use whatever it
/// captures: a pool, the user, secrets. A call that has started runs to its end, even if the visitor leaves.
///
/// ```ignore
/// let rename = action(async move |name: String| pool.rename(user.id, &name).await);
/// view! { <button on:click=move |_| rename.dispatch(name.get())>"Rename"</button> }
/// ```
///
/// # Panics
/// Outside of a component.
#[cfg(not(target_arch = "wasm32"))]
pub fn action<A: Cross, R: Cross>(run: impl AsyncFn(A) -> R + 'static) -> Action<A, R> {
    let progress = RwSignal::new(Progress::<R>::default());
    crate::server::provide_action(progress.id(), run);
    Action { node: progress.id(), of: PhantomData }
}

/// Actions are made on the server: here this is only a type.
///
/// # Panics
/// Always.
#[cfg(target_arch = "wasm32")]
pub fn action<A: Cross, R: Cross>(_: impl AsyncFn(A) -> R + 'static) -> Action<A, R> {
    unreachable!("components do not run in the browser")
}

impl<A: Cross, R: Cross> Action<A, R> {
    /// Calls it. In the browser the call goes up with what this turn wrote; on the server it runs beside the turn.
    ///
    /// # Panics
    /// Outside of client code, components, actions and tasks.
    pub fn dispatch(self, argument: A) {
        self.progress().update(|progress| progress.pending += 1);
        #[cfg(not(target_arch = "wasm32"))]
        if crate::server::is_here() {
            return crate::server::dispatch(self.node, encode(&argument), move |result| self.settled(Some(&result)));
        }
        #[cfg(any(target_arch = "wasm32", feature = "testing"))]
        crate::client::call(
            self.node,
            encode(&argument),
            Box::new(move |outcome| match outcome {
                Outcome::Done(result) => self.settled(Some(&result)),
                Outcome::Gone | Outcome::Unknown => self.settled(None),
            }),
        );
    }

    /// Whether a call that was made here has not been answered. Tracked.
    pub fn pending(self) -> bool {
        self.progress().with(|progress| progress.pending > 0)
    }

    /// What the last call that was answered gave. Tracked.
    pub fn value(self) -> Option<R>
    where
        R: Clone,
    {
        self.progress().with(|progress| progress.value.clone())
    }

    fn settled(self, result: Option<&[u8]>) {
        let value = result.and_then(|result| decode(result).ok());
        self.progress().update(|progress| {
            progress.pending = progress.pending.saturating_sub(1);
            if value.is_some() {
                progress.value = value;
            }
        });
    }

    fn progress(self) -> RwSignal<Progress<R>> {
        RwSignal::from_id(self.node)
    }
}

impl<R> Default for Progress<R> {
    fn default() -> Self {
        Self { pending: 0, value: None }
    }
}

impl<R: Cross> Cross for Progress<R> {
    const SHAPE: u32 = mix("Progress", R::SHAPE);
}

impl<A: Cross, R: Cross> Cross for Action<A, R> {
    const SHAPE: u32 = crate::cross::shape::and(mix("Action", A::SHAPE), R::SHAPE);
}

impl<A: Cross, R: Cross> Serialize for Action<A, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_handle(self.node, Access::Both, ops::<Progress<R>>(), serializer)
    }
}

/// The browser starts counting calls anew.
impl<'de, A: Cross, R: Cross> Deserialize<'de> for Action<A, R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let initial = Box::new(|| Box::new(Progress::<R>::default()) as _);
        let node = with_initial(initial, || read_handle(Access::Both, ops::<Progress<R>>(), deserializer))?;
        Ok(Self { node, of: PhantomData })
    }
}

impl<A, R> Clone for Action<A, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A, R> Copy for Action<A, R> {}

impl<A, R> fmt::Debug for Action<A, R> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Action").field(&self.node).finish()
    }
}
