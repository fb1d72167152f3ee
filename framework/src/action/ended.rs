//! The last call of an action that has ended, on the server: its result, and what was wrong with a form.

use std::any::{Any, TypeId};
use std::rc::Rc;

use super::{Action, ActionError, ActionResult};
use crate::Cross;
use crate::form::{
    AfterSubmit, Errors, Field, FieldError, Form, FormEntries, FormField, FormResult, FormValue,
};
use crate::graph::{NodeId, RwSignal};
use crate::server::{
    ActionForm, ProvidedAction, actions, actions_if_any, provide_action, with_reloads,
};

/// The last call that has ended.
struct Ended<R> {
    result: Option<Rc<R>>,
    /// The errors of the fields of a form that could not be read.
    refused: Vec<(String, FieldError)>,
    /// The entries of a form that was submitted without scripts: the page shows them again.
    typed: Option<Rc<FormEntries>>,
}

impl<R> Ended<R> {
    const NOTHING: Self = Self {
        result: None,
        refused: Vec::new(),
        typed: None,
    };
}

/// Makes `run` callable under the node of an action.
pub(super) fn provide<A: Cross, R: 'static, F: AsyncFn(A) -> R + 'static>(
    node: NodeId,
    run: F,
    component: Option<&'static str>,
) {
    let ended = RwSignal::new(Ended::<R>::NOTHING);
    let run = Rc::new(run);
    let runner = move |argument: &[u8], budget: &_| {
        let argument = A::argument(argument, budget)?;
        let run = Rc::clone(&run);
        let call = async move {
            let (result, refused) = match argument {
                Ok(argument) => (Some(Rc::new(with_reloads(run(argument)).await)), Vec::new()),
                Err(refused) => (None, refused),
            };
            ended.update(|ended| {
                ended.result = result;
                ended.refused = refused;
            });
            actions().after(node).unwrap_or_default()
        };
        Ok(Box::pin(call) as _)
    };
    let run = Rc::new(runner);
    let ended = ended.id();
    let code = TypeId::of::<F>();
    let action = ProvidedAction {
        run,
        ended,
        code,
        shape: A::SHAPE,
        component,
    };
    provide_action(node, action);
}

impl<A: Cross, R: 'static> Action<A, R> {
    /// Returns the result of the last call that has ended (tracked); `None` before the first one. On the server: markup may
    /// show it, and client code gets what it reads of it, as of a memo.
    ///
    /// # Panics
    /// Outside of a page's session.
    pub fn result(self) -> Option<Rc<R>> {
        self.ended().with(|ended| ended.result.clone())
    }

    fn ended(self) -> RwSignal<Ended<R>> {
        let ended = actions().ended(self.state.id());
        RwSignal::from_id(ended.expect("the action is on the page"))
    }
}

impl<A: Cross, T: Clone + 'static, E: 'static> Action<A, Result<T, E>> {
    /// Returns a clone of the value that the last call has returned (tracked); `None` before the first one, and after one
    /// that has failed. On the server, like [`result`](Self::result).
    ///
    /// # Panics
    /// Outside of a page's session.
    pub fn value(self) -> Option<T> {
        self.result()?.as_ref().as_ref().ok().cloned()
    }
}

impl<A: Cross, T: 'static, E: 'static> Action<A, Result<T, E>> {
    /// Returns the error that the last call has returned (tracked). On the server, like [`result`](Self::result).
    ///
    /// ```
    /// use watershed::prelude::*;
    /// use watershed::testing::App;
    ///
    /// #[component]
    /// fn Note() -> View {
    ///     let (text, set_text) = signal(String::new());
    ///     let save = action(async move |text: String| -> Result<(), UserError> {
    ///         if text.is_empty() {
    ///             return Err(UserError::new("Nothing is written."));
    ///         }
    ///         Ok(())
    ///     });
    ///     view! {
    ///         <input on:input=move |event| set_text.set(event.value())/>
    ///         <button on:click=move |_| save.dispatch(text.get())>"Save"</button>
    ///         <p>{save.error()}</p>
    ///     }
    /// }
    ///
    /// let app = App::new(Note);
    /// app.click("button");
    /// app.sees("Nothing is written.");
    /// app.fill("input", "milk");
    /// app.click("button");
    /// app.sees_no("Nothing is written.");
    /// ```
    ///
    /// # Panics
    /// Outside of a page's session.
    pub fn error(self) -> Option<ActionError<T, E>> {
        ActionError::of(self.result()?)
    }
}

