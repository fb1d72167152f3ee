//! A form that is submitted without scripts: the page is rendered, and before it is written, the form's action runs.

use std::future::poll_fn;
use std::task::Poll;

use super::Session;
use super::work::CheckedCall;
use crate::form::{AfterSubmit, FormEntries};
use crate::server::stage::PageName;
use crate::wire::bounded::Budget;
use crate::wire::codec::encode;
use crate::wire::limits::Limits;
use crate::wire::message::Outcome;
use crate::wire::number::CallId;

/// A submitted form.
#[derive(Clone, Debug)]
pub(crate) struct SubmittedForm {
    /// The name of its action.
    pub action: String,
    pub entries: FormEntries,
    /// The name under which its files wait.
    pub page: PageName,
}

/// The control that names the action of a form.
const ACTION: &str = "_action";

impl SubmittedForm {
    /// Returns the form with these entries, if one of them names its action.
    pub fn of(mut entries: FormEntries) -> Option<Self> {
        let at = entries.iter().position(|(name, _)| name == ACTION)?;
        let (_, action) = entries.remove(at);
        Some(Self {
            action,
            entries,
            page: PageName::default(),
        })
    }
}

/// The answer to a submitted form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SubmitAnswer {
    /// The action has run, or has refused the form.
    Ended(AfterSubmit),
    /// The page has no such action any more.
    Gone,
    /// The action was not called, or has panicked: the log says why.
    Failed,
}

impl Session {
    /// Calls the action of a form, and waits for its end.
    pub(super) async fn submit(&mut self, form: SubmittedForm) -> SubmitAnswer {
        if let Err(answer) = self.call_for(form) {
            return answer;
        }
        poll_fn(|context| {
            self.run(context);
            let components = self.poll_unfinished(context);
            match self.is_calling() {
                true => Poll::Pending,
                false => components,
            }
        })
        .await;
        let ended = self.settled.drain(..).next_back();
        match ended.map(|ended| ended.outcome) {
            Some(Outcome::Done(after)) => {
                AfterSubmit::decode(&after).map_or(SubmitAnswer::Failed, SubmitAnswer::Ended)
            }
            _ => SubmitAnswer::Failed,
        }
    }

    fn call_for(&mut self, form: SubmittedForm) -> Result<(), SubmitAnswer> {
        let _here = self.enter();
        let actions = &self.stage.actions;
        actions.page.set(form.page);
        let (action, functions) = actions.named(&form.action).ok_or(SubmitAnswer::Gone)?;
        let run = actions.runner(action).ok_or(SubmitAnswer::Gone)?;
        let budget = Budget::new(&Limits::WHOLE);
        let argument = encode(&form.entries);
        let run = run(&argument, &budget).map_err(|error| {
            tracing::warn!(%error, "a form has more than an action is given");
            SubmitAnswer::Failed
        })?;
        (functions.typed)(form.entries);
        let call = CheckedCall {
            id: CallId(0),
            action,
            run,
            // The page is written once the call has ended.
            argument: None,
            lasting_id: None,
        };
        self.work.get_or_insert_default().call(vec![call]);
        Ok(())
    }
}
