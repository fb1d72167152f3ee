//! Forms: structs whose fields are the controls of a `<form>`.
//!
//! A submitted form is a list of entries, names with texts. There is one decoder of them, [`FormReader`], whichever way
//! they come: over the socket, from client code that gives an action a struct, or in a request without scripts.

pub(crate) mod after;
mod entries;
mod error;
mod field;
#[cfg(not(target_arch = "wasm32"))]
mod outcome;
mod read;
mod redirect;
mod upload;
mod value;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use error::{Errors, FieldError};
#[cfg(not(target_arch = "wasm32"))]
pub use field::FormField;
pub use field::{Field, Rules};
#[cfg(not(target_arch = "wasm32"))]
pub use outcome::{AfterSubmit, FormResult};
pub use read::{FormReader, within};
pub use redirect::Redirect;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use upload::StoredUpload;
#[cfg(not(target_arch = "wasm32"))]
pub use upload::{IncomingUpload, UploadSink};
pub use upload::{TemporaryFile, Upload, UploadRules};
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub use upload::{UploadForm, UploadPlace, places};
pub use value::{
    ControlKind, FormValue, NumberField, Text, TextField, UploadField, proofs, write_text,
};

use crate::cross::Cross;
#[cfg(not(target_arch = "wasm32"))]
use crate::cross::ReadArgument;
#[cfg(not(target_arch = "wasm32"))]
use crate::wire::DecodeError;
#[cfg(not(target_arch = "wasm32"))]
use crate::wire::bounded::Budget;
#[cfg(not(target_arch = "wasm32"))]
use crate::wire::codec;

/// The entries of a submitted form, in their order: the name of a control, and its text.
pub type FormEntries = Vec<(String, String)>;

/// A struct whose fields are the controls of a form: `#[derive(Form)]`.
///
/// An action that takes one can be given to `<Form action=..>`. The derive makes a constant for each field, by which markup
/// names it: `SignUp::EMAIL` of the field `email`. See the derive for the attributes of fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a form",
    label = "a form has a struct for its controls",
    note = "put `#[derive(Form)]` on the struct that the action takes"
)]
pub trait Form: Cross + FormValue {
    /// Returns the entries that a form with these values submits. What is [`Secret`](crate::Secret) leaves only a browser.
    fn entries(&self) -> FormEntries {
        let mut entries = Vec::new();
        self.write("", &mut entries);
        entries
    }
}

/// Adds checks to a form that need more than one field, or more than the attributes of `#[derive(Form)]` say.
///
/// The derive calls it on the server with `#[form(validate)]` on the struct, once all fields can be read.
///
/// ```
/// use watershed::form::{Errors, ValidateForm};
/// use watershed::prelude::*;
///
/// #[derive(Form)]
/// #[form(validate)]
/// struct Stay {
///     from: u32,
///     to: u32,
/// }
///
/// impl ValidateForm for Stay {
///     fn validate(&self, errors: &mut Errors<Self>) {
///         if self.to < self.from {
///             errors.at(Self::TO, "must not be before the first day");
///         }
///     }
/// }
/// ```
pub trait ValidateForm: Sized {
    /// Adds an error for each mistake.
    fn validate(&self, errors: &mut Errors<Self>);
}

/// Serializes a form as its entries.
///
/// # Errors
/// The serializer's.
#[doc(hidden)]
pub fn serialize<F: Form, S: Serializer>(form: &F, serializer: S) -> Result<S::Ok, S::Error> {
    form.entries().serialize(serializer)
}

/// Deserializes a form from its entries.
///
/// # Errors
/// The deserializer's, or an error if a field is not as it must be.
#[doc(hidden)]
pub fn deserialize<'de, F: Form, D: Deserializer<'de>>(deserializer: D) -> Result<F, D::Error> {
    let entries = FormEntries::deserialize(deserializer)?;
    read(&entries).map_err(|_| serde::de::Error::custom("a field of the form is not as it must be"))
}

/// Reads a form from its entries.
///
/// # Errors
/// The errors of its fields.
pub fn read<F: Form>(entries: &[(String, String)]) -> Result<F, Errors<F>> {
    let entries = with_line_feeds(entries);
    let mut reader = FormReader::new(&entries);
    let form = reader.read("", &Rules::NONE);
    let errors = reader.into_errors();
    match form {
        Some(form) if errors.is_empty() => Ok(form),
        _ => Err(Errors::of(errors)),
    }
}

/// Ends lines as scripts do. A browser that submits a form itself ends them otherwise, and counts them as here.
fn with_line_feeds(entries: &[(String, String)]) -> Cow<'_, [(String, String)]> {
    let has_returns = |(name, text): &(String, String)| name.contains('\r') || text.contains('\r');
    if !entries.iter().any(has_returns) {
        return entries.into();
    }
    let entries = entries.iter();
    entries
        .map(|(name, text)| (line_feeds(name), line_feeds(text)))
        .collect()
}

/// Ends the lines of a text. `str::replace` would bring a search for texts into the browser.
fn line_feeds(text: &str) -> String {
    let mut before = None;
    let mut fed = String::with_capacity(text.len());
    for next in text.chars() {
        match (before.replace(next), next) {
            (Some('\r'), '\n') => {}
            (_, '\r') => fed.push('\n'),
            _ => fed.push(next),
        }
    }
    fed
}

/// Decodes the entries of a form that is the argument of an action.
///
/// # Errors
/// If the bytes are no entries, or exceed the budget.
#[doc(hidden)]
#[cfg(not(target_arch = "wasm32"))]
pub fn argument<F: Form>(bytes: &[u8], budget: &Budget) -> Result<ReadArgument<F>, DecodeError> {
    let entries: FormEntries = codec::decode_bounded(bytes, budget)?;
    Ok(read(&entries).map_err(|errors: Errors<F>| {
        let mut found = errors.into_found();
        let has = |of: &str| entries.iter().any(|(name, _)| name == of);
        if has(CUT) {
            found.retain(|(name, _)| has(name));
        }
        found
    }))
}

/// The entry of a form whose rest was not read, because a file is refused: nothing is said of what is missing.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) const CUT: &str = "_cut";

#[cfg(test)]
mod tests;
