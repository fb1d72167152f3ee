//! Names of calls: an action that may run more than once recognises by them a call that comes again.
//!
//! The browser gives each call of an [idempotent](Action::idempotent) action a name, and puts it behind the argument. So the name is
//! wherever the argument is: on its way, in what is kept of calls under way or failed, and on the page that is made anew.

use super::{Action, state};
use crate::Cross;
use crate::cross::decode_argument;

/// Bytes of a name.
pub(crate) const NAME: usize = 8;

/// Returns whether the calls of an action in this state have names. Cut from an artifact without such actions.
#[inline(never)]
pub(crate) fn is_named(state: u32) -> bool {
    state & state::IDEMPOTENT > 0
}

/// Returns the argument of a call without the name behind it. One that is too short has none.
pub(crate) fn split_name(state: u32, argument: &[u8]) -> &[u8] {
    match is_named(state) {
        true => &argument[..argument.len().saturating_sub(NAME)],
        false => argument,
    }
}

impl<A: Cross, R> Action<A, R> {
    /// Returns the argument of a call of the action; `None` if it is a form with mistakes.
    pub(crate) fn argument_of(self, call: &[u8]) -> Option<A> {
        let state = self.state.get_untracked();
        decode_argument(split_name(state, call))
    }
}

impl<A, R> Action<A, R> {
    /// Lets calls run more than once: that a call runs again does no harm. Only right behind `action(..)`, in the body of a component
    /// or composable.
    ///
    /// A call of another action runs at most once. If the server is lost before it has answered, nobody knows whether the
    /// call ran, and it is not made again. A call of this action is made again, with the same [`call_id`]: by itself on the page that is
    /// made anew, and with [`retry`](Self::retry) where it has failed as [`CallError::Unknown`](super::CallError::Unknown). Two runs of
    /// a call may overlap. So the action writes what may be written twice (a value, not a sum), or it stores the `call_id` together
    /// with what it does, and does nothing if it finds it there.
    ///
    /// ```
    /// use watershed::prelude::*;
    /// use watershed::testing::App;
    /// # #[server]
    /// # async fn store(note: &str) -> Result<(), Error> { Ok(()) }
    ///
    /// #[component]
    /// fn Note() -> View {
    ///     let (text, set_text) = signal(String::new());
    ///     let save = action(async move |text: String| store(&text).await).idempotent();
    ///     view! {
    ///         <input bind:value=(text, set_text)/>
    ///         <button on:click=move |_| save.dispatch(text.get())>"Save"</button>
    ///         <p>{if save.pending() { "Saving" } else { "" }}</p>
    ///     }
    /// }
    ///
    /// let app = App::new(Note);
    /// app.delay(100);
    /// app.click("button");
    /// app.crash();
    /// app.settle();
    /// app.sees_no("Saving");
    /// ```
    pub fn idempotent(self) -> Self {
        // Depends on the types, so that it is not evaluated before somebody calls it.
        const {
            assert!(
                size_of::<(A, R)>() == usize::MAX,
                "`.idempotent()` works only right behind `action(..)`, in the body of a `#[component]` or `#[composable]`"
            );
        }
        self
    }
}

/// Returns the id of the call whose action runs: 128 bits that no other call has and nobody else can guess. Server side only.
///
/// A call of an [idempotent](Action::idempotent) action has the same id whenever it runs, also in another process. In a database
/// with the id in a unique column, written in one transaction with what the action does, a call that comes again is refused or
/// skipped: `INSERT .. ON CONFLICT DO NOTHING`. `format!("{:032x}", call_id())` and `call_id().to_be_bytes()` are
/// the forms for that. It is made of the visitor's cookie, so a call that is made again after a login or logout has another id. A form
/// that is sent without scripts has a new id each time, and so has each call of other actions.
///
/// # Panics
/// Outside of an action.
#[cfg(not(target_arch = "wasm32"))]
pub fn call_id() -> u128 {
    let actions = crate::server::actions_if_any();
    let id = actions.and_then(|actions| actions.call_id());
    id.expect("`call_id()` is for the code of an `action`, before it spawns anything")
}

/// Returns the id of a call. The browser has none.
#[cfg(target_arch = "wasm32")]
pub fn call_id() -> u128 {
    crate::rt::any()
}

/// Makes an action that may run more than once: `action(run).idempotent()`.
#[cfg(not(target_arch = "wasm32"))]
pub fn action<A: Cross, R: 'static>(run: impl AsyncFn(A) -> R + 'static) -> Action<A, R> {
    super::provided(state::IDEMPOTENT, run)
}

/// Makes an action that may run more than once. The code itself is not in the browser.
#[cfg(target_arch = "wasm32")]
pub fn action<A: Cross, R>(_: impl AsyncFn(A) -> R + 'static) -> Action<A, R> {
    crate::rt::any()
}
