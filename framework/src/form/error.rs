//! Errors of the fields of a form.

use std::fmt;
use std::marker::PhantomData;

use super::Field;

/// The reason why a field is refused. Its `Display` is an English sentence without a subject, for the place below the
/// control; an application in another language matches it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FieldError {
    /// Nothing was entered.
    Missing,
    /// The text is not a value of the field's type, or not in the form that its attribute asks for.
    Malformed,
    /// The text has fewer characters than this.
    TooShort(u32),
    /// The text has more characters than this.
    TooLong(u32),
    /// The number is smaller than this.
    TooSmall(f64),
    /// The number is larger than this.
    TooLarge(f64),
    /// The file has more bytes than this.
    TooLargeFile(u64),
    /// The file is of another type than the field takes.
    WrongType,
    /// There are more files than this.
    TooMany(u32),
    /// The file did not arrive, or is gone.
    Lost,
    /// A sentence of the application's.
    Custom(String),
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("must be filled in"),
            Self::Malformed => f.write_str("is not valid"),
            Self::TooShort(length) => write!(f, "must have at least {length} characters"),
            Self::TooLong(length) => write!(f, "must have at most {length} characters"),
            Self::TooSmall(least) => write!(f, "must be at least {least}"),
            Self::TooLarge(most) => write!(f, "must be at most {most}"),
            Self::TooLargeFile(most) => write!(f, "must have at most {}", size(*most)),
            Self::WrongType => f.write_str("is a file of another type"),
            Self::TooMany(most) => write!(f, "must be at most {most} files"),
            Self::Lost => f.write_str("did not arrive; choose it again"),
            Self::Custom(sentence) => f.write_str(sentence),
        }
    }
}

/// Returns a number of bytes in the largest unit in which it is a whole number.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 6] = [
        (1 << 30, "GiB"),
        (1_000_000_000, "GB"),
        (1 << 20, "MiB"),
        (1_000_000, "MB"),
        (1 << 10, "KiB"),
        (1_000, "kB"),
    ];
    let whole = UNITS
        .into_iter()
        .find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    match whole {
        Some((unit, name)) => format!("{} {name}", bytes / unit),
        None => format!("{bytes} bytes"),
    }
}

impl From<&str> for FieldError {
    fn from(sentence: &str) -> Self {
        Self::Custom(sentence.to_owned())
    }
}

impl From<String> for FieldError {
    fn from(sentence: String) -> Self {
        Self::Custom(sentence)
    }
}

/// The error of an action that takes a form: what is wrong with its fields.
///
/// ```
/// use watershed::form::Errors;
/// use watershed::prelude::*;
///
/// #[derive(Form)]
/// struct SignUp {
///     email: String,
/// }
///
/// let taken = Errors::one(SignUp::EMAIL, "is taken");
/// assert_eq!(taken.to_string(), "email is taken");
/// ```
#[derive(Clone, PartialEq)]
pub struct Errors<F> {
    found: Vec<(String, FieldError)>,
    form: PhantomData<fn() -> F>,
}

impl<F> Errors<F> {
    /// Makes a list without errors.
    pub fn new() -> Self {
        Self::of(Vec::new())
    }

    /// Makes a list with one error of a field.
    pub fn one<T>(field: Field<F, T>, error: impl Into<FieldError>) -> Self {
        let mut errors = Self::new();
        errors.at(field, error);
        errors
    }

    /// Makes a list with one error of the whole form.
    pub fn whole(error: impl Into<FieldError>) -> Self {
        Self::of(vec![(String::new(), error.into())])
    }

    /// Adds an error of a field.
    pub fn at<T>(&mut self, field: Field<F, T>, error: impl Into<FieldError>) {
        self.found.push((field.into_name(), error.into()));
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Returns all errors with the names of their fields, in their order. An error of the whole form has an empty name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FieldError)> {
        self.found.iter().map(|(name, error)| (&**name, error))
    }

    pub(super) fn of(found: Vec<(String, FieldError)>) -> Self {
        Self {
            found,
            form: PhantomData,
        }
    }

    pub(super) fn into_found(self) -> Vec<(String, FieldError)> {
        self.found
    }
}

impl<F> Default for Errors<F> {
    fn default() -> Self {
        Self::new()
    }
}

impl<F> fmt::Debug for Errors<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.found).finish()
    }
}

impl<F> fmt::Display for Errors<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, error)) in self.iter().enumerate() {
            let separator = if index > 0 { ", " } else { "" };
            let space = if name.is_empty() { "" } else { " " };
            write!(f, "{separator}{name}{space}{error}")?;
        }
        Ok(())
    }
}

impl<F> std::error::Error for Errors<F> {}
