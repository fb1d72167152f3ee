//! The calls of an action that have failed: their arguments, and making them again.

use std::rc::Rc;

use super::{Action, ActionResult, CallError};
use crate::cross::Cross;

/// A call whose argument is kept.
pub(crate) struct KeptCall {
    pub argument: Rc<[u8]>,
    progress: CallProgress,
}

/// The progress of a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CallProgress {
    UnderWay,
    /// Failed, and may be made again.
    Failed,
    /// Failed, and is not made again: nobody knows whether it ran and it may run only once, or it would fail once more.
    FailedForGood,
}

impl KeptCall {
    /// Returns a call that has not ended.
    pub fn under_way(argument: Rc<[u8]>) -> Self {
        let progress = CallProgress::UnderWay;
        Self { argument, progress }
    }

    /// Returns a call that has failed; without `error`, it has returned one. `has_trailer` is true of idempotent actions.
    pub fn failed(argument: Rc<[u8]>, error: Option<CallError>, has_trailer: bool) -> Self {
        let is_for_good = match error {
            Some(CallError::Unknown) => !has_trailer,
            Some(CallError::TooLarge | CallError::Gone) => true,
            _ => false,
        };
        let progress = match is_for_good {
            true => CallProgress::FailedForGood,
            false => CallProgress::Failed,
        };
        Self { argument, progress }
    }

    /// Returns whether the call has failed.
    pub fn has_failed(&self) -> bool {
        self.progress != CallProgress::UnderWay
    }

    /// Returns whether the call has failed and may be made again.
    pub fn may_be_retried(&self) -> bool {
        self.progress == CallProgress::Failed
    }
}

impl<A: Cross, R: ActionResult> Action<A, R> {
    /// Returns the argument of the last call that is under way, or else of the last one that has failed (tracked).
    ///
    /// So a page can show what is being saved, and what was not. See [`retry`](Self::retry) for when a call has failed.
    pub fn input(self) -> Option<A> {
        let calls = self.kept();
        self.argument_of(&calls.last()?.argument)
    }

    /// Returns whether a call has failed (tracked), of those that [`failed_inputs`](Self::failed_inputs) is about: it has returned
    /// an error, or did not run to its end, as [`failed`](Self::failed) says.
    pub fn has_failed(self) -> bool {
        let calls = self.kept();
        let has_failed = calls.iter().any(KeptCall::has_failed) || self.failed().is_some();
        #[cfg(not(target_arch = "wasm32"))]
        let has_failed = has_failed || (!self.pending() && self.has_returned_error());
        has_failed
    }

    /// Returns the arguments of the calls that have failed (tracked), in the order in which the calls have ended. A
    /// [`dispatch`](Self::dispatch) forgets the calls that have failed by then; with the argument of one that may be made again,
    /// it makes that one [again](Self::retry), and forgets no other. A call that is made again has not failed any more.
    ///
    /// In a row of a list, they tell whether it was this row:
    /// `put.failed_inputs().iter().any(|(id, _)| *id == row_id)`.
    pub fn failed_inputs(self) -> Vec<A> {
        let mut inputs = Vec::new();
        for call in self.kept() {
            if call.has_failed()
                && let Some(input) = self.argument_of(&call.argument)
            {
                inputs.push(input);
            }
        }
        inputs
    }

    /// Returns whether calls have failed that [`retry`](Self::retry) makes again (tracked).
    pub fn can_retry(self) -> bool {
        !A::IS_USED_UP && self.kept().iter().any(KeptCall::may_be_retried)
    }

    /// Makes the calls that have failed once more, in their order, each with its argument: at the end of this turn, like
    /// [`dispatch`](Self::dispatch). Without such calls it does nothing, so a second click does not call twice. Browser side.
    ///
    /// A call has failed if the action has returned an error (of a form: one that is not about its fields), or for a reason that
    /// [`failed`](Self::failed) names. It is not made again if it is too large, if it was a form with files, which are used up, or if
    /// nobody knows whether it ran ([`CallError::Unknown`]) and the action is not [idempotent](Self::idempotent): such calls are
    /// still those that have failed.
    ///
    /// ```
    /// use watershed::prelude::*;
    /// use watershed::testing::App;
    ///
    /// #[component]
    /// fn Note() -> View {
    ///     let (text, set_text) = signal(String::new());
    ///     let saved = RwSignal::new(String::new());
    ///     let save = action(async move |text: String| saved.set(text));
    ///     view! {
    ///         <input on:input=move |event| set_text.set(event.value())/>
    ///         <button id="save" on:click=move |_| save.dispatch(text.get())>"Save"</button>
    ///         <p hidden={!save.has_failed()}>
    ///             {save.input()} " could not be saved."
    ///             <button id="retry" hidden={!save.can_retry()} on:click=move |_| save.retry()>"Try again"</button>
    ///         </p>
    ///         <output>{saved}</output>
    ///     }
    /// }
    ///
    /// let app = App::new(Note);
    /// app.fill("input", "milk");
    /// app.fail_next();
    /// app.click("#save");
    /// app.sees("milk could not be saved.");
    /// app.fill("input", "tea");
    /// app.click("#retry");
    /// assert_eq!(app.text("output"), "milk");
    /// assert_eq!(app.count("p[hidden]"), 1);
    /// ```
    pub fn retry(self) {
        if !A::IS_USED_UP {
            crate::client::retry(self.node());
        }
    }

    /// Returns the calls that have failed, and then those that are under way, as this side knows them.
    fn kept(self) -> Vec<KeptCall> {
        self.state.with(|_| ());
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(actions) = crate::server::actions_if_any() {
            self.watch_failures();
            return actions.kept_calls(self.node());
        }
        crate::client::kept_calls(self.node())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_of_which_nobody_knows_whether_it_ran_is_made_again_if_it_may_run_more_than_once() {
        let retried = |error, has_trailer| {
            let call = KeptCall::failed(Rc::from([]), error, has_trailer);
            assert!(call.has_failed());
            call.may_be_retried()
        };
        assert!(!retried(Some(CallError::Unknown), false));
        assert!(retried(Some(CallError::Unknown), true));
        for has_trailer in [false, true] {
            assert!(retried(None, has_trailer));
            assert!(retried(Some(CallError::Failed), has_trailer));
            assert!(!retried(Some(CallError::TooLarge), has_trailer));
            assert!(!retried(Some(CallError::Gone), has_trailer));
        }
    }
}
