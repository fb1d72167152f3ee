//! Files of forms: they come in a request of their own, or with a form that is submitted without scripts, and wait here until
//! the form's action takes them.
//!
//! A file is named by a random token, for one session and once. A file that is refused has a token too, so that the error is
//! said where all errors of a form are: by its decoder. What nobody takes is deleted.

mod accept;
mod paced;
mod receive;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio::sync::{Semaphore, SemaphorePermit};

pub(crate) use accept::accepts;
pub(crate) use receive::{ReceivedForm, UploadFailure, receive};

pub(crate) use super::stage::PageName;
use super::stage::actions;
use super::view::limit::Limit;
use crate::form::{FieldError, StoredUpload};
use crate::wire::limits::{UPLOADS_AT_ONCE, UPLOADS_WAITING};

/// A file that waits for its form, or the reason why it is refused.
struct WaitingUpload {
    page: PageName,
    upload: Result<StoredUpload, FieldError>,
}

static WAITING: LazyLock<Mutex<HashMap<String, WaitingUpload>>> = LazyLock::new(Mutex::default);

static AT_ONCE: Semaphore = Semaphore::const_new(UPLOADS_AT_ONCE);

fn waiting() -> MutexGuard<'static, HashMap<String, WaitingUpload>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets a request bring files, unless too many do.
pub(crate) fn begin() -> Option<SemaphorePermit<'static>> {
    let has_room = waiting().len() < UPLOADS_WAITING;
    let permit = AT_ONCE.try_acquire().ok().filter(|_| has_room);
    if permit.is_none() {
        Limit::Uploads.hit();
    }
    permit
}

/// Tokens whose files are deleted when this is dropped, unless they were taken.
#[derive(Debug, Default)]
pub(crate) struct UploadTokens {
    page: PageName,
    tokens: Vec<String>,
}

impl UploadTokens {
    /// Begins without a token.
    pub fn of(page: PageName) -> Self {
        let tokens = Vec::new();
        Self { page, tokens }
    }

    /// Lets a file wait. Returns its token.
    fn add(&mut self, upload: Result<StoredUpload, FieldError>) -> String {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        let token = URL_SAFE_NO_PAD.encode(bytes);
        let page = self.page;
        waiting().insert(token.clone(), WaitingUpload { page, upload });
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
