//! Trailers of calls: an action that may run more than once recognises by them a call that comes again.
//!
//! The browser adds a trailer to the argument of each call of an [idempotent](Action::idempotent) action. So the trailer is wherever the
//! argument is: on its way, in what is kept of calls under way or failed, and on the page that is rebuilt.
//!
//! | bytes | content |
//! |---|---|
//! | 16 | random: the same when the call is made again |
//! | 8 | the fingerprint of the action: another one for another visitor |
//! | 1 | the number of sessions that were lost while they had the call |

#[cfg(not(target_arch = "wasm32"))]
use super::ActionResult;
use super::{Action, calls, state};
use crate::Cross;
use crate::cross::decode_argument;
use crate::cross::held::ActionArgument;
use crate::graph::NodeId;

/// The length of a trailer.
pub(crate) const TRAILER: usize = RANDOM + FINGERPRINT + 1;

/// The length of the random part of a trailer.
pub(crate) const RANDOM: usize = 16;

/// The length of the fingerprint in a trailer.
pub(crate) const FINGERPRINT: usize = 8;

/// Returns the length of the trailers of an action's calls: 0 if they have none. Cut from an artifact without idempotent actions.
#[inline(never)]
pub(crate) fn trailer_length(action: NodeId) -> usize {
    trailer_length_in(calls(action))
}

/// Returns the length of the trailers of calls in this state.
pub(crate) fn trailer_length_in(state: u32) -> usize {
    match state & state::IDEMPOTENT {
        0 => 0,
        _ => TRAILER,
    }
}

/// Returns the argument of a call without the trailer, which has this length. What is shorter has no argument.
pub(crate) fn without_trailer(argument: &[u8], length: usize) -> &[u8] {
    &argument[..argument.len().saturating_sub(length)]
}

impl<A: Cross, R> Action<A, R> {
    /// Returns the argument of a call of the action; `None` if it is a form with mistakes.
    pub(crate) fn argument_of(self, call: &[u8]) -> Option<A> {
        decode_argument(without_trailer(call, trailer_length(self.node())))
    }
}

impl<A, R> Action<A, R> {
    /// Lets calls run more than once: that a call runs again does no harm. Only right behind `action(..)`, in the body of a component
    /// or composable.
    ///
    /// A call of another action runs at most once. If the server is lost before it has answered, nobody knows whether the
    /// call ran, and it is not made again. A call of this action is made again, with the same [`call_id`]: by itself on the page that is
    /// rebuilt, and with [`retry`](Self::retry) where it has failed as [`CallError::Unknown`](super::CallError::Unknown). Two runs of
    /// a call may overlap. So the action writes what may be written twice (a value, not a sum), or it stores the `call_id` together
    /// with what it does, and does nothing if it finds it there.
    ///
    /// A call is made again by itself twice, since it may be what ends the server, and only where it has the same id: not if the visitor is
    /// somebody else by then, because they have logged in or out, and not if a later build has another action in its place. Otherwise it
    /// has failed as `Unknown`, and the page says that something may be lost.
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
    ///
    /// The action returns `()`, a [`Redirect`](crate::form::Redirect), or a `Result`: see [`retry`](Self::retry). A form with files cannot
    /// be sent again, since they are used up:
    ///
    /// ```compile_fail,E0080
    /// use watershed::form::Upload;
    /// use watershed::prelude::*;
    ///
    /// #[derive(Form)]
    /// struct Picture {
    ///     file: Upload,
    /// }
    ///
    /// #[component]
    /// fn Pictures() -> View {
    ///     let keep = action(async move |picture: Picture| drop(picture.file)).idempotent();
    ///     view! { <Form action=keep><input {..keep.field(Picture::FILE)}/></Form> }
    /// }
    /// # watershed::testing::App::new(Pictures);
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
/// the forms for that. It is a hash of random bytes, the action, its place on the page, the page's address and the argument, with the visitor's cookie as
/// the key. So whatever a browser sends, one id is never that of two arguments, of two actions, or of two visitors. Props, captures and
/// what the action reads besides are not in it, so what the call is about is its argument. A form that is sent
/// without scripts has a new id each time, and so has each call of other actions.
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

/// Makes an action that may run more than once, in the component or composable with this path: `action(run).idempotent()`.
#[cfg(not(target_arch = "wasm32"))]
pub fn action<A: ActionArgument, R: ActionResult>(
    component: &'static str,
    run: impl AsyncFn(A) -> R + 'static,
) -> Action<A, R> {
    const {
        assert!(
            !A::IS_USED_UP,
            "a form with files cannot be sent again, since the files are used up: its action is not `.idempotent()`"
        );
    }
    let action = super::provided(Some(component), run);
    action.watch_failures();
    action
}

/// Makes an action that may run more than once. The code itself is not in the browser.
#[cfg(target_arch = "wasm32")]
pub fn action<A: ActionArgument, R>(
    _: &'static str,
    _: impl AsyncFn(A) -> R + 'static,
) -> Action<A, R> {
    crate::rt::any()
}
