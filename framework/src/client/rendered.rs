//! The artifact of a simulation: the kinds of which this process has made client functions so far.
//!
//! In a browser an artifact knows its kinds from the start. Natively both halves of a component are one function, so
//! its kinds become known when it first runs, which is before anything can refer to them.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use super::kind::{Kind, Part};
use crate::facts::namesake;
use crate::part::{KindId, Origin, Template};

static KINDS: LazyLock<RwLock<HashMap<KindId, KnownKind>>> = LazyLock::new(RwLock::default);

/// The part of a kind that is known so far.
struct KnownKind {
    slots: u16,
    /// The markup that it is of, if it is of markup.
    template: Option<&'static Template>,
    parts: Vec<Part>,
    /// The kind, once a page has asked for it.
    found: Option<&'static Kind>,
}

/// Notes a client function of a kind, unless it is known: the one after `before` others. It stays known until the process
/// ends.
///
/// # Panics
///
/// Two components have one name: the client functions of one would run for the other.
pub(crate) fn note(
    id: KindId,
    template: Option<&'static Template>,
    slots: u16,
    before: usize,
    part: Part,
) {
    if is_known(id, template, before) {
        return;
    }
    let mut kinds = KINDS.write().unwrap_or_else(PoisonError::into_inner);
    let kind = kinds.entry(id).or_insert(KnownKind {
        slots,
        template,
        parts: Vec::new(),
        found: None,
    });
    if kind.parts.len() == before {
        kind.parts.push(part);
        kind.found = None;
    }
}

fn is_known(id: KindId, template: Option<&'static Template>, part: usize) -> bool {
    let kinds = KINDS.read().unwrap_or_else(PoisonError::into_inner);
    let Some(kind) = kinds.get(&id) else {
        return false;
    };
    let namesakes = kind
        .template
        .zip(template)
        .filter(|(known, new)| known.origin != new.origin);
    let is_known = part < kind.parts.len();
    drop(kinds);
    if let Some((known, new)) = namesakes {
        panic!("{}", namesake(new.name, [known, new].map(first_line)));
    }
    is_known
}

fn first_line(template: &Template) -> (&'static str, u32) {
    let Origin { file, lines } = template.origin;
    (file, lines.first().copied().unwrap_or_default())
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
