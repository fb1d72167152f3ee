//! Waking client functions: those of the page when the client arrives, and those of new content.
//!
//! What the server has rendered is right, so a binding of the page runs its function only to learn what it depends
//! on. A binding of new content writes what it computes.

use std::rc::Rc;

use super::bind::{self, Found};
use super::dispatch::Listener;
use super::dom::{Dom, Node};
use super::kind::{Bound, Captures, Part, What};
use super::locate;
use super::page::{self, Page};
use crate::graph::{ScopeId, effect, untrack};
use crate::part::{Locator, Target, Value};
use crate::wire::snapshot::{self, ScopeRecord};

/// Whether the document already says what the bindings are about to compute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// It does: the server rendered it.
    Rendered,
    /// It does not: its holes are empty.
    Empty,
}

/// Wakes the client functions of the page.
///
/// # Panics
/// If the snapshot is not one for this artifact: the page is then as it would be without a client.
pub(super) fn page(page: &Rc<Page>, bytes: &[u8]) {
    let sleeping = Sleeping::new(page, bytes);
    let changed = sleeping.wake(page, Content::Rendered);
    for (control, event) in changed {
        page.dom.fire(&control, event);
    }
}

/// The scopes of a snapshot.
pub(super) struct Sleeping(Vec<ScopeRecord>);

/// A control that a person has changed before its binding was awake, and the event to be sent after it.
type Changed = (Node, &'static str);

impl Sleeping {
    /// Decodes a snapshot and enters its nodes. What it refers to need not be on the page yet.
    ///
    /// # Panics
    /// If the snapshot is not one for this artifact.
    pub(super) fn new(page: &Page, bytes: &[u8]) -> Self {
        let registry = &page.registry;
        let slots = |id| registry.find(id).map(|kind| usize::from(kind.slots));
        let Ok(snapshot) = snapshot::decode(bytes, registry.first, slots) else {
            panic!("the page and the client are of different builds");
        };
        page.nodes.extend(snapshot.nodes);
        Self(snapshot.scopes)
    }
}
