//! The fields of a form, as markup names them.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::read::within;
#[cfg(not(target_arch = "wasm32"))]
use super::{ControlKind, FormValue};
use super::{FieldError, UploadRules};

/// A field of the form `F` with the type `T`: a constant that `#[derive(Form)]` makes, as `SignUp::EMAIL` of `email`.
#[derive(Debug)]
pub struct Field<F, T> {
    name: Cow<'static, str>,
    rules: &'static Rules,
    of: PhantomData<fn() -> (F, T)>,
}

/// The rules of a field: they are attributes of its control, and the server checks them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// The `type` of the `<input>`, if it is not the one that the value's type needs.
    pub input: Option<&'static str>,
    /// True if something must be entered.
    pub required: bool,
    /// The fewest characters.
    pub min_len: Option<u32>,
    /// The most characters.
    pub max_len: Option<u32>,
    /// The smallest number.
    pub min: Option<f64>,
    /// The largest number.
    pub max: Option<f64>,
    /// The rules of files.
    pub upload: Option<UploadRules>,
}

impl Rules {
    /// Nothing is asked for.
    pub const NONE: Self = Self {
        input: None,
        required: false,
        min_len: None,
        max_len: None,
        min: None,
        max: None,
        upload: None,
    };

    /// Returns whether the controls are buttons that submit the form.
    #[cfg(not(target_arch = "wasm32"))]
    fn is_button(&self) -> bool {
        self.input == Some("submit")
    }

    pub(super) fn check_text(&self, text: &str) -> Result<(), FieldError> {
        // Browsers count as JavaScript does.
        let length = text.encode_utf16().count();
        match (self.min_len, self.max_len) {
            (Some(least), _) if length < least as usize => Err(FieldError::TooShort(least)),
            (_, Some(most)) if length > most as usize => Err(FieldError::TooLong(most)),
            _ if self.input == Some("email") && !is_email(text) => Err(FieldError::Malformed),
            _ => Ok(()),
        }
    }

    pub(super) fn check_number(&self, number: f64) -> Result<(), FieldError> {
        match (self.min, self.max) {
            // A number that is none is not within any bounds.
            (Some(least), _) if number < least || number.is_nan() => {
                Err(FieldError::TooSmall(least))
            }
            (_, Some(most)) if number > most || number.is_nan() => Err(FieldError::TooLarge(most)),
            _ => Ok(()),
        }
    }
}

/// Returns whether a text is what browsers take for an e-mail address: the definition is that of the HTML standard.
fn is_email(text: &str) -> bool {
    let is_local =
        |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let is_label = |label: &str| {
        let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(is_inside)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && local.bytes().all(is_local) && domain.split('.').all(is_label)
    })
}

impl<F, T> Field<F, T> {
    /// Names a field. The derive calls it.
    #[doc(hidden)]
    pub const fn new(name: &'static str, rules: &'static Rules) -> Self {
        Self {
            name: Cow::Borrowed(name),
            rules,
            of: PhantomData,
        }
    }

    /// Returns a field of this one: `Order::ADDRESS.then(Address::STREET)`.
    #[must_use]
    pub fn then<U>(self, inner: Field<T, U>) -> Field<F, U> {
        Field {
            name: Cow::Owned(within(&self.name, &inner.name)),
            rules: inner.rules,
            of: PhantomData,
        }
    }

    /// Returns the name of its controls.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn into_name(self) -> String {
        self.name.into_owned()
    }
}

impl<F, T> Field<F, Vec<T>> {
    /// Returns the item with this index: `Order::PHONES.at(0)`.
    #[must_use]
    pub fn at(self, index: usize) -> Field<F, T> {
        Field {
            name: Cow::Owned(format!("{}[{index}]", self.name)),
            rules: self.rules,
            of: PhantomData,
        }
    }
}