impl<A: Cross, R: ActionResult> Action<A, R> {
    /// Keeps the calls that fail from now on. Outside of a page's session it does nothing.
    pub(crate) fn watch_failures(self) {
        if let Some(actions) = actions_if_any() {
            let ended = self.ended();
            let test = move || ended.with_untracked(Self::has_failed_with);
            actions.watch_failures(self.node(), Rc::new(test));
        }
    }

    /// Returns whether the last call that has ended has returned an error (tracked). In the browser, false.
    pub(super) fn has_returned_error(self) -> bool {
        actions_if_any().is_some() && self.ended().with(Self::has_failed_with)
    }

    /// Returns whether a call has returned an error that is not about the fields of a form.
    fn has_failed_with(ended: &Ended<R>) -> bool {
        let error = ended.result.as_ref().and_then(|result| result.error());
        error.is_some_and(|error| !error.is::<Errors<A>>())
    }
}

impl<F: Form, R: FormResult> Action<F, R> {
    /// Returns a control of the form that the action takes, with what is wrong with it (tracked). Server side only.
    ///
    /// Spread it on the `<input>`: `<input {..sign_up.field(SignUp::EMAIL)}>`.
    ///
    /// # Panics
    /// Outside of a page's session.
    pub fn field<T: FormValue>(self, field: Field<F, T>) -> FormField<T> {
        let form = actions().id(self.state.id());
        self.ended().with(|ended| {
            let errors = errors_of::<F, R>(ended, field.name());
            let typed = ended.typed.as_ref().map(|typed| &***typed);
            FormField::new(field, &form, typed, errors)
        })
    }

    /// Returns what is wrong with the form as a whole (tracked); empty if nothing is. Server side only.
    ///
    /// # Panics
    /// Outside of a page's session.
    pub fn form_error(self) -> String {
        let errors = self.ended().with(|ended| errors_of::<F, R>(ended, ""));
        let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
        errors.join(", ")
    }

    /// Returns how the forms of the action are sent without scripts, if it is not as usual (a form with files). Server side only.
    #[doc(hidden)]
    pub fn form_encoding(self) -> Option<&'static str> {
        F::HAS_UPLOADS.then_some("multipart/form-data")
    }

    /// Lets the forms of the page be submitted to the action without scripts. Returns its name, by which they call it; behind it
    /// the number of a form with files.
    pub(crate) fn provide_form(self) -> Option<String> {
        let (node, ended) = (self.state.id(), self.ended());
        let form = ActionForm {
            after: Rc::new(move || ended.with_untracked(after)),
            typed: Rc::new(move |typed| ended.update(|ended| ended.typed = Some(Rc::new(typed)))),
        };
        let name = actions().add_form(node, form);
        match F::HAS_UPLOADS {
            true => Some(format!("{}.{:x}", name.unwrap_or_default(), F::SHAPE)),
            false => name,
        }
    }
}

fn after<R: FormResult>(ended: &Ended<R>) -> AfterSubmit {
    match &ended.result {
        Some(result) => result.after(),
        None => AfterSubmit::Refused,
    }
}

/// Returns what is wrong with the field of this name.
fn errors_of<F: Form, R: FormResult>(ended: &Ended<R>, name: &str) -> Vec<FieldError> {
    let error = ended.result.as_ref().and_then(|result| result.error());
    let returned = error.and_then(|error: &dyn Any| error.downcast_ref::<Errors<F>>());
    let returned = returned.into_iter().flat_map(Errors::iter);
    let refused = ended.refused.iter().map(|(name, error)| (&**name, error));
    let own = refused.chain(returned).filter(|(of, _)| *of == name);
    own.map(|(_, error)| error.clone()).collect()
}
