//! The decoder of submitted forms.

use std::collections::BTreeSet;

use super::entries::NamedTexts;
use super::{Errors, FieldError, Form, FormValue, Rules};

/// Reads the fields of a form from its entries, and gathers what is wrong with them.
#[derive(Debug)]
pub struct FormReader<'a> {
    entries: NamedTexts<'a>,
    errors: Vec<(String, FieldError)>,
}

impl<'a> FormReader<'a> {
    /// Reads entries.
    pub(super) fn new(entries: &'a [(String, String)]) -> Self {
        Self {
            entries: NamedTexts::of(entries),
            errors: Vec::new(),
        }
    }

    /// Reads the value of this name. Without one, there is at least one error of it or of something in it.
    pub fn read<T: FormValue>(&mut self, name: &str, rules: &Rules) -> Option<T> {
        T::read(self, name, rules)
    }

    /// Reads a field of the struct of this name.
    pub fn field<T: FormValue>(&mut self, form: &str, name: &str, rules: &Rules) -> Option<T> {
        self.read(&within(form, name), rules)
    }

    /// Adds the errors that a form's own check has found.
    pub fn check<F: Form>(&mut self, form: &str, errors: Errors<F>) {
        let errors = errors.into_found().into_iter();
        let errors = errors.map(|(name, error)| (within(form, &name), error));
        self.errors.extend(errors);
    }

    /// Returns the text of a control, if it was submitted.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.texts(name).first().copied()
    }

    /// Returns the texts of all controls of a name.
    pub fn texts(&self, name: &str) -> &[&'a str] {
        self.entries.get(name).unwrap_or_default()
    }

    /// Returns whether anything of this name, or in it, was submitted.
    pub fn has(&self, name: &str) -> bool {
        let is_within = |other: &str| {
            let rest = other.strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with(['.', '[']))
        };
        self.entries.get(name).is_some() || self.entries.names().any(is_within)
    }

    /// Returns the indices in `name[2].number`, in ascending order.
    pub fn indices(&self, name: &str) -> Vec<usize> {
        let index = |other: &str| {
            let rest = other.strip_prefix(name)?.strip_prefix('[')?;
            rest.split_once(']')?.0.parse().ok()
        };
        let found: BTreeSet<usize> = self.entries.names().filter_map(index).collect();
        found.into_iter().collect()
    }

    /// Refuses a value. Returns none.
    pub fn refuse<T>(&mut self, name: &str, error: impl Into<FieldError>) -> Option<T> {
        self.errors.push((name.to_owned(), error.into()));
        None
    }

    pub(super) fn into_errors(self) -> Vec<(String, FieldError)> {
        self.errors
    }
}

/// Returns the name of a field in the struct of another name.
#[doc(hidden)]
pub fn within(form: &str, name: &str) -> String {
    match (form, name) {
        ("", name) => name.to_owned(),
        (form, "") => form.to_owned(),
        (form, name) => format!("{form}.{name}"),
    }
}
