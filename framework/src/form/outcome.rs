//! The step after a submitted form: its page again, or another one.

use super::Redirect;
use super::after::{DONE, FAILED, GO, REFUSED};
use crate::action::ActionResult;

/// The step after a form whose action has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AfterSubmit {
    /// The page stays, and shows what is wrong.
    Refused,
    /// The page stays, and the form is emptied.
    Done,
    /// Another page.
    Go(String),
}

impl AfterSubmit {
    /// Returns it as the result of a call of the action with this id.
    pub(crate) fn encode(&self, action: &str) -> Vec<u8> {
        match self {
            Self::Refused => [&[REFUSED], action.as_bytes()].concat(),
            Self::Done => vec![DONE],
            Self::Go(address) => [&[GO], address.as_bytes()].concat(),
        }
    }

    /// Reads the result of a call.
    pub(crate) fn decode(result: &[u8]) -> Option<Self> {
        match result {
            [REFUSED | FAILED, ..] => Some(Self::Refused),
            [DONE] => Some(Self::Done),
            [GO, address @ ..] => String::from_utf8(address.to_vec()).ok().map(Self::Go),
            _ => None,
        }
    }
}

/// The result of an action that `<Form>` takes: `()`, a [`Redirect`], or a `Result` with one of them.
#[diagnostic::on_unimplemented(
    message = "`<Form>` does not know what follows `{Self}`",
    label = "the result of the action",
    note = "let the action return `()`, `Redirect`, or a `Result` of one of them"
)]
pub trait FormResult: ActionResult {
    /// Returns what follows.
    fn after(&self) -> AfterSubmit;
}

impl FormResult for () {
    fn after(&self) -> AfterSubmit {
        AfterSubmit::Done
    }
}

impl FormResult for Redirect {
    fn after(&self) -> AfterSubmit {
        AfterSubmit::Go(self.address().to_owned())
    }
}

impl<T: FormResult, E: 'static> FormResult for Result<T, E> {
    fn after(&self) -> AfterSubmit {
        self.as_ref().map_or(AfterSubmit::Refused, T::after)
    }
}
