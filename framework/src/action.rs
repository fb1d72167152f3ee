//! Actions: server code that client code calls.

#[cfg(not(target_arch = "wasm32"))]
mod ended;
mod error;
mod failed;
#[cfg(target_arch = "wasm32")]
mod projected;
mod result;
mod submit;
pub(crate) mod trailer;

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;

use serde::{Deserializer, Serialize, Serializer};

use crate::Cross;
use crate::cross::held::{ActionArgument, Handles};
use crate::cross::{Access, Held, count_ops, mix, read_handle, with_initial, write_handle};
use crate::graph::{NodeId, RwSignal};
use crate::wire::codec;
#[cfg(not(target_arch = "wasm32"))]
use crate::wire::message::Outcome;
pub use error::ActionError;
pub(crate) use failed::KeptCall;
pub use result::ActionResult;
pub use trailer::call_id;
pub(crate) use trailer::{
    FINGERPRINT, RANDOM, TRAILER, trailer_length, trailer_length_in, without_trailer,
};

/// A handle of server code that takes an `A` and returns an `R`: see [`action`]. Copies are handles of the same action.
///
/// It crosses as a number. The browser can only call the actions that the client functions on its page captured.
pub struct Action<A, R = ()> {
    /// The state of its calls: see [`state`].
    state: RwSignal<u32>,
    of: PhantomData<fn(A) -> R>,
}

/// The reason why a call of an action did not run to its end: see [`Action::failed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Cross)]
#[non_exhaustive]
pub enum CallError {
    /// Not run: the action was not on the page any more.
    Gone,
    /// Nobody knows whether it ran: the server was lost, or it took too long.
    Unknown,
    /// Ended by a panic: the server's log says why.
    Failed,
    /// Not run: the server did not take a value that came with it, because a [check](crate::Validate) refused it or
    /// because this page may not write it.
    Refused,
    /// Not run: its argument, or a value that it needs, is larger than a server takes.
    TooLarge,
}

impl CallError {
    /// Returns the error with this number; `None` for 0.
    pub(crate) fn numbered(number: u8) -> Option<Self> {
        match number {
            0 => None,
            1 => Some(Self::Gone),
            2 => Some(Self::Unknown),
            3 => Some(Self::Failed),
            4 => Some(Self::Refused),
            _ => Some(Self::TooLarge),
        }
    }

    /// Returns the number, which is that of the outcome in a message.
    pub(crate) fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Returns the error of an outcome, if it is one.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn of(outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::Done(_) => None,
            Outcome::Gone => Some(Self::Gone),
            Outcome::Unknown => Some(Self::Unknown),
            Outcome::Failed => Some(Self::Failed),
            Outcome::Refused => Some(Self::Refused),
            Outcome::TooLarge => Some(Self::TooLarge),
        }
    }
}

/// The state of an action's calls, as one number: how many are under way, and in the highest bits the error of the last one
/// that has failed since the last one was made.
pub(crate) mod state {
    use super::CallError;

    /// The place of the error's number, which is 0 without an error.
    const ERROR: u32 = 28;

    /// The place of the percentage of files that were sent, which has one added to it.
    const PROGRESS: u32 = 20;

    /// The bit of an idempotent action, whose calls have trailers.
    pub(crate) const IDEMPOTENT: u32 = 1 << 19;

    /// Returns the number of calls under way.
    pub(crate) fn pending(state: u32) -> u32 {
        state % IDEMPOTENT
    }

    /// Returns the percentage of the files that were sent, while they are.
    pub(crate) fn progress(state: u32) -> Option<u32> {
        (state >> PROGRESS & 0x7f).checked_sub(1)
    }

    /// Returns the state while files are being sent, so many percent of them by now.
    pub(crate) fn sending(state: u32, percent: u32) -> u32 {
        state & !(0x7f << PROGRESS) | (percent.min(100) + 1) << PROGRESS
    }

    /// Returns the state after files were sent.
    pub(crate) fn sent(state: u32) -> u32 {
        state & !(0x7f << PROGRESS)
    }