/// A control of a form, with what was submitted and what is wrong with it: [`Action::field`](crate::Action::field). Server
/// side only.
///
/// Spread it on the `<input>`: `<input {..save.field(Note::TITLE)}>`. The attributes are the name, the type, what the rules of
/// the field ask for, the value, and with an error `aria-invalid` and `aria-describedby`.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Debug)]
pub struct FormField<T> {
    name: String,
    rules: &'static Rules,
    kind: ControlKind,
    /// The texts that the control was submitted with, if the page shows them again.
    typed: Option<Vec<String>>,
    initial: Vec<String>,
    errors: Vec<FieldError>,
    /// The `id` of the element that says what is wrong.
    described: String,
    of: PhantomData<fn() -> T>,
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: FormValue> FormField<T> {
    pub(crate) fn new<F>(
        field: Field<F, T>,
        form: &str,
        typed: Option<&[(String, String)]>,
        errors: Vec<FieldError>,
    ) -> Self {
        let texts = |entries: &[(String, String)]| {
            let own = entries.iter().filter(|(name, _)| *name == field.name);
            own.map(|(_, text)| text.clone()).collect()
        };
        Self {
            typed: typed
                .filter(|_| {
                    !matches!(T::KIND, ControlKind::Secret | ControlKind::File)
                        && !field.rules.is_button()
                })
                .map(texts),
            rules: field.rules,
            kind: T::KIND,
            initial: Vec::new(),
            errors,
            described: format!("{form}-{}", field.name),
            name: field.into_name(),
            of: PhantomData,
        }
    }

    /// Sets the value that is shown while nothing was submitted.
    #[must_use]
    pub fn initial(mut self, value: &T) -> Self {
        let mut entries = Vec::new();
        value.write(&self.name, &mut entries);
        self.initial = entries.into_iter().map(|(_, text)| text).collect();
        self
    }

    /// Returns the text of the control: the content of a `<textarea>`.
    pub fn text(&self) -> String {
        self.texts().first().cloned().unwrap_or_default()
    }

    /// Returns whether this is the value of the control: `<option value="de" selected=field.is("de")>`.
    pub fn is(&self, value: &str) -> bool {
        self.texts().iter().any(|text| text == value)
    }

    /// Returns the attributes of the radio button for a value; of a list, those of the box for it; of a
    /// `#[form(submitter)]`, those of the button.
    #[must_use]
    pub fn choice(&self, value: &str) -> Vec<(&'static str, Option<String>)> {
        if self.rules.is_button() {
            return self.button(Some(value.to_owned()));
        }
        let input = match self.kind {
            ControlKind::Group => "checkbox",
            _ => "radio",
        };
        let mut attributes = vec![
            ("type", Some(input.to_owned())),
            ("name", Some(self.name.clone())),
            ("value", Some(value.to_owned())),
            ("checked", flag(self.is(value))),
        ];
        if self.kind != ControlKind::Group {
            attributes.push(("required", flag(self.rules.required)));
        }
        attributes.extend(self.invalid());
        attributes
    }

    /// Returns what is wrong with the field, in order.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Returns what is wrong with the field as a sentence; empty if nothing is.
    pub fn error(&self) -> String {
        let errors: Vec<_> = self.errors.iter().map(ToString::to_string).collect();
        errors.join(", ")
    }

    /// Returns the `id` of the element that says what is wrong.
    pub fn described(&self) -> &str {
        &self.described
    }

    fn button(&self, value: Option<String>) -> Vec<(&'static str, Option<String>)> {
        vec![
            ("type", Some("submit".to_owned())),
            ("name", Some(self.name.clone())),
            ("value", value),
        ]
    }

    fn texts(&self) -> &[String] {
        self.typed.as_ref().unwrap_or(&self.initial)
    }

    fn invalid(&self) -> [(&'static str, Option<String>); 2] {
        let is_invalid = !self.errors.is_empty();
        [
            ("aria-invalid", is_invalid.then(|| "true".to_owned())),
            (
                "aria-describedby",
                is_invalid.then(|| self.described.clone()),
            ),
        ]
    }

    fn attributes(&self) -> Vec<(&'static str, Option<String>)> {
        let Rules {
            input,
            required,
            min_len,
            max_len,
            min,
            max,
            upload,
        } = *self.rules;
        if self.rules.is_button() {
            let pressed = (self.kind == ControlKind::Checkbox).then(|| "on".to_owned());
            return self.button(self.texts().first().cloned().or(pressed));
        }
        let number = |bound: Option<f64>| bound.map(|bound| bound.to_string());
        let length = |length: Option<u32>| length.map(|length| length.to_string());
        let (of_kind, step) = match self.kind {
            ControlKind::Number => (Some("number"), None),
            ControlKind::Decimal => (Some("number"), Some("any".to_owned())),
            ControlKind::Checkbox => (Some("checkbox"), None),
            ControlKind::Secret => (Some("password"), None),
            ControlKind::File => (Some("file"), None),
            ControlKind::Text | ControlKind::Choice | ControlKind::Group => (None, None),
        };
        let is_box = self.kind == ControlKind::Checkbox;
        let text = self
            .texts()
            .first()
            .filter(|_| !is_box && self.kind != ControlKind::Choice);
        let mut attributes = vec![
            ("type", input.or(of_kind).map(str::to_owned)),
            ("name", Some(self.name.clone())),
            ("value", text.cloned()),
            ("checked", flag(is_box && !self.texts().is_empty())),
            ("required", flag(required)),
            ("minlength", length(min_len)),
            ("maxlength", length(max_len)),
            ("min", number(min)),
            ("max", number(max)),
            ("step", step),
        ];
        if self.kind == ControlKind::File {
            let UploadRules { accept, max, .. } = upload.unwrap_or(UploadRules::DEFAULT);
            attributes.extend([
                ("accept", (!accept.is_empty()).then(|| accept.to_owned())),
                ("multiple", flag(T::IS_SEVERAL)),
                ("data-max", Some(max.to_string())),
            ]);
        }
        attributes.extend(self.invalid());
        attributes
    }
}

/// Returns the value of an attribute without one.
#[cfg(not(target_arch = "wasm32"))]
fn flag(is_set: bool) -> Option<String> {
    is_set.then(String::new)
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: FormValue> IntoIterator for FormField<T> {
    type Item = (&'static str, Option<String>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.attributes().into_iter()
    }
}
