//! Actions: server code that client code calls.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::cross::held::Handles;
use crate::cross::{Access, Cross, Held, count_ops, mix, read_handle, with_initial, write_handle};
use crate::graph::{NodeId, RwSignal};
use crate::wire::codec;

/// A handle of server code: see [`action`]. Copies are handles of the same action.
///
/// It crosses as a number. The browser can only call the actions that the client functions on its page captured.
pub struct Action<A> {
    /// The number of calls under way.
    pending: RwSignal<u32>,
    of: PhantomData<fn(A)>,
}

/// Makes a handle of server code that client code can call: [`Action::dispatch`]. It belongs to the current scope.
///
/// The captures of the closure (a pool, the user, a secret) stay on the server. It reads the latest values of signals.
/// A call that has started runs to its end, even if the visitor leaves.
///
/// # Panics
/// Outside of a page's session.
///
/// ```ignore
/// let add = action(async move |title: String| {
///     database.insert(&title).await;
///     todos.update(|todos| todos.push(title));
/// });
/// view! { <button on:click=move |_| add.dispatch(title.get())>"Add"</button> }
/// ```
#[cfg(not(target_arch = "wasm32"))]
pub fn action<A: Cross, R>(run: impl AsyncFn(A) -> R + 'static) -> Action<A> {
    use std::rc::Rc;

    let action = Action {
        pending: RwSignal::new(0),
        of: PhantomData,
    };
    let run = Rc::new(run);
    crate::server::provide_action(
        action.pending.id(),
        Rc::new(move |argument, budget| {
            let argument = codec::decode_bounded::<A>(argument, budget)?;
            let (run, pending) = (Rc::clone(&run), action.pending);
            Ok(Box::pin(async move {
                // The browser counts its own calls.
                pending.update(|pending| *pending += 1);
                run(argument).await;
                pending.update(|pending| *pending -= 1);
                Vec::new()
            }))
        }),
    );
    action
}

/// Makes a handle of server code that client code can call. The code itself is not in the browser.
#[cfg(target_arch = "wasm32")]
pub fn action<A: Cross, R>(_: impl AsyncFn(A) -> R + 'static) -> Action<A> {
    crate::rt::any()
}

impl<A: Cross> Action<A> {
    /// Calls the action, once, at the end of this turn, after the values that were written in the turn.
    pub fn dispatch(self, argument: A) {
        let pending = self.pending;
        pending.update(|pending| *pending += 1);
        let settled = move || pending.update(|pending| *pending = pending.saturating_sub(1));
        crate::client::call(pending.id(), codec::encode(&argument), Box::new(settled));
    }

    /// Returns whether a call is under way (tracked): in the browser from [`dispatch`](Self::dispatch) until the page
    /// has the result, on the server while the action runs.
    pub fn pending(self) -> bool {
        self.pending.with(|pending| *pending > 0)
    }
}

impl<A> Clone for Action<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for Action<A> {}

impl<A> fmt::Debug for Action<A> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Action").field(&self.pending.id()).finish()
    }
}

impl<A: Cross> Cross for Action<A> {
    const SHAPE: u32 = mix("Action", A::SHAPE);
    const HELD: Held = Held::CALL;
    type Held = Handles;

    #[cfg(not(target_arch = "wasm32"))]
    fn captured_node(&self) -> Option<NodeId> {
        Some(self.pending.id())
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn from_captured_node(node: NodeId) -> Option<Self> {
        Some(Self {
            pending: RwSignal::from_id(node),
            of: PhantomData,
        })
    }
}

impl<A: Cross> Serialize for Action<A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_handle(self.pending.id(), Access::Write, count_ops(), serializer)
    }
}

impl<'de, A: Cross> Deserialize<'de> for Action<A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // When a page arrives no call is under way, so the number need not be sent.
        let none = || -> Box<dyn Any> { Box::new(0_u32) };
        let id: NodeId = with_initial(none, || {
            read_handle(Access::Write, count_ops(), deserializer)
        })?;
        Ok(Self {
            pending: RwSignal::from_id(id),
            of: PhantomData,
        })
    }
}
