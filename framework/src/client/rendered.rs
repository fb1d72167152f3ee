//! The artifact of a simulation: the kinds that the server half of this process has rendered so far.
//!
//! In a browser an artifact knows its kinds from the start. Natively both halves of a component are one function, so
//! its kinds become known when it first runs, which is before anything can refer to them.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use super::kind::{Kind, Part};
use crate::part::KindId;

static KINDS: LazyLock<RwLock<HashMap<KindId, &'static Kind>>> = LazyLock::new(RwLock::default);

/// Enters a kind, unless it is known. It stays known for as long as the process lives.
pub(crate) fn enter(id: KindId, slots: u16, parts: impl FnOnce() -> Vec<Part>) {
    if find(id).is_none() {
        let kind = Box::leak(Box::new(Kind {
            id,
            slots,
            parts: parts(),
        }));
        KINDS
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, kind);
    }
}

/// The kind of this name.
pub(crate) fn find(id: KindId) -> Option<&'static Kind> {
    KINDS
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&id)
        .copied()
}
