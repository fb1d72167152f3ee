//! The overlay of dev mode: what every node of a page is and why, who runs it, and how many bytes were sent for it.
//!
//! A server that is built for release has none of this: there `absent.rs` stands in its place and does nothing. One
//! that is built for development has it if [`ASKED`] is set, which `cargo watershed serve` does.
//!
//! | file | what |
//! |---|---|
//! | `places` | the component instances and regions of the page, and which line of which instance stands where |
//! | `weigh` | what was sent, in pieces, each with what it is about |
//! | `book` | bytes, by instance and line |
//! | `report` | all of that for one page, as the browser gets it |
//! | `pages` | the script's tag in a page, and the routes |

mod book;
mod pages;
mod places;
mod report;
mod weigh;

use std::any::type_name;
use std::cell::RefCell;
use std::sync::OnceLock;
use std::{env, mem};

use book::Book;
pub(crate) use pages::{answer, routes, shown};
use places::Here;
pub use report::Report;

use crate::function::Function;
use crate::graph::{ScopeId, provide_context, use_context};
use crate::part::{KindId, Template};
use crate::server::render::structure::Site;
use crate::server::stage::{Stage, current};
use crate::server::view::Unit;
use crate::wire::message::{Batch, Place, Update};
use crate::wire::number::Region;
use crate::wire::snapshot::Snapshot;

/// The environment variable by which a server is asked to show the overlay.
const ASKED: &str = "WATERSHED_OVERLAY";

static IS_ON: OnceLock<bool> = OnceLock::new();

/// Shows the overlay, whatever the environment says. For tests of servers.
#[doc(hidden)]
pub fn use_overlay() {
    IS_ON.get_or_init(|| true);
}

fn is_on() -> bool {
    *IS_ON.get_or_init(|| env::var_os(ASKED).is_some())
}

/// What the overlay knows of one page; nothing unless it is on. Every method is called where something happens that it
/// wants to know of.
pub(crate) struct Overlay(Option<RefCell<Book>>);

impl Default for Overlay {
    fn default() -> Self {
        Self(is_on().then(RefCell::default))
    }
}

/// A component, as its props type, starts in the current scope.
pub(crate) fn enter<P>() {
    if let Some(stage) = current() {
        stage.overlay.enter(type_name::<P>());
    }
}

impl Overlay {
    fn enter(&self, component: &'static str) {
        let Some(book) = &self.0 else { return };
        let parent = use_context::<Here>();
        let scope = ScopeId::current();
        let here = book.borrow_mut().places.enter(component, parent, scope);
        provide_context(here);
    }

    /// A region is on the page.
    pub fn adopt(
        &self,
        region: Region,
        template: &'static Template,
        functions: &[Function],
        units: &[Unit],
        scope: ScopeId,
    ) {
        let Some(book) = &self.0 else { return };
        let here = scope.run(use_context::<Here>);
        let mut book = book.borrow_mut();
        book.places.adopt(region, template, units, here, scope);
        if template.client {
            book.places.capture(region, template.id, functions);
        }
        for unit in units {
            let function = std::slice::from_ref(&unit.function);
            book.places.capture(region, unit.kind, function);
        }
    }

    /// What is mounted while the guard lives stands in this structure hole.
    #[must_use = "the hole is left when this is dropped"]
    pub fn within(&self, hole: Site) -> Within<'_> {
        self.inside(|_| Some(hole))
    }

    /// The same, for content that is inserted.
    #[must_use = "the hole is left when this is dropped"]
    pub fn within_place(&self, place: &Place) -> Within<'_> {
        self.inside(|book| book.places.hole_of(place))
    }

    fn inside(&self, hole: impl FnOnce(&Book) -> Option<Site>) -> Within<'_> {
        let book = self.0.as_ref();
        Within(book.map(|book| {
            let hole = hole(&book.borrow());
            (
                book,
                mem::replace(&mut book.borrow_mut().places.within, hole),
            )
        }))
    }

    /// The first page was written.
    pub fn rendered(&self, stage: &Stage, markup: &str, snapshot: &Snapshot, first: KindId) {
        if let Some(book) = &self.0 {
            book.borrow_mut().rendered(stage, markup, snapshot, first);
        }
    }

    /// An update goes down.
    pub fn sent(&self, stage: &Stage, update: &Update, snapshot: &Snapshot, first: KindId) {
        if let Some(book) = &self.0 {
            book.borrow_mut().sent(stage, update, snapshot, first);
        }
    }

    /// A batch was applied.
    pub fn received(&self, stage: &Stage, batch: &Batch) {
        if let Some(book) = &self.0 {
            book.borrow_mut().received(stage, batch);
        }
    }
}

/// Leaves a structure hole when it is dropped.
pub(crate) struct Within<'o>(Option<(&'o RefCell<Book>, Option<Site>)>);

impl Drop for Within<'_> {
    fn drop(&mut self) {
        if let Some((book, before)) = self.0.take() {
            book.borrow_mut().places.within = before;
        }
    }
}
