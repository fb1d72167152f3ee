//! Files of forms: they come in a request of their own, or with a form that is submitted without scripts, and wait here until
//! the form's action takes them.
//!
//! A file is named by a random token, for one session and once. A file that is refused has a token too, so that the error is
//! said where all errors of a form are: by its decoder. What nobody takes is deleted.

mod accept;
mod paced;
mod receive;
mod share;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub(crate) use accept::accepts;
pub(crate) use receive::{ReceivedForm, UploadFailure, receive};
pub(crate) use share::begin;

pub(crate) use super::stage::PageName;
use super::stage::actions;
use crate::form::{FieldError, StoredUpload};

/// A file that waits for its form, or the reason why it is refused.
struct WaitingUpload {
    page: PageName,
    client: Option<IpAddr>,
    upload: Result<StoredUpload, FieldError>,
}

static WAITING: LazyLock<Mutex<HashMap<String, WaitingUpload>>> = LazyLock::new(Mutex::default);

fn waiting() -> MutexGuard<'static, HashMap<String, WaitingUpload>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tokens whose files are deleted when this is dropped, unless they were taken.
#[derive(Debug, Default)]
pub(crate) struct UploadTokens {
    page: PageName,
    client: Option<IpAddr>,
    tokens: Vec<String>,
}

impl UploadTokens {
    /// Begins without a token. The client is the visitor's address, if that is a client's.
    pub fn of(page: PageName, client: Option<IpAddr>) -> Self {
        let tokens = Vec::new();
        Self {
            page,
            client,
            tokens,
        }
    }

    /// Returns whether another file may wait.
    fn has_room(&self) -> bool {
        share::has_room(self.client)
    }

    /// Lets a file wait. Returns its token.
    fn add(&mut self, upload: Result<StoredUpload, FieldError>) -> String {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        let token = URL_SAFE_NO_PAD.encode(bytes);
        let upload = WaitingUpload {
            page: self.page,
            client: self.client,
            upload,
        };
        waiting().insert(token.clone(), upload);
        self.tokens.push(token.clone());
        token
    }

    /// Returns all tokens, in the order of the files.
    pub fn all(&self) -> &[String] {
        &self.tokens
    }
}

impl Drop for UploadTokens {
    fn drop(&mut self) {
        for token in &self.tokens {
            // Delete files only when the table is free again.
            let gone = waiting().remove(token);
            drop(gone);
        }
    }
}

/// Takes the file with a token, for the current session.
///
/// # Errors
/// If it is refused, or there is no such file for this session.
pub(crate) fn take_upload(token: &str) -> Result<StoredUpload, FieldError> {
    let page = actions().page.get();
    let mut waiting = waiting();
    let is_own = waiting.get(token).is_some_and(|upload| upload.page == page);
    let upload = is_own.then(|| waiting.remove(token)).flatten();
    upload.map_or(Err(FieldError::Lost), |waiting| waiting.upload)
}
