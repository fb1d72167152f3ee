//! The types of fields.

use std::fmt::Display;
use std::str::FromStr;

#[cfg(not(target_arch = "wasm32"))]
use super::UploadPlace;
use super::{FieldError, FormEntries, FormReader, Rules, Upload, UploadRules};
use crate::Secret;

/// A type of a field of a form: how it is read from a control, and shown in one.
///
/// Numbers, `bool`, `char`, `String`, `Option`, `Vec`, [`Secret`], structs and enums with `#[derive(Form)]` are such types.
/// Of any other type that is written as text (a date, an id), `#[form(text)]` on the field makes one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of a form's field",
    label = "a control has no such value",
    note = "put `#[derive(Form)]` on it if it is a struct or an enum of yours",
    note = "or `#[form(text)]` on the field if the type has `FromStr` and `Display`"
)]
pub trait FormValue: Sized + 'static {
    /// The kind of control that a value needs.
    const KIND: ControlKind;

    /// True if there may be files in it.
    #[doc(hidden)]
    const HAS_UPLOADS: bool = false;

    /// True if the value is several of another type.
    #[doc(hidden)]
    const IS_SEVERAL: bool = false;

    /// Reads the value of this name, or notes why it is refused.
    fn read(from: &mut FormReader<'_>, name: &str, rules: &Rules) -> Option<Self>;

    /// Adds the entries that a control with this value submits.
    fn write(&self, name: &str, entries: &mut FormEntries);

    /// Adds the places at which there may be files.
    #[doc(hidden)]
    #[cfg(not(target_arch = "wasm32"))]
    fn uploads(_name: &str, _rules: &Rules, _found: &mut Vec<UploadPlace>) {}
}

/// The kind of control that a value needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlKind {
    /// A control with text.
    Text,
    /// A control with a whole number.
    Number,
    /// A control with a number that may have decimals.
    Decimal,
    /// A box that is checked or not.
    Checkbox,
    /// A control with text that is never shown again.
    Secret,
    /// One of several values: a `<select>`, radio buttons.
    Choice,
    /// A control with files.
    File,
    /// Several controls.
    Group,
}

/// A field whose characters are counted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no characters: this rule is for text",
    label = "a rule for text",
    note = "it is for `String`, `char`, and fields with `#[form(text)]`, also in `Option`, `Vec` and `Secret`",
    note = "numbers have `min = 1` and `max = 9`"
)]
pub trait TextField {}

/// A field with a number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number: this rule is for numbers",
    label = "a rule for numbers",
    note = "text has `min_len = 2` and `max_len = 80`"
)]
pub trait NumberField {}

impl TextField for String {}
impl TextField for char {}
impl<T> TextField for Text<T> {}
impl<T: TextField> TextField for Option<T> {}
impl<T: TextField> TextField for Vec<T> {}
impl<T: TextField> TextField for Secret<T> {}
impl<T: NumberField> NumberField for Option<T> {}
impl<T: NumberField> NumberField for Vec<T> {}
impl<T: NumberField> NumberField for Secret<T> {}

/// A field with files.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no file: this rule is for uploads",
    label = "a rule for files",
    note = "it is for `Upload`, `Option<Upload>` and `Vec<Upload>`"
)]
pub trait UploadField {}

impl<T> UploadField for Upload<T> {}
impl<T: UploadField> UploadField for Option<T> {}
impl<T: UploadField> UploadField for Vec<T> {}

/// The proofs of the derive about the types of fields.
#[doc(hidden)]
pub mod proofs {
    use super::{NumberField, TextField, UploadField};

    /// Compiles for text.
    pub fn is_text<T: TextField>() {}

    /// Compiles for files.
    pub fn is_upload<T: UploadField>() {}

    /// Compiles for numbers.
    pub fn is_number<T: NumberField>() {}
}

/// A field with `#[form(text)]`: its type is read by [`FromStr`], and shown by [`Display`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<T>(pub T);