    /// Returns the error.
    pub(crate) fn error(state: u32) -> Option<CallError> {
        CallError::numbered((state >> ERROR) as u8)
    }

    /// Returns the state after a call was made.
    pub(crate) fn begun(state: u32) -> u32 {
        calls(state) + 1
    }

    /// Returns the state after a call has ended.
    pub(crate) fn ended(state: u32, error: Option<CallError>) -> u32 {
        failed(state - u32::from(pending(state) > 0), error)
    }

    /// Returns the state after a call has failed that is not counted.
    pub(crate) fn failed(state: u32, error: Option<CallError>) -> u32 {
        error.map_or(state, |error| {
            calls(state) | u32::from(error.number()) << ERROR
        })
    }

    /// Returns the state without an error and without progress.
    fn calls(state: u32) -> u32 {
        state % (1 << PROGRESS)
    }
}

/// Returns the state of an action's calls, untracked.
pub(crate) fn calls(action: NodeId) -> u32 {
    RwSignal::<u32>::from_id(action).get_untracked()
}

/// Changes the state of an action's calls by one of the functions in [`state`].
pub(crate) fn change(action: NodeId, change: impl FnOnce(u32) -> u32) {
    RwSignal::<u32>::from_id(action).update(|state| *state = change(*state));
}

/// Makes a handle of server code that client code can call: [`Action::dispatch`]. It belongs to the current scope.
///
/// The captures of the closure (a pool, the user, a secret) stay on the server. It reads the latest values of signals.
/// A call that has started runs to its end, even if the visitor leaves. It runs at most once; an action that may run more
/// often says so: [`idempotent`](Action::idempotent).
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
pub fn action<A: ActionArgument, R: 'static>(run: impl AsyncFn(A) -> R + 'static) -> Action<A, R> {
    provided(None, run)
}

/// Makes an action; an idempotent one with the path of its component.
#[cfg(not(target_arch = "wasm32"))]
fn provided<A: ActionArgument, R: 'static>(
    component: Option<&'static str>,
    run: impl AsyncFn(A) -> R + 'static,
) -> Action<A, R> {
    let state = RwSignal::new(component.map_or(0, |_| state::IDEMPOTENT));
    ended::provide(state.id(), run, component);
    Action {
        state,
        of: PhantomData,
    }
}

/// Makes a handle of server code that client code can call. The code itself is not in the browser.
#[cfg(target_arch = "wasm32")]
pub fn action<A: ActionArgument, R>(_: impl AsyncFn(A) -> R + 'static) -> Action<A, R> {
    crate::rt::any()
}

impl<A: Cross, R> Action<A, R> {
    /// Calls the action, once, at the end of this turn, after the values that were written in the turn.
    pub fn dispatch(self, argument: A) {
        crate::client::call(self.state.id(), codec::encode(&argument));
    }

    /// Returns whether a call is under way (tracked): in the browser from [`dispatch`](Self::dispatch) until the page
    /// has the result, on the server while the action runs.
    pub fn pending(self) -> bool {
        self.state.with(|state| state::pending(*state)) > 0
    }

    /// Returns why a call did not run to its end (tracked): of those that were made since the last
    /// [`dispatch`](Self::dispatch), and before it and not ended then, the last one that has failed. What the action itself
    /// takes for an error is no such error: see [`has_failed`](Self::has_failed), which is about both.
    ///
    /// In the browser this is everything that can happen to a call. The server knows of what it has received: for a `<Show>` of the
    /// rest, write it into a signal, in an effect.
    ///
    /// ```
    /// use watershed::prelude::*;
    /// use watershed::testing::App;
    ///
    /// #[component]
    /// fn Note() -> View {
    ///     let (text, set_text) = signal(String::new());
    ///     let save = action(async move |text: String| assert!(!text.is_empty(), "nothing is written"));
    ///     view! {
    ///         <input on:input=move |event| set_text.set(event.value())/>
    ///         <button disabled=save.pending() on:click=move |_| save.dispatch(text.get())>"Save"</button>
    ///         <p>{if save.failed().is_some() { "That could not be saved." } else { "" }}</p>
    ///     }
    /// }
    ///
    /// let app = App::new(Note);
    /// app.click("button");
    /// app.sees("That could not be saved.");
    /// app.fill("input", "milk");
    /// app.click("button");
    /// app.sees_no("That could not be saved.");
    /// ```
    pub fn failed(self) -> Option<CallError> {
        state::error(self.state.with(|state| *state))
    }

