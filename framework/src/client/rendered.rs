//! The artifact of a simulation: the kinds of which this process has made client functions so far.
//!
//! In a browser an artifact knows its kinds from the start. Natively both halves of a component are one function, so
//! its kinds become known when it first runs, which is before anything can refer to them.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use super::kind::{Kind, Part};
use crate::part::KindId;

static KINDS: LazyLock<RwLock<HashMap<KindId, KnownKind>>> = LazyLock::new(RwLock::default);

/// The part of a kind that is known so far.
struct KnownKind {
    slots: u16,
    parts: Vec<Part>,
    /// The kind, once a page has asked for it.
    found: Option<&'static Kind>,
}

/// Notes a client function of a kind, unless it is known: the one after `before` others. It stays known until the
/// process ends.
pub(crate) fn note(id: KindId, slots: u16, before: usize, part: Part) {
    if is_known(id, before) {
        return;
    }
    let mut kinds = KINDS.write().unwrap_or_else(PoisonError::into_inner);
    let kind = kinds.entry(id).or_insert(KnownKind {
        slots,
        parts: Vec::new(),
        found: None,
    });
    if kind.parts.len() == before {
        kind.parts.push(part);
        kind.found = None;
    }
}

fn is_known(id: KindId, part: usize) -> bool {
    let kinds = KINDS.read().unwrap_or_else(PoisonError::into_inner);
    kinds.get(&id).is_some_and(|kind| part < kind.parts.len())
}

/// Returns the kind with this id.
pub(crate) fn find(id: KindId) -> Option<&'static Kind> {
    let kinds = KINDS.read().unwrap_or_else(PoisonError::into_inner);
    let found = kinds.get(&id)?.found;
    drop(kinds);
    found.or_else(|| keep(id))
}

fn keep(id: KindId) -> Option<&'static Kind> {
    let mut kinds = KINDS.write().unwrap_or_else(PoisonError::into_inner);
    let kind = kinds.get_mut(&id)?;
    let (slots, parts) = (kind.slots, kind.parts.clone());
    let found = kind
        .found
        .get_or_insert_with(|| Box::leak(Box::new(Kind { id, slots, parts })));
    Some(found)
}
