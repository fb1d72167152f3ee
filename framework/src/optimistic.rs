//! Values that show what a call of an action is going to do, while it is under way.

use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;

use crate::action::Action;
use crate::cross::Cross;
use crate::graph::{Memo, NodeId, ReadSignal, RwSignal};
use crate::rt::any;

/// Makes a memo that shows `base` with the effects of the calls that are under way: see [`while_`](Optimistic::while_).
///
/// `base` is a signal, a memo, or a closure that reads some. Nothing is written: when a call has ended, its effect is gone, and
/// `base` has what the action has made of it. So a call that fails leaves no trace but its error.
///
/// The browser shows the effect of a call in the turn of its event, the server from when it has the call. Both apply the calls
/// under way to the newest `base`, in the order in which they were made. A call ends with the update that has the values
/// which its action has written last, and those of the [resources](crate::resource()) that it has loaded again. What the
/// action writes before it waits is sent earlier, and the effect of the call is shown on top of it until the end: so write
/// what the effect is about after the last `.await`.
///
/// A `<For>` over the memo whose rows are plain markup is made by the browser, so that rows come and go in the turn of the event too.
///
/// Only in the body of a component or composable; a call anywhere else fails the build, and so does one without a `while_`.
///
/// ```
/// use watershed::prelude::*;
/// use watershed::testing::App;
///
/// #[component]
/// fn Like() -> View {
///     let (liked, set_liked) = signal(false);
///     let like = action(async move |like: bool| -> Result<(), UserError> {
///         if !like {
///             return Err(UserError::new("Once liked, always liked."));
///         }
///         set_liked.set(like);
///         Ok(())
///     });
///     let shown = optimistic(liked).while_(like, |shown, like| *shown = *like);
///     view! {
///         <button aria-pressed=shown.get().to_string() on:click=move |_| like.dispatch(!shown.get())>"Like"</button>
///         <p>{like.error()}</p>
///     }
/// }
///
/// let app = App::new(Like);
/// app.click("button");
/// assert_eq!(app.count("button[aria-pressed=true]"), 1);
/// app.click("button");
/// assert_eq!(app.count("button[aria-pressed=true]"), 1);
/// app.sees("Once liked, always liked.");
/// ```
pub fn optimistic<B: OptimisticBase>(_base: B) -> Optimistic<B::Value> {
    const {
        panic!(
            "`optimistic(..)` works only in the body of a `#[component]` or `#[composable]`, followed by \
             `.while_(action, |shown, argument| ..)`"
        )
    }
}

/// A memo that shows what calls of actions are going to do: see [`optimistic`]. It is read like any memo.
#[derive(Debug)]
pub struct Optimistic<T>(PhantomData<T>);

impl<T> Optimistic<T> {
    /// Shows the effect of each call of `action` that is under way: `overlay` is given the value and the argument of the call.
    ///
    /// `overlay` runs on both sides, and again for each newer value, so it does nothing but change the value. It must not
    /// panic: what it looks for may be gone.
    pub fn while_<A: Cross, R>(self, _action: Action<A, R>, _overlay: impl Fn(&mut T, &A)) -> Self {
        any()
    }
}

/// Reads like a memo in an editor; the compiler replaces the calls by a memo.
impl<T> Deref for Optimistic<T> {
    type Target = Memo<T>;

    fn deref(&self) -> &Memo<T> {
        any()
    }
}

/// A value that [`optimistic`] starts from: a signal, a memo, or a closure.
pub trait OptimisticBase {
    /// The type of the value.
    type Value;
}

impl<T> OptimisticBase for ReadSignal<T> {
    type Value = T;
}

impl<T> OptimisticBase for RwSignal<T> {
    type Value = T;
}

impl<T> OptimisticBase for Memo<T> {
    type Value = T;
}

impl<T, F: Fn() -> T> OptimisticBase for F {
    type Value = T;
}

/// A call that has not ended.
#[derive(Clone, Debug)]
pub(crate) struct CallUnderWay {
    /// The node of the action.
    pub action: NodeId,
    /// The argument, encoded, with the call's name behind it if it has one.
    pub argument: Rc<[u8]>,
}

/// A call whose effect is to be shown; `None` for the run that only follows the actions.
#[derive(Debug)]
pub struct OverlaidCall(Option<CallUnderWay>);

/// Returns `base` with the effects of the calls under way, and follows the calls.
pub fn overlaid<T>(base: T, overlay: impl Fn(&mut T, &OverlaidCall)) -> T {
    let mut shown = base;
    overlay(&mut shown, &OverlaidCall(None));
    for call in under_way() {
        overlay(&mut shown, &OverlaidCall(Some(call)));
    }
    shown
}

impl OverlaidCall {
    /// Shows the effect of the call, if it is one of `action`.
    pub fn while_<A: Cross, R, T>(
        &self,
        action: Action<A, R>,
        shown: &mut T,
        overlay: impl Fn(&mut T, &A),
    ) {
        match &self.0 {
            None => action.follow_calls(),
            Some(call) if call.action == action.node() => {
                if let Some(argument) = action.argument_of(&call.argument) {
                    overlay(shown, &argument);
                }
            }
            Some(_) => {}
        }
    }
}

/// Returns the calls under way on this side, in the order in which they were made.
fn under_way() -> Vec<CallUnderWay> {
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(calls) = crate::server::calls_under_way() {
        return calls;
    }
    crate::client::page::calls_under_way()
}