impl<T: FromStr + Display + 'static> FormValue for Text<T> {
    const KIND: ControlKind = ControlKind::Text;

    fn read(from: &mut FormReader<'_>, name: &str, rules: &Rules) -> Option<Self> {
        read_text(from, name, rules).map(Self)
    }

    fn write(&self, name: &str, entries: &mut FormEntries) {
        write_text(&self.0, name, entries);
    }
}

/// Reads a value that is written as text, by [`FromStr`].
pub(super) fn read_text<T: FromStr>(
    from: &mut FormReader<'_>,
    name: &str,
    rules: &Rules,
) -> Option<T> {
    let Some(text) = from.text(name).filter(|text| !text.trim().is_empty()) else {
        return from.refuse(name, FieldError::Missing);
    };
    if let Err(error) = rules.check_text(text) {
        return from.refuse(name, error);
    }
    match text.trim().parse() {
        Ok(value) => Some(value),
        Err(_) => from.refuse(name, FieldError::Malformed),
    }
}

/// Adds the entry of a value that is written as text, by [`Display`].
#[doc(hidden)]
pub fn write_text<T: Display>(value: &T, name: &str, entries: &mut FormEntries) {
    entries.push((name.to_owned(), value.to_string()));
}

impl FormValue for String {
    const KIND: ControlKind = ControlKind::Text;

    fn read(from: &mut FormReader<'_>, name: &str, rules: &Rules) -> Option<Self> {
        let text = from.text(name).unwrap_or_default();
        if text.trim().is_empty() && rules.required {
            return from.refuse(name, FieldError::Missing);
        }
        // What may be left out is checked only if something is there.
        match rules.check_text(text) {
            Err(error) if !text.is_empty() => from.refuse(name, error),
            _ => Some(text.to_owned()),
        }
    }

    fn write(&self, name: &str, entries: &mut FormEntries) {
        entries.push((name.to_owned(), self.clone()));
    }
}

impl FormValue for char {
    const KIND: ControlKind = ControlKind::Text;

    fn read(from: &mut FormReader<'_>, name: &str, rules: &Rules) -> Option<Self> {
        read_text(from, name, rules)
    }

    fn write(&self, name: &str, entries: &mut FormEntries) {
        write_text(self, name, entries);
    }
}

macro_rules! numbers {
    ($kind:ident $($number:ty)*) => {$(
        impl NumberField for $number {}

        impl FormValue for $number {
            const KIND: ControlKind = ControlKind::$kind;

            fn read(from: &mut FormReader<'_>, name: &str, rules: &Rules) -> Option<Self> {
                let number: Self = read_text(from, name, &Rules::NONE)?;
                #[allow(clippy::cast_precision_loss, clippy::cast_lossless)]
                match rules.check_number(number as f64) {
                    Ok(()) => Some(number),
                    Err(error) => from.refuse(name, error),
                }
            }

            fn write(&self, name: &str, entries: &mut FormEntries) {
                write_text(self, name, entries);
            }
        }
    )*};
}

numbers! { Number i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }
numbers! { Decimal f32 f64 }

/// A box that is not checked submits nothing.
impl FormValue for bool {
    const KIND: ControlKind = ControlKind::Checkbox;

    fn read(from: &mut FormReader<'_>, name: &str, rules: &Rules) -> Option<Self> {
        let is_checked = from.text(name).is_some_and(|text| text != "false");
        if rules.required && !is_checked {
            return from.refuse(name, FieldError::Missing);
        }
        Some(is_checked)
    }

    fn write(&self, name: &str, entries: &mut FormEntries) {
        if *self {
            entries.push((name.to_owned(), "on".to_owned()));
        }
    }
}

/// Nothing was entered, or a value.
impl<T: FormValue> FormValue for Option<T> {
    const KIND: ControlKind = T::KIND;
    const HAS_UPLOADS: bool = T::HAS_UPLOADS;
    const IS_SEVERAL: bool = T::IS_SEVERAL;

