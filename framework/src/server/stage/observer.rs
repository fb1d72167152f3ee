//! The observer of a session, if one is asked for: the overlay of dev mode.

use super::Known;
use crate::function::{Frame, Function};
use crate::graph::ScopeId;
use crate::part::Template;
use crate::server::view::Unit;
use crate::wire::message::{Batch, Place, Update};
use crate::wire::number::Region;
use crate::wire::snapshot::Snapshot;

/// Receives the events of a page. A session has at most one observer, from its beginning, and calls it only to report.
pub(crate) trait PageObserver {
    /// A component, given by the name of its props type, starts in the current scope.
    fn starts(&self, props: &'static str);
    /// A region is on the page.
    fn adopts(
        &self,
        region: Region,
        template: &'static Template,
        functions: &[Function],
        frame: &Frame,
        units: &[Unit],
        scope: ScopeId,
    );
    /// Content that is mounted from now on is in the structure hole of a place.
    fn enters(&self, place: &Place);
    /// The place that was entered last is complete.
    fn leaves(&self);
    /// The first page was written. Its snapshot has so many bytes.
    fn rendered(&self, known: &Known, html: &str, snapshot: &Snapshot, bytes: usize);
    /// An update is sent, with its snapshot.
    fn sent(&self, known: &Known, update: &Update, snapshot: &Snapshot);
    /// A batch was applied.
    fn received(&self, known: &Known, batch: &Batch);
}

/// A guard: until it is dropped, the observer takes what is mounted to be in a place.
#[must_use = "the place is left when this is dropped"]
pub(crate) struct ObservedPlace<'o>(Option<&'o dyn PageObserver>);

impl<'o> ObservedPlace<'o> {
    /// Enters the place.
    pub fn enter(observer: Option<&'o dyn PageObserver>, place: impl FnOnce() -> Place) -> Self {
        if let Some(observer) = observer {
            observer.enters(&place());
        }
        Self(observer)
    }
}

impl Drop for ObservedPlace<'_> {
    fn drop(&mut self) {
        if let Some(observer) = self.0 {
            observer.leaves();
        }
    }
}
