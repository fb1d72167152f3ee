//! Submitting a form to an action, in the browser.

use super::Action;
use crate::client::{Event, event, form, upload};
use crate::form::Form;

impl<F: Form, R> Action<F, R> {
    /// Calls the action with the entries of a form that is being submitted, as `<Form action=..>` does. Browser side.
    ///
    /// A form whose last call is under way is submitted again only if its entries have changed since, and a form with
    /// files not at all. Other forms of the same action are submitted in any case.
    ///
    /// Once the action has ended, the form is emptied, another page is opened, or the first control with an error gets the
    /// focus, as the action's result says.
    pub fn submit(self, event: &Event<event::submit>) {
        match F::HAS_UPLOADS {
            true => upload::submit(self.state.id(), event),
            false => form::submit(self.state.id(), event),
        }
    }

    /// Stops sending the files of a form: the action is not called. Browser side; without files on their way it does nothing.
    pub fn cancel_upload(self) {
        upload::cancel(self.state.id());
    }
}
