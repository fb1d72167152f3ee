//! The share of one client in the requests that bring files, and in the files that wait.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::waiting;
use crate::server::view::limit::Limit;
use crate::wire::limits::{
    CLIENT_UPLOADS, CLIENT_UPLOADS_WAITING, UPLOADS_AT_ONCE, UPLOADS_WAITING,
};

static AT_ONCE: Semaphore = Semaphore::const_new(UPLOADS_AT_ONCE);

/// The requests of each client that bring files now.
static BRINGING: LazyLock<Mutex<HashMap<IpAddr, usize>>> = LazyLock::new(Mutex::default);

fn bringing() -> MutexGuard<'static, HashMap<IpAddr, usize>> {
    BRINGING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A request that may bring files, counted until this is dropped.
#[derive(Debug)]
pub(crate) struct UploadPermit {
    _permit: SemaphorePermit<'static>,
    client: Option<IpAddr>,
}

/// Lets a request bring files, unless too many do. The client is the visitor's address, if that is a client's.
pub(crate) fn begin(client: Option<IpAddr>) -> Option<UploadPermit> {
    if !has_room(client) {
        return None;
    }
    let Ok(permit) = AT_ONCE.try_acquire() else {
        Limit::Uploads.hit();
        return None;
    };
    if let Some(client) = client {
        let mut bringing = bringing();
        let count = bringing.entry(client).or_default();
        if *count >= CLIENT_UPLOADS {
            Limit::ClientUploads.hit();
            return None;
        }
        *count += 1;
    }
    let _permit = permit;
    Some(UploadPermit { _permit, client })
}

/// Returns whether another file may wait.
pub(super) fn has_room(client: Option<IpAddr>) -> bool {
    let waiting = waiting();
    let own = waiting.values().filter(|upload| upload.client == client);
    if waiting.len() >= UPLOADS_WAITING {
        Limit::Uploads.hit();
        return false;
    }
    if client.is_some() && own.count() >= CLIENT_UPLOADS_WAITING {
        Limit::ClientUploads.hit();
        return false;
    }
    true
}

impl Drop for UploadPermit {
    fn drop(&mut self) {
        let Some(client) = self.client else { return };
        let mut bringing = bringing();
        if let Some(count) = bringing.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                bringing.remove(&client);
            }
        }
    }
}