    fn read(from: &mut FormReader<'_>, name: &str, rules: &Rules) -> Option<Self> {
        let is_there = match T::KIND {
            ControlKind::Group => from.has(name),
            _ => from.text(name).is_some_and(|text| !text.trim().is_empty()),
        };
        match is_there {
            true => from.read(name, rules).map(Some),
            false if rules.required => from.refuse(name, FieldError::Missing),
            false => Some(None),
        }
    }

    fn write(&self, name: &str, entries: &mut FormEntries) {
        if let Some(value) = self {
            value.write(name, entries);
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn uploads(name: &str, rules: &Rules, found: &mut Vec<UploadPlace>) {
        T::uploads(name, rules, found);
    }
}

/// Values of one name, or structs that are numbered: `phones[0].number`.
impl<T: FormValue> FormValue for Vec<T> {
    const KIND: ControlKind = match T::KIND {
        ControlKind::File => ControlKind::File,
        _ => ControlKind::Group,
    };
    const HAS_UPLOADS: bool = T::HAS_UPLOADS;
    const IS_SEVERAL: bool = true;

    fn read(from: &mut FormReader<'_>, name: &str, rules: &Rules) -> Option<Self> {
        if T::KIND == ControlKind::File {
            let most = rules.upload.unwrap_or(UploadRules::DEFAULT).count;
            let texts = from.texts(name).to_vec();
            if texts.len() > most as usize {
                for text in texts {
                    // What is read is not left waiting.
                    let one = [(name.to_owned(), text.to_owned())];
                    let _: Option<T> = FormReader::new(&one).read(name, rules);
                }
                return from.refuse(name, FieldError::TooMany(most));
            }
        }
        let mut values = Some(Vec::new());
        let mut add = |value: Option<T>| match (&mut values, value) {
            (Some(all), Some(value)) => all.push(value),
            (all, _) => *all = None,
        };
        if T::KIND == ControlKind::Group {
            for index in from.indices(name) {
                add(from.read(&format!("{name}[{index}]"), rules));
            }
        } else {
            for text in from.texts(name).to_vec() {
                let one = [(name.to_owned(), text.to_owned())];
                let mut reader = FormReader::new(&one);
                add(reader.read(name, rules));
                for (name, error) in reader.into_errors() {
                    add(from.refuse(&name, error));
                }
            }
        }
        if rules.required && values.as_ref().is_some_and(Vec::is_empty) {
            return from.refuse(name, FieldError::Missing);
        }
        values
    }

    fn write(&self, name: &str, entries: &mut FormEntries) {
        for (index, value) in self.iter().enumerate() {
            match T::KIND {
                ControlKind::Group => value.write(&format!("{name}[{index}]"), entries),
                _ => value.write(name, entries),
            }
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn uploads(name: &str, rules: &Rules, found: &mut Vec<UploadPlace>) {
        let name = match T::KIND {
            ControlKind::Group => format!("{name}[]"),
            _ => name.to_owned(),
        };
        let before = found.len();
        T::uploads(&name, rules, found);
        for place in &mut found[before..] {
            place.is_several |= T::KIND == ControlKind::File;
        }
    }
}

/// Shown as nothing: it goes from the browser to the server, and never back.
impl<T: FormValue> FormValue for Secret<T> {
    const KIND: ControlKind = ControlKind::Secret;

    fn read(from: &mut FormReader<'_>, name: &str, rules: &Rules) -> Option<Self> {
        from.read(name, rules).map(Self::new)
    }

    fn write(&self, name: &str, entries: &mut FormEntries) {
        #[cfg(target_arch = "wasm32")]
        self.expose().write(name, entries);
        #[cfg(not(target_arch = "wasm32"))]
        let _ = (name, entries);
    }
}