    /// Returns how many percent of the files of a form were sent (tracked), while they are: see
    /// [`Upload`](crate::form::Upload). The server does not know it.
    pub fn progress(self) -> Option<u32> {
        state::progress(self.state.with(|state| *state))
    }
}

impl<A, R> Action<A, R> {
    /// Returns the node with the state of its calls.
    pub(crate) fn node(self) -> NodeId {
        self.state.id()
    }

    /// Tracks the calls, and keeps the arguments of those to come while they are under way.
    pub(crate) fn follow_calls(self) {
        self.state.with(|_| ());
        #[cfg(not(target_arch = "wasm32"))]
        crate::server::keep_arguments(self.node());
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
        out.debug_tuple("Action").field(&self.state.id()).finish()
    }
}

impl<A: Cross, R: 'static> Cross for Action<A, R> {
    const SHAPE: u32 = mix("Action", A::SHAPE);
    const HELD: Held = Held::CALL;
    type Held = Handles;

    fn deserialize_field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // When a page arrives no call is under way, so the state need not be sent.
        let none = || -> Box<dyn Any> { Box::new(0_u32) };
        let id: NodeId = with_initial(none, || {
            read_handle(Access::Call, count_ops(), deserializer)
        })?;
        Ok(Self {
            state: RwSignal::from_id(id),
            of: PhantomData,
        })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn captured_node(&self) -> Option<NodeId> {
        Some(self.state.id())
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn from_captured_node(node: NodeId) -> Option<Self> {
        Some(Self {
            state: RwSignal::from_id(node),
            of: PhantomData,
        })
    }
}

impl<A: Cross, R> Serialize for Action<A, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_handle(self.state.id(), Access::Call, count_ops(), serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::encode;

    #[test]
    fn an_error_stays_until_the_next_call_is_made_and_calls_are_counted_beside_it() {
        let two = state::begun(state::begun(0));
        let refused = state::ended(two, Some(CallError::Refused));
        assert_eq!(state::pending(refused), 1);
        assert_eq!(state::error(refused), Some(CallError::Refused));
        let done = state::ended(refused, None);
        assert_eq!(state::pending(done), 0);
        assert_eq!(state::error(done), Some(CallError::Refused));
        assert_eq!(state::ended(done, None), done);
        let gone = state::failed(state::begun(done), Some(CallError::Gone));
        assert_eq!(state::pending(gone), 1);
        assert_eq!(state::error(gone), Some(CallError::Gone));
        assert_eq!(state::error(state::begun(gone)), None);
    }

    #[test]
    fn the_progress_of_files_is_beside_the_number_of_calls() {
        let begun = state::sending(state::begun(0), 0);
        assert_eq!(
            (state::pending(begun), state::progress(begun)),
            (1, Some(0))
        );
        let half = state::sending(begun, 50);
        assert_eq!((state::pending(half), state::progress(half)), (1, Some(50)));
        let sent = state::ended(
            state::sent(state::sending(half, 1000)),
            Some(CallError::Refused),
        );
        assert_eq!((state::pending(sent), state::progress(sent)), (0, None));
        assert_eq!(state::error(sent), Some(CallError::Refused));
    }

    #[test]
    fn an_error_has_the_number_of_its_outcome() {
        let outcomes = [
            Outcome::Done(Vec::new().into()),
            Outcome::Gone,
            Outcome::Unknown,
            Outcome::Failed,
            Outcome::Refused,
            Outcome::TooLarge,
        ];
        for (number, outcome) in (0..).zip(&outcomes) {
            assert_eq!(encode(outcome)[0], number);
            let error = CallError::of(outcome);
            assert_eq!(CallError::numbered(number), error);
            assert_eq!(error.map_or(0, CallError::number), number);
        }
    }
}
