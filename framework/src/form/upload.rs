//! Files in forms.

use std::marker::PhantomData;
#[cfg(not(target_arch = "wasm32"))]
use std::sync::Arc;

use super::{ControlKind, FieldError, FormEntries, FormReader, FormValue, Rules};
#[cfg(not(target_arch = "wasm32"))]
use crate::server;

/// The rules of a field with files.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UploadRules {
    /// The types of files, as in the attribute `accept`: `image/*`, `application/pdf`, `.csv`; empty for all.
    pub accept: &'static str,
    /// The most bytes of a file.
    pub max: u64,
    /// The most files.
    pub count: u32,
}

impl UploadRules {
    /// The rules of a field that has none.
    pub const DEFAULT: Self = Self {
        accept: "",
        max: 8 << 20,
        count: 8,
    };
}

/// The entry of a file that was not sent, because it is too large.
#[cfg(not(target_arch = "wasm32"))]
const TOO_LARGE: &str = ">";

/// A file that a visitor has sent with a form: on the server a temporary file, which is deleted with the last clone of the
/// value, so an action that wants to have the file [`persist`](Self::persist)s it; or whatever an [`UploadSink`] makes of the bytes.
///
/// ```
/// use watershed::form::Upload;
/// use watershed::prelude::*;
///
/// #[derive(Form)]
/// struct Profile {
///     #[form(accept = "image/*", max = "5MB")]
///     avatar: Option<Upload>,
///     #[form(accept = "application/pdf", max = "20MB", count = 4)]
///     letters: Vec<Upload>,
/// }
/// ```
///
/// `max` and `count` are checked while the file comes in, and what exceeds them is not stored. The type in `accept` is
/// checked by the first bytes of the file, and not by what the browser says. Without rules a file has at most 8 MiB, and a field 8 files.
pub struct Upload<T = TemporaryFile> {
    #[cfg(not(target_arch = "wasm32"))]
    stored: Arc<StoredUpload>,
    #[cfg(not(target_arch = "wasm32"))]
    of: PhantomData<fn() -> T>,
    /// The browser's code never has a file.
    #[cfg(target_arch = "wasm32")]
    never: (std::convert::Infallible, PhantomData<fn() -> T>),
}

/// A file on the server, in the folder of `WATERSHED_UPLOADS`. It is deleted when this is dropped.
#[derive(Debug)]
pub struct TemporaryFile {
    #[cfg(not(target_arch = "wasm32"))]
    path: tempfile::TempPath,
}

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(not(target_arch = "wasm32"))]
pub use native::{IncomingUpload, UploadSink};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::{ReceiveUpload, StoredUpload};

/// A place in a form at which files are received.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Debug)]
pub struct UploadPlace {
    /// The name of the controls, in which `[]` is any index.
    pub name: String,
    /// The rules of the files.
    pub rules: UploadRules,
    /// True if there may be several.
    pub is_several: bool,
    /// Takes the bytes.
    pub(crate) receive: ReceiveUpload,
}

/// The entry of a file is what the server has given out for it.
#[cfg(not(target_arch = "wasm32"))]
impl<T: UploadSink> FormValue for Upload<T> {
    const KIND: ControlKind = ControlKind::File;
    const HAS_UPLOADS: bool = true;

    fn read(from: &mut FormReader<'_>, name: &str, rules: &Rules) -> Option<Self> {
        let Some(token) = from.text(name).filter(|token| !token.is_empty()) else {
            return from.refuse(name, FieldError::Missing);
        };
        let rules = rules.upload.unwrap_or(UploadRules::DEFAULT);
        if token == TOO_LARGE {
            return from.refuse(name, FieldError::TooLargeFile(rules.max));
        }
        match server::take_upload(token).and_then(|stored| Self::checked(stored, &rules)) {
            Ok(file) => Some(file),
            Err(error) => from.refuse(name, error),
        }
    }

    /// A file is sent by a browser alone.
    fn write(&self, _: &str, _: &mut FormEntries) {}

    fn uploads(name: &str, rules: &Rules, found: &mut Vec<UploadPlace>) {
        found.push(UploadPlace {
            name: name.to_owned(),
            rules: rules.upload.unwrap_or(UploadRules::DEFAULT),
            is_several: false,
            receive: native::receive::<T>,
        });
    }
}

/// Client code has no files: there is nothing to read or to write.
#[cfg(target_arch = "wasm32")]
impl<T: 'static> FormValue for Upload<T> {
    const KIND: ControlKind = ControlKind::File;
    const HAS_UPLOADS: bool = true;

    fn read(from: &mut FormReader<'_>, name: &str, _: &Rules) -> Option<Self> {
        from.refuse(name, FieldError::Lost)
    }

    fn write(&self, _: &str, _: &mut FormEntries) {}
}

impl<T> Clone for Upload<T> {
    fn clone(&self) -> Self {
        #[cfg(not(target_arch = "wasm32"))]
        return Self {
            stored: Arc::clone(&self.stored),
            of: PhantomData,
        };
        #[cfg(target_arch = "wasm32")]
        match self.never.0 {}
    }
}

impl<T> std::fmt::Debug for Upload<T> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        #[cfg(not(target_arch = "wasm32"))]
        return self.stored.fmt(out);
        #[cfg(target_arch = "wasm32")]
        match (self.never.0, out) {}
    }
}

/// The same file.
impl<T> PartialEq for Upload<T> {
    fn eq(&self, other: &Self) -> bool {
        #[cfg(not(target_arch = "wasm32"))]
        return Arc::ptr_eq(&self.stored, &other.stored);
        #[cfg(target_arch = "wasm32")]
        match (self.never.0, other.never.0) {}
    }
}

/// A form of the program, for requests that bring files to it before its page is known.
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
#[derive(Debug)]
pub struct UploadForm {
    /// The number of the form: its `Cross::SHAPE`.
    pub number: u32,
    /// Returns its places.
    pub places: fn() -> Vec<UploadPlace>,
}

#[cfg(not(target_arch = "wasm32"))]
inventory::collect!(UploadForm);

#[cfg(not(target_arch = "wasm32"))]
impl UploadForm {
    /// Returns the places of the form with a number at which it receives files.
    pub(crate) fn places(number: u32) -> Option<Vec<UploadPlace>> {
        let mut forms = inventory::iter::<Self>();
        let form = forms.find(|form| form.number == number)?;
        Some((form.places)())
    }
}

/// Returns the places of a form at which it receives files.
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub fn places<F: FormValue>() -> Vec<UploadPlace> {
    let mut found = Vec::new();
    F::uploads("", &Rules::NONE, &mut found);
    found
}
